"""A running fair for tests: an enterprise at its booth, people inside, what both do."""

from sqlalchemy import select

from core.audit import SYSTEM
from core.db import db, transaction
from jobs.fairs import tickets
from jobs.fairs.models import Fair, FairEmployer, FairRegistration
from jobs.fairs.services import booths, exhibitors, visits
from jobs.models import Intention
from tests.fairs import world


def open_day(make, employer=None, tickets=50):
    """A running fair: fair, enterprise, its place, two positions, a recruiter."""
    fair = world.fair("open", booths=4, tickets=tickets)
    employer = employer or make.employer()
    offers = [make.position(employer, title=title) for title in ("焊工", "叉车司机")]
    booth = world.approved(make, fair, employer=employer, positions=offers)
    with transaction() as session:
        found = session.get(Fair, fair.id)
        booths.give_booth(found, session.get(FairEmployer, booth.id), "A01", SYSTEM)
        found.state = "running"
        exhibitors.arrive(session.get(FairEmployer, booth.id), SYSTEM)
    return fair, employer, booth, offers, make.recruiter(employer)


def came(fair, person=None, **values):
    """Somebody inside."""
    row = world.visitor(fair, at_desk=True, person_id=person.id if person else None, **values)
    with transaction() as session:
        session.get(FairRegistration, row.id).state = "checked_in"
    return row


def holding(client, row):
    """The browser of the person: it opened the address their phone was sent."""
    assert client.get(f"/fairs/ticket/{tickets.ticket_token(row.fair_id, row.id, tickets.OWN)}").status_code == 303
    return client


def line_up(day, row):
    fair, _employer, booth = day[:3]
    with transaction() as session:
        return visits.line_up(session.get(Fair, fair.id), session.get(FairEmployer, booth.id), session.get(FairRegistration, row.id), SYSTEM)


def begin(client, fair, row, given="nonce-000001"):
    answer = client.post(f"/employer/fairs/{fair.id}/desk", data={"shown": row.door_code, "nonce": given})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def tap(client, fair, row, position, step):
    return client.post(f"/employer/fairs/{fair.id}/desk/visitors/{row.id}/positions/{position.id}/{step}", follow_redirects=True)


def raw(model):
    db.session.rollback()
    return db.session.execute(select(model).order_by(model.id)).scalars().all()


def open_rival(make, fair, employer=None, booth=""):
    """Another enterprise at the running fair: its place, a client of its recruiter."""
    employer = employer or make.employer()
    with transaction() as session:
        session.get(Fair, fair.id).state = "open"
    row = world.approved(make, fair, employer=employer)
    with transaction() as session:
        found = session.get(Fair, fair.id)
        if booth:
            booths.give_booth(found, session.get(FairEmployer, row.id), booth, SYSTEM)
        found.state = "running"
        exhibitors.arrive(session.get(FairEmployer, row.id), SYSTEM)
    return row, make.client(make.recruiter(employer))


def intention_at(day, row, position):
    """The visitor talked there, and the enterprise signed an intention: the visit and the intention."""
    fair, _employer, booth = day[:3]
    with transaction() as session:
        parts = session.get(Fair, fair.id), session.get(FairEmployer, booth.id), session.get(FairRegistration, row.id)
        visit = visits.note_outcome(*parts, position.id, "intention", SYSTEM)
    return visit, raw(Intention)[-1]
