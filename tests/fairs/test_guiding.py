"""Where registered people are sent: within what booths can talk to, kept for each registration, anew when somebody comes or goes."""

import pytest
from sqlalchemy import select

from core.audit import SYSTEM
from core.db import db, transaction
from employers.models import Employer
from jobs.disclosure.models import HiddenEmployer
from jobs.fairs import tasks
from jobs.fairs.models import Fair, FairEmployer, FairGuide, FairPosition, FairRegistration, FairSuggestion
from jobs.fairs.queries import guides
from jobs.fairs.services import demand, exhibitors, guiding, visitors
from jobs.fairs.services.guiding import Pace
from jobs.matching.services.models import fit_city, install
from jobs.matching.services.ranking import fits_among, positions_for_person
from tests.fairs import world
from veterans.models import Person

ONE = Pace(tables=1, talks_per_hour=1)  # three talks in three hours
JOBS = (("叉车司机", "叉车"), ("电工", "电工"), ("保安", "保安"))


def a_fair(make, people=5, **values):
    """A fair of one enterprise for each job, and people who all want to drive a forklift."""
    fair = world.fair(booths=8, tickets=50, **values)
    rows = []
    for title, skill in JOBS:
        employer = make.employer()
        rows.append(world.approved(make, fair, employer=employer, positions=[make.position(employer, title=title, skills=[skill], requirements="")]))
    who = [make.person(wanted_occupations=["叉车司机"]) for _n in range(people)]
    return fair, rows, [world.visitor(fair, person_id=person.id) for person in who]


def run(app, fair, pace=ONE):
    found = guiding.guide(db.session.get(Fair, fair.id), app.config["INSTANCE"], pace)
    with transaction() as session:
        guiding.keep_guide(session.get(Fair, fair.id), found)
    return found


def suggested(app, fair, registration):
    return guiding.suggested_booths(db.session.get(Fair, fair.id), db.session.get(FairRegistration, registration.id), app.config["INSTANCE"])


def test_no_booth_gets_more_than_it_can_talk_to(app, make):
    fair, rows, people = a_fair(make)
    found = run(app, fair)
    assert found.talks == 3
    seen = guides.loads(fair.id)
    assert max(seen.wished.values()) == 5
    assert max(seen.sent.values()) == 3
    assert seen.fullest == (5, 3)
    assert seen.people == 5
    assert seen.beyond == sum(max(0, n - 3) for n in seen.wished.values())
    assert {len(suggested(app, fair, one)) for one in people} <= {1, 2, 3}
    assert set(seen.sent) <= {row.id for row in rows}


def test_the_best_booth_comes_first_where_there_is_room(app, make):
    fair, rows, people = a_fair(make)
    run(app, fair, Pace())
    assert {suggested(app, fair, one)[0] for one in people} == {rows[0].id}


def test_the_same_fair_gives_the_same_rows(app, make):
    fair, _rows, _people = a_fair(make)
    query = select(FairSuggestion.registration_id, FairSuggestion.sent, FairSuggestion.wished).order_by(FairSuggestion.registration_id)
    run(app, fair)
    first = db.session.execute(query).all()
    db.session.rollback()
    run(app, fair)
    assert db.session.execute(query).all() == first


def test_who_has_no_file_or_refuses_is_sent_nowhere(app, make):
    fair, _rows, people = a_fair(make)
    stranger = world.visitor(fair)
    with transaction() as session:
        session.get(Person, people[0].person_id).personalised = False
    run(app, fair)
    assert suggested(app, fair, stranger) == []
    assert suggested(app, fair, people[0]) == []
    assert db.session.get(FairSuggestion, people[0].id) is None
    assert suggested(app, fair, people[1])


def test_a_refusal_after_the_run_counts_at_once(app, make):
    fair, _rows, people = a_fair(make)
    run(app, fair)
    assert suggested(app, fair, people[0])
    db.session.rollback()
    with transaction() as session:
        session.get(Person, people[0].person_id).personalised = False
    assert suggested(app, fair, people[0]) == []


def test_who_comes_after_the_run_is_sent_where_it_suits_best(app, make):
    fair, rows, _people = a_fair(make)
    run(app, fair)
    late = world.visitor(fair, person_id=make.person(wanted_occupations=["叉车司机"]).id)
    assert suggested(app, fair, late)[0] == rows[0].id


def test_who_withdrew_is_suggested_no_more(app, make):
    fair, rows, people = a_fair(make)
    run(app, fair, Pace())
    with transaction() as session:
        exhibitors.withdraw(session.get(FairEmployer, rows[0].id), session.get(Fair, fair.id), "changed", SYSTEM)
    assert all(rows[0].id not in suggested(app, fair, one) for one in people)


def test_the_task_runs_when_people_or_enterprises_change_and_only_then(app, make):
    fair, rows, people = a_fair(make)
    stamps = []

    def tick():
        tasks.guide_visitors()
        kept = db.session.get(FairGuide, fair.id)
        stamps.append((kept.stamp, kept.planned_at))
        db.session.rollback()

    tick()
    tick()
    assert stamps[0] == stamps[1]
    with transaction() as session:
        visitors.cancel(session.get(FairRegistration, people[0].id), "person", "changed", SYSTEM)
    tick()
    assert stamps[2][0] != stamps[1][0]
    assert db.session.get(FairSuggestion, people[0].id) is None
    db.session.rollback()
    with transaction() as session:
        exhibitors.withdraw(session.get(FairEmployer, rows[2].id), session.get(Fair, fair.id), "changed", SYSTEM)
    tick()
    assert stamps[3][0] != stamps[2][0]


