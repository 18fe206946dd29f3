"""The papers the law asks for: every combination of missing ones, and every wrong date of the permit (G35)."""

import re
from datetime import date, timedelta
from itertools import combinations

import pytest

from core.audit import SYSTEM
from core.db import db, transaction
from jobs.fairs.checklist import STEPS, due_days
from jobs.fairs.gate import ALWAYS, PROBLEMS, Held, Rules, problems
from jobs.fairs.hall import draw_grid
from jobs.fairs.models import Fair, FairPaper
from jobs.fairs.queries.fairs import tasks_of
from jobs.fairs.services import fairs as services
from jobs.fairs.services.fairs import PapersMissing
from tests.fairs import world

DAY, RULES = date(2026, 12, 5), Rules()
PERMIT = Held(date(2026, 11, 10), date(2026, 11, 20), 1200)


@pytest.mark.parametrize("there", [c for n in range(4) for c in combinations(ALWAYS, n)])
def test_each_missing_paper_is_named(there):
    assert problems(DAY, 300, {kind: Held() for kind in there}, RULES) == [kind for kind in ALWAYS if kind not in there]


@pytest.mark.parametrize(("expected", "permit", "found"), [
    (999, None, []), (1000, None, ["permit"]), (1000, PERMIT, []), (1200, PERMIT, []), (1201, PERMIT, ["permit_few"]),
    (1000, Held(None, date(2026, 11, 20), 1200), ["permit_dates"]), (1000, Held(date(2026, 11, 10), None, 1200), ["permit_dates"]),
    (1000, Held(date(2026, 11, 15), date(2026, 11, 20), 1200), []), (1000, Held(date(2026, 11, 16), date(2026, 11, 20), 1200), ["permit_late"]),
    (1000, Held(date(2026, 11, 10), date(2026, 11, 9), 1200), ["permit_order"]), (1000, Held(date(2026, 11, 10), date(2026, 12, 6), 1200), ["permit_after"]),
])
def test_the_permit(expected, permit, found):
    papers = {kind: Held() for kind in ALWAYS} | ({"permit": permit} if permit else {})
    assert problems(DAY, expected, papers, RULES) == found
    assert problems(DAY, expected, papers, RULES, is_on_site=False) == []
    assert set(found) <= PROBLEMS.keys()


def test_the_numbers_are_settings():
    assert problems(DAY, 500, {kind: Held() for kind in ALWAYS}, Rules(500, 30)) == ["permit"]
    assert Rules(500, 30).ask_by(DAY) == DAY - timedelta(days=30)


def test_a_fair_is_announced_with_its_papers_alone(app):
    fair = world.fair("draft")
    with transaction() as session:
        session.execute(FairPaper.__table__.delete().where(FairPaper.kind == "emergency"))
    with pytest.raises(PapersMissing) as refused, transaction():
        services.announce_fair(db.session.get(Fair, fair.id), RULES, SYSTEM)
    assert refused.value.facts["problems"] == ["emergency"]
    db.session.rollback()
    assert db.session.get(Fair, fair.id).state == "draft"


def test_an_exhibitor_whose_verification_ran_out_stands_in_the_way(app, make):
    fair = world.fair()
    there = world.approved(make, fair)
    assert services.lacking(fair, RULES) == []
    with transaction() as session:
        session.execute(db.text("UPDATE employers SET verified_until = '2020-01-01' WHERE id = :id"), {"id": there.employer_id})
    assert services.lacking(fair, RULES) == ["exhibitors"]


def test_the_checklist_has_its_days(app):
    large, small = due_days(DAY, is_large=True), due_days(DAY, is_large=False)
    assert large.keys() - small.keys() == {"permit"}
    assert large["permit"] <= RULES.ask_by(DAY)
    assert large["report"] == DAY + timedelta(days=7)
    fair = world.fair("announced", expected=400)
    tasks = {t.key: t for t in tasks_of(fair.id)}
    assert tasks.keys() == small.keys() <= STEPS.keys()
    assert tasks["announce"].done_at is not None


def changed(fair, tickets=50, **values):
    with transaction():
        row = db.session.get(Fair, fair.id)
        services.change_fair(row, world.fields(**values), tickets, row.version, Rules(), SYSTEM)


def test_what_was_announced_does_not_outgrow_its_papers(app):
    fair = world.fair("open")
    with pytest.raises(PapersMissing) as refused:
        changed(fair, expected=1200)
    assert refused.value.facts["problems"] == ["permit"]
    db.session.rollback()
    changed(fair, expected=900)
    assert db.session.get(Fair, fair.id).expected == 900
    large = world.fair("open", expected=1500)
    with pytest.raises(PapersMissing):
        changed(large, expected=1600)
    db.session.rollback()
    draft = world.fair("draft")
    changed(draft, expected=1200)
    assert db.session.get(Fair, draft.id).expected == 1200


def test_a_change_that_lacks_papers_is_said_on_the_form(make):
    fair = world.fair("open")
    client = make.client(make.staff("city"))
    page = client.get(f"/bureau/fairs/{fair.id}/edit").text
    data = {name: value for name, value in re.findall(r'<input[^>]* name="([\w]+)"[^>]* value="([^"]*)"', page) if name != "mode"}
    answer = client.post(f"/bureau/fairs/{fair.id}/edit", data=data | {"mode": "site", "expected": "1200"})
    assert answer.status_code == 409
    assert "公安许可" in answer.text
    db.session.rollback()
    assert db.session.get(Fair, fair.id).expected == 400


def test_a_fair_that_moves_from_the_net_into_a_hall_counts_its_booths(app, make):
    fair = world.fair("draft", mode="online")
    changed(fair, mode="site")
    with transaction() as session:
        services.draw_hall(session.get(Fair, fair.id), "一层", draw_grid(2, 1, 2), {}, SYSTEM)
        row = session.get(Fair, fair.id)
        services.announce_fair(row, Rules(), SYSTEM)
    found = [world.applied(make, fair) for _n in range(5)]
    assert [row.state for row in found] == ["applied"] * 4 + ["waitlisted"]
