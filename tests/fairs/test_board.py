"""The live board: its numbers are those of the rows, it names nobody, and says nothing while nothing changes."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from core.clock import now
from core.db import db, transaction
from jobs.fairs.models import Booth, BoothVisit, Fair, FairEmployer, FairHall, FairPosition, FairRegistration
from jobs.fairs.queries import board as queries
from jobs.models import Intention


@pytest.fixture
def fair(app, make):
    """A running fair with three booths: one enterprise here with people waiting, one still to come, one that withdrew."""
    employers = [make.employer(name=f"凌源{n}机械有限公司") for n in "甲乙丙"]
    positions = [make.position(employer) for employer in employers]
    with transaction() as session:
        row = Fair(title="冬季专场招聘会", station_code="211382", state="running", mode="site", starts_at=now() - timedelta(hours=1),
                   ends_at=now() + timedelta(hours=3))
        session.add(row)
        session.flush()
        hall = FairHall(fair_id=row.id, name="主馆", grid="", zones={})
        session.add(hall)
        session.flush()
        stands = [FairEmployer(fair_id=row.id, employer_id=e.id, state=s) for e, s in zip(employers, ("arrived", "confirmed", "withdrawn"), strict=True)]
        session.add_all(stands)
        session.flush()
        session.add_all(FairPosition(fair_id=row.id, fair_employer_id=s.id, position_id=p.id, headcount=3) for s, p in zip(stands, positions, strict=True))
        session.add_all(Booth(fair_id=row.id, hall_id=hall.id, number=f"A0{n}", zone="A", x=n, y=1, aisle=1, fair_employer_id=s.id)
                        for n, s in enumerate(stands, 1))
        people = [FairRegistration(fair_id=row.id, name=f"欧阳春{n}", kind=kind, state=state, door_code=f"10{n}")
                  for n, (kind, state) in enumerate((("veteran", "checked_in"), ("veteran", "left"), ("family", "checked_in"), ("other", "confirmed")))]
        session.add_all(people)
        session.flush()
        visits = (("done", "no"), ("called", ""), ("queued", ""))
        session.add_all(BoothVisit(fair_employer_id=stands[0].id, registration_id=p.id, number=n, state=state, outcome=outcome,
                                   done_at=now() if outcome else None)
                        for n, (p, (state, outcome)) in enumerate(zip(people, visits, strict=False), 1))
        session.add_all([Intention(registration_id=people[0].id, position_id=positions[0].id, fair_id=row.id, state="confirmed", proposed_by="employer"),
                         Intention(registration_id=people[1].id, position_id=positions[0].id, fair_id=row.id, state="signed", proposed_by="employer")])
    return row


def test_the_numbers_are_those_of_the_rows(fair):
    now_ = queries.board(fair.id)
    assert (now_.heads.total, now_.heads.veteran, now_.heads.family, now_.heads.other, now_.heads.inside) == (3, 2, 1, 0, 2)
    assert (now_.arrived_employers, now_.expected_employers, now_.positions, now_.headcount) == (1, 2, 1, 3)
    assert (now_.talks, now_.intentions) == (1, 1)
    assert [(s.number, s.called, s.waiting, s.has_arrived) for s in now_.stands] == [("A01", (2,), 1, True), ("A02", (), 0, False)]


def test_the_page_names_no_visitor(client, fair):
    page = client.get(f"/fairs/{fair.id}/board").get_data(as_text=True)
    assert "凌源甲机械有限公司" in page
    assert "欧" not in page
    assert "凌源丙" not in page


def test_nothing_is_said_while_nothing_changes(client, fair):
    first = client.get(f"/fairs/{fair.id}/board/now")
    mark = {"If-None-Match": first.headers["ETag"]}
    assert first.status_code == 200
    again = client.get(f"/fairs/{fair.id}/board/now", headers=mark)
    assert again.status_code == 304
    assert not again.data
    with transaction():
        db.session.execute(select(BoothVisit).where(BoothVisit.state == "queued")).scalar_one().state = "called"
    changed = client.get(f"/fairs/{fair.id}/board/now", headers=mark)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_a_draft_is_nobodys(client, fair):
    with transaction():
        db.session.get(Fair, fair.id).state = "draft"
    assert client.get(f"/fairs/{fair.id}/board").status_code == 404 == client.get("/fairs/999/board/now").status_code


def test_a_board_costs_few_questions(client, fair):
    fair_id, asked = fair.id, []

    def listener(*said):
        asked.append(said[2])
    event.listen(db.engine, "before_cursor_execute", listener)
    try:
        queries.board(fair_id)
    finally:
        event.remove(db.engine, "before_cursor_execute", listener)
    assert len([q for q in asked if q.lstrip().upper().startswith("SELECT")]) <= 8
