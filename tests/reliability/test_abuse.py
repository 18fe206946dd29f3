"""Nobody reaches another's row: the whole matrix, and five seeded holes that it must catch."""

import pytest
from sqlalchemy import select, true
from sqlalchemy.orm import joinedload

from accounts import permissions
from core.db import db
from jobs.models import Application, Position
from tests.reliability.matrix import build, leaks, unknown_arguments


@pytest.fixture
def world(app, make):
    return build(app, make)


def test_every_route_argument_is_covered(app):
    assert unknown_arguments(app) == set()


def test_no_route_leaks(world):
    assert list(leaks(world)) == []


def any_application(_person_id, application_id):
    query = select(Application).options(joinedload(Application.position).joinedload(Position.employer)).where(Application.id == application_id)
    return db.session.execute(query).scalar_one_or_none()


HOLES = {
    "the roster forgets the scope": [("veterans.queries.files.in_scope", lambda _column, _scope: true())],
    "imports forget the owner": [("core.importing.queries.owned", lambda *_a, **_k: true())],
    "a page forgets its mark": [("accounts.permissions._needs_sign_in", lambda: None)],
    "a right is granted to everybody": [("accounts.permissions.may", lambda _right: permissions.is_signed_in())],
    "an application's query forgets the person": [("jobs.queries.applications.application_of_person", any_application)],
    "an employer's query forgets the employer": [("jobs.queries.own_positions", lambda _employer: true())],
}


@pytest.mark.parametrize("hole", HOLES)
def test_each_seeded_hole_is_caught(world, monkeypatch, hole):
    for place, broken in HOLES[hole]:
        monkeypatch.setattr(place, broken)
    assert next(leaks(world, verbs=("GET",)), None) is not None