def test_who_cancels_while_it_is_worked_out_gets_no_row(app, make):
    fair, _rows, people = a_fair(make)
    found = guiding.guide(db.session.get(Fair, fair.id), app.config["INSTANCE"], ONE)
    db.session.rollback()
    with transaction() as session:
        visitors.cancel(session.get(FairRegistration, people[0].id), "person", "changed", SYSTEM)
    with transaction() as session:
        guiding.keep_guide(session.get(Fair, fair.id), found)
    assert db.session.get(FairSuggestion, people[0].id) is None
    assert guiding.is_due(db.session.get(Fair, fair.id), ONE)


def test_without_looking_again_it_would_have_a_row(app, make, monkeypatch):
    fair, _rows, people = a_fair(make)
    found = guiding.guide(db.session.get(Fair, fair.id), app.config["INSTANCE"], ONE)
    db.session.rollback()
    with transaction() as session:
        visitors.cancel(session.get(FairRegistration, people[0].id), "person", "changed", SYSTEM)
    monkeypatch.setattr(guides, "guided_people", lambda _fair: dict.fromkeys(found.registrations, 0))
    with transaction() as session:
        guiding.keep_guide(session.get(Fair, fair.id), found)
    assert db.session.get(FairSuggestion, people[0].id) is not None


def test_the_scores_are_those_of_the_ranked_list(app, make):
    fair, _rows, people = a_fair(make)
    folder, positions = app.config["INSTANCE"], sorted(guides.owners(fair.id, ("approved",)), reverse=True)
    who = [one.person_id for one in reversed(people)]
    found = fits_among([*who, 999_999], positions, folder).toarray()
    assert not found[-1].any()
    for row, person in zip(found, who, strict=False):
        listed = {r.id: r.score for r in positions_for_person(person, folder, only=positions).results if r.eligible and r.score}
        assert {positions[n]: row[n] for n in range(len(positions)) if row[n]} == listed


def test_registered_people_are_expected_where_they_are_sent(app, make):
    fair, rows, people = a_fair(make, expected=0)
    found, instance = db.session.get(Fair, fair.id), app.config["INSTANCE"]
    calm, crowded = demand.expected_visitors(found, instance, ONE), demand.expected_visitors(found, instance, Pace())
    assert max(calm.values()) == 3
    assert crowded[rows[0].id] == len(people)


def test_nobody_and_no_enterprise(app, make):
    fair = world.fair(booths=4)
    run(app, fair)
    seen = guides.loads(fair.id)
    assert (seen.people, seen.fullest, seen.unfit) == (0, (0, 0), [])
    assert demand.expected_visitors(db.session.get(Fair, fair.id), app.config["INSTANCE"], ONE) == {}


@pytest.mark.parametrize(("station", "sees"), [("211382", True), ("211382204", False)])
def test_the_page_shows_loads_and_who_found_nothing_to_their_own_staff(app, make, station, sees):
    fair, rows, _people = a_fair(make, people=3)
    unfit = world.visitor(fair, person_id=make.person(wanted_occupations=[]).id, township_code="211382009", name="欧阳测试")
    run(app, fair)
    with transaction() as session:
        row = session.get(FairSuggestion, unfit.id)
        row.sent, row.wished = [], []
    page = make.client(make.staff("city" if station == "211382" else "township", station)).get(f"/bureau/fairs/{fair.id}/booths").get_data(as_text=True)
    assert 'id="sent"' in page
    assert ('id="unfit"' in page) is sees
    assert "欧阳测试" not in page
    assert f"/bureau/fairs/{fair.id}/employers/{rows[0].id}" in page


def test_the_brief_counts_who_fits_and_nobody_the_enterprise_may_not_see(app, make):
    fair, rows, _registrations = a_fair(make, people=5)
    off, hiding, refusing = (make.person(wanted_occupations=["叉车司机"], **values) for values in ({"visibility": "off"}, {}, {"personalised": False}))
    for person in (off, hiding, refusing):
        world.visitor(fair, person_id=person.id)
    employer_id = rows[0].employer_id
    offer = db.session.scalar(select(FairPosition.position_id).where(FairPosition.fair_employer_id == rows[0].id))
    with transaction() as session:
        session.add(HiddenEmployer(person_id=hiding.id, name="某单位", name_key="某单位", employer_id=employer_id))

    def counted():
        return guiding.fit_counts(db.session.get(Fair, fair.id), employer_id, [offer], app.config["INSTANCE"])
    assert counted() == {}, "before a model is kept"
    with transaction():
        install(fit_city())
    assert counted() == {offer: 5}
    assert fits_among([p.id for p in (off, hiding, refusing)], [offer], app.config["INSTANCE"]).nnz == 3, "they would fit, too"


def test_the_brief_does_not_number_one_or_two(app, make):
    fair, rows, registrations = a_fair(make, people=3)
    with transaction():
        install(fit_city())
    client = make.client(make.recruiter(db.session.get(Employer, rows[0].employer_id)))

    def page():
        return client.get(f"/employer/fairs/{fair.id}").get_data(as_text=True)
    assert "叉车司机</dt><dd>3 人" in page()
    with transaction() as session:
        visitors.cancel(session.get(FairRegistration, registrations[0].id), "person", "changed", SYSTEM)
    assert "叉车司机</dt><dd>不足 3 人" in page()
