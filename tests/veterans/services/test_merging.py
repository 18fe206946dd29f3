"""Two files become one, and nothing is lost; pairs that may be doubles are found, decided and not shown twice."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from core import crypto
from core.audit import Actor, AuditEntry
from core.clock import now, today
from core.db import db, transaction
from core.errors import NotFound, StaleEdit
from core.work import run_next
from tests.factories import OTHER_VILLAGE, VILLAGE, identity_number
from veterans import queries
from veterans.models import (
    FamilyPair,
    LinkRequest,
    MergedFile,
    Person,
    PersonSkill,
    PossibleDuplicate,
    ProfileDraft,
    ProfileProgress,
    Qualification,
    SuggestionChoice,
)
from veterans.services import claims, duplicates, merging, people, set_next_step
from veterans.services.merging import CannotMove, merge_files, pointers, register_mover

CLERK = Actor(None, VILLAGE)
SERVED = {"branch": "陆军", "rank": "下士", "discharged_on": date(2010, 12, 1), "specialties": [{"code": "M01", "name": "汽车驾驶", "years": 5}]}


@pytest.fixture
def two(make):
    """A full file and a poorer one of the same person, the second joined to an account."""
    account = make.account(phone="13811110009")
    one = make.person(name="张建军", identity_number=identity_number(901), phone="13811110001", education="高中", service={"rank": "中士", "branch": "陆军"})
    other = make.person(name="张建君", identity_number=identity_number(902), phone="13811110009", education="大专", account_id=account.id, service=SERVED,
                        station_code=VILLAGE)
    return one.id, other.id


def whole(number):
    return queries.person_in_scope(VILLAGE, number)


def merge(kept, dropped, *taken):
    with transaction():
        merge_files(CLERK, whole(kept), whole(dropped), taken)
    db.session.rollback()
    return whole(kept)


def test_chosen_fields_are_taken_over_and_the_rest_stays_with_the_stub(two):
    kept, dropped = two
    person = merge(kept, dropped, "education", "account_id", "phone", "service.rank")
    assert (person.name, person.education, person.phone) == ("张建军", "大专", "13811110009")
    assert person.phone_index == crypto.blind_index("13811110009", "phone")
    assert person.account_id
    assert (person.service.rank, person.service.branch) == ("下士", "陆军")
    assert db.session.get(Person, dropped) is None
    stub = db.session.get(MergedFile, dropped)
    assert stub.survivor_id == kept
    assert stub.contents["replaced"] == {"account_id": None, "education": "高中", "phone": "13811110001", "service.rank": "中士"}
    assert stub.contents["rows"]["persons"][0]["name"] == "张建君"
    assert stub.contents["rows"]["persons"][0]["identity_number"] == identity_number(902)
    assert stub.contents["rows"]["service_records"][0]["discharged_on"] == "2010-12-01"
    entry = db.session.query(AuditEntry).one()
    assert (entry.action, entry.subject_id) == ("persons_merged", kept)
    assert entry.detail == {"merged": dropped, "taken": ["account_id", "education", "phone", "service.rank"]}


def test_the_stub_is_encrypted(two):
    merge(*two)
    raw = bytes(db.session.connection().exec_driver_sql("SELECT contents FROM merged_files").scalar_one())
    assert "张建君".encode() not in raw
    assert identity_number(902).encode() not in raw


@pytest.mark.parametrize(("taken", "left"), [((), 902), (("identity_number",), 901)])
def test_both_numbers_find_the_file_that_stays(two, make, taken, left):
    kept, dropped = two
    person = merge(kept, dropped, *taken)
    assert person.identity_number == identity_number(1803 - left)
    assert queries.is_on_file(identity_number(left))
    assert queries.claimed_file(identity_number(left)).id == kept
    assert queries.person_in_scope_by_identity(VILLAGE, identity_number(left)).id == kept
    with pytest.raises(people.AlreadyOnFile), transaction():
        people.add_person(CLERK, {"name": "张建军", "station_code": VILLAGE, "identity_number": identity_number(left)})
    account = make.account(phone="13811110001")
    with transaction():
        claim = claims.claim_file(Actor(account.id), claims.Claim("张建军", identity_number(left), "211382001"))
    assert claim.person_id == kept


def test_a_roster_with_the_old_number_changes_the_file_that_stays(two):
    from veterans.importing import files
    kept, dropped = two
    merge(kept, dropped)
    found = files.files_by_identity([files.index_of(identity_number(n)) for n in (901, 902)])
    assert {person.id for person in found.values()} == {kept}
    assert len(found) == 2
    assert files.difference(whole(kept), {"identity_number": identity_number(902), "address": "东大街"}) == {"address": ("", "东大街")}


def test_skills_papers_choices_and_requests_are_kept_together(two, make):
    kept, dropped = two
    account = make.account()
    with transaction() as session:
        session.add_all([
            PersonSkill(person_id=kept, name="叉车", evidence="self", level=None), PersonSkill(person_id=dropped, name="叉車", evidence="service", level=4),
            PersonSkill(person_id=dropped, name="电焊"),
            Qualification(person_id=kept, kind="certificate", name="叉车证", expires_on=date(2020, 1, 1)),
            Qualification(person_id=dropped, kind="certificate", name="叉车证", expires_on=today() + timedelta(days=400)),
            Qualification(person_id=dropped, kind="licence", name="B2"),
            SuggestionChoice(person_id=kept, specialty="M01", kind="skill", value="守时", is_kept=True),
            SuggestionChoice(person_id=dropped, specialty="M01", kind="skill", value="守时", is_kept=False),
            ProfileDraft(person_id=dropped, account_id=account.id, step="work", data={"experience": ["草"]}),
            LinkRequest(account_id=account.id, person_id=dropped, station_code=VILLAGE, name="张建君", identity_number=identity_number(902))])
    with transaction():
        set_next_step(kept, "licence:B2", 3)
        set_next_step(dropped, "skills", 4)
    person = merge(kept, dropped)
    assert {(s.name, s.evidence, s.own_evidence, s.level) for s in person.skills} == {("叉车", "certified", "service", 4), ("电焊", "self", "self", None)}
    assert {(q.name, q.expires_on) for q in person.qualifications} == {("叉车证", today() + timedelta(days=400)), ("B2", None)}
    left = db.session.get(MergedFile, dropped).contents["rows"]
    assert {table: len(rows) for table, rows in left.items()} == {"persons": 1, "service_records": 1, "person_skills": 1, "qualifications": 1,
                                                                   "suggestion_choices": 1, "profile_progress": 1}
    assert queries.draft(kept, "work", account.id).data == {"experience": ["草"]}
    assert db.session.query(LinkRequest).one().person_id == kept
    assert queries.progress_of(kept).next_item == "licence:B2"


def test_a_file_without_service_takes_the_whole_record(make):
    kept, dropped = make.person().id, make.person(service=SERVED).id
    assert merge(kept, dropped).service.rank == "下士"
    assert "service_records" not in db.session.get(MergedFile, dropped).contents["rows"]


def test_nobody_is_paired_with_themselves_and_other_pairs_move(two, make):
    kept, dropped = two
    account, wife = make.account(), make.person(name="孙小梅", kind="active_family")
    with transaction() as session:
        session.add_all([FamilyPair(asker_id=a, other_id=b, name="某", phone="13811110000", relation="spouse", state="linked", asked_by=account.id)
                         for a, b in ((kept, dropped), (wife.id, dropped))])
    merge(kept, dropped)
    assert [(p.asker_id, p.other_id) for p in db.session.query(FamilyPair)] == [(wife.id, kept)]


def test_a_merged_file_may_be_merged_again(two, make):
    kept, dropped = two
    merge(kept, dropped)
    third = make.person(name="张建军").id
    merge(third, kept)
    assert queries.merged_into(VILLAGE, dropped) == queries.merged_into(VILLAGE, kept) == third


def test_every_table_that_points_to_people_can_be_merged(two, make):
    """Whatever is added later: a table with rows of both files moves or its clashing rows stay with the stub; nothing is deleted unseen."""
    kept, dropped = two
    for table, columns in pointers():
        assert all(column.type.python_type is int for column in columns), table.name
    person = merge(kept, dropped)
    for table, columns in pointers():
        for column in columns:
            assert not db.session.execute(select(func.count()).select_from(table).where(column == dropped)).scalar_one(), table.name
    assert person.id == kept


def test_what_would_be_deleted_unseen_stops_the_merge(two, monkeypatch):
    """The guard: a mover that forgets its rows. Without it the rows would go with the file, by the database's own cascade."""
    kept, dropped = two
    with transaction() as session:
        session.add(Qualification(person_id=dropped, kind="licence", name="B2"))
    monkeypatch.setitem(merging._movers, "qualifications", lambda merge: None)
    with pytest.raises(CannotMove):
        merge(kept, dropped)
    db.session.rollback()
    assert [q.name for q in whole(dropped).qualifications] == ["B2"]
    monkeypatch.setattr(merging, "_move_everything", lambda merge: [mover(merge) for mover in merging._movers.values()])
    merge(kept, dropped)
    assert db.session.query(Qualification).count() == 0


def test_an_upper_package_moves_its_own_rows(two, monkeypatch):
    kept, dropped = two
    monkeypatch.setattr(merging, "_movers", dict(merging._movers))
    seen = []
    register_mover("profile_drafts", lambda merge: seen.append((merge.kept_id, merge.dropped_id)))
    merge(kept, dropped)
    assert seen == [(kept, dropped)]


def test_two_members_of_staff_merge_once(two):
    """The second had both files on the page; the one that went is gone, and nothing is written."""
    kept, dropped = two
    merge(kept, dropped)
    with pytest.raises(NotFound), transaction():
        merge_files(CLERK, Person(id=kept), Person(id=dropped), ())
    assert db.session.query(MergedFile).count() == 1


def test_files_saved_since_are_not_merged_unseen(two):
    kept, dropped = two
    with pytest.raises(StaleEdit), transaction():
        merge_files(CLERK, whole(kept), whole(dropped), (), (1, 7))
    db.session.rollback()
    assert whole(dropped).id == dropped


def look():
    with transaction():
        return duplicates.keep_pairs(duplicates.found_pairs())


def test_doubles_are_found_once_and_stay_decided(make):
    one, other = (make.person(name=name, birth_date=date(1980, 1, 1), identity_number=None, phone=phone).id
                  for name, phone in (("张建军", "13811110001"), ("张健君", "13855550002")))
    make.person(name="王芳")
    assert (look(), look()) == (1, 0)
    pair = db.session.query(PossibleDuplicate).one()
    assert ((pair.one_id, pair.other_id), pair.reasons) == ((one, other), ["name_birth"])
    with transaction():
        duplicates.keep_apart(CLERK, queries.duplicate_in_scope(VILLAGE, pair.id))
    assert look() == 0
    assert queries.duplicates_count(VILLAGE) == 0
    with transaction() as session:
        session.get(Person, other).phone_index = session.get(Person, one).phone_index
        session.get(Person, other).phone = session.get(Person, one).phone
    look()
    assert queries.duplicates_count(VILLAGE) == 1


def test_a_pair_nothing_speaks_for_any_more_goes(make):
    make.person(name="张建军", birth_date=date(1980, 1, 1), identity_number=None)
    other = make.person(name="张建军", birth_date=date(1980, 1, 1), identity_number=None).id
    look()
    with transaction() as session:
        session.get(Person, other).birth_date = date(1990, 1, 1)
    look()
    assert db.session.query(PossibleDuplicate).count() == 0


def test_somebody_merged_while_everybody_was_compared_is_no_pair(make):
    one, other = (make.person(name="张建军", birth_date=date(1980, 1, 1)).id for _n in range(2))
    pairs = duplicates.found_pairs()
    merge(one, other)
    with transaction():
        assert duplicates.keep_pairs(pairs) == 0


@pytest.fixture
def pair(make):
    """Two files of a village, and the pair's address on the desk."""
    one, other = (make.person(name="张建军", birth_date=date(1980, 1, 1), phone=phone).id for phone in ("13811110001", "13811110002"))
    make.person(name="张建军", birth_date=date(1980, 1, 1), station_code=OTHER_VILLAGE, phone="13811110003")
    look()
    found = db.session.query(PossibleDuplicate).filter_by(one_id=one, other_id=other).one()
    return one, other, f"/bureau/people/duplicates/{found.id}"


def test_staff_compare_side_by_side_and_merge(pair, make):
    one, other, address = pair
    clerk = make.client(make.staff("village", VILLAGE))
    listed = clerk.get("/bureau/people/duplicates").text
    assert listed.count('href="/bureau/people/duplicates/') == 1
    page = clerk.get(address).text
    assert not [secret for secret in ("13811110001", "13811110002", "张建军") if secret in page]
    assert clerk.post(address, data={}).status_code == 422
    shown = clerk.post(address, data={"reason": "verify"}).text
    assert "13811110002" in shown
    db.session.rollback()
    assert {e.subject_id for e in db.session.query(AuditEntry).filter_by(action="personal_data_revealed")} == {one, other}
    choice = {"one_version": "1", "other_version": "1", "survivor": "one", "take_phone": "other", "take_identity_number": "one"}
    answer = clerk.post(f"{address}/merge", data=choice)
    assert answer.headers["Location"] == f"/bureau/people/{one}"
    db.session.rollback()
    assert whole(one).phone == "13811110002"
    assert clerk.get(f"/bureau/people/{other}").headers["Location"] == f"/bureau/people/{one}"
    assert clerk.post(f"{address}/merge", data=choice).status_code == 404


def test_the_other_number_may_stay(pair, make):
    one, other, address = pair
    clerk = make.client(make.staff("village", VILLAGE))
    clerk.post(f"{address}/merge", data={"one_version": "1", "other_version": "1", "survivor": "other", "take_phone": "one", "take_identity_number": "other"})
    db.session.rollback()
    assert whole(other).phone == "13811110001"
    assert db.session.get(MergedFile, one).survivor_id == other


def test_a_choice_is_needed_and_a_stale_page_merges_nothing(pair, make):
    one, _other, address = pair
    clerk = make.client(make.staff("village", VILLAGE))
    assert clerk.post(f"{address}/merge", data={"survivor": "third"}).status_code == 422
    with transaction():
        people.change_person(CLERK, whole(one), {"school": "凌源一中"})
    stale = clerk.post(f"{address}/merge", data={"one_version": "1", "other_version": "1", "survivor": "one"}, follow_redirects=True)
    assert "note-stop" in stale.text
    assert db.session.query(MergedFile).count() == 0


def test_staff_keep_two_apart(pair, make):
    one, other, address = pair
    clerk = make.client(make.staff("village", VILLAGE))
    assert clerk.post(f"{address}/apart").status_code == 303
    assert "note-stop" in clerk.post(f"{address}/apart", follow_redirects=True).text
    entry = db.session.query(AuditEntry).one()
    assert (entry.action, entry.subject_id, entry.detail) == ("persons_differ", one, {"other": other})
    assert 'href="/bureau/people/duplicates/' not in clerk.get("/bureau/people/duplicates").text


def test_pairs_across_stations_are_the_common_stations(pair, make):
    one, _other, address = pair
    across = db.session.query(PossibleDuplicate.id).filter(PossibleDuplicate.one_id == one, PossibleDuplicate.other_id != _other).scalar()
    for role, station, expected in (("village", VILLAGE, 404), ("village", OTHER_VILLAGE, 404), ("city", "211382", 200)):
        client = make.client(make.staff(role, station))
        assert client.get(f"/bureau/people/duplicates/{across}").status_code == expected
        assert client.post(f"/bureau/people/duplicates/{across}/apart").status_code == (303 if expected == 200 else 404)
    assert make.client(make.staff("village", OTHER_VILLAGE)).get(address).status_code == 404


def test_staff_have_everybody_compared(make):
    for _n in range(2):
        make.person(name="张建军", birth_date=date(1980, 1, 1))
    clerk = make.client(make.staff("village", VILLAGE))
    clerk.post("/bureau/people/duplicates/search")
    run_next()
    assert "上次" in clerk.get("/bureau/people/duplicates").text
    assert queries.duplicates_count(VILLAGE) == 1


@pytest.mark.parametrize("has_said", [True, False])
def test_what_the_person_refused_in_the_file_that_goes_stays_refused(make, has_said):
    kept, dropped = make.person(visibility="open").id, make.person(visibility="off", personalised=False).id
    if has_said:
        with transaction() as session:
            session.add(ProfileProgress(person_id=dropped, saved={"privacy": {"at": now().isoformat(), "station": ""}}, none_of=[], next_item=""))
    person = merge(kept, dropped)
    assert (person.visibility, person.personalised) == (("off", False) if has_said else ("open", True))


def test_a_military_licence_is_not_swallowed_by_the_one_it_was_exchanged_for(make):
    kept, dropped = make.person().id, make.person().id
    with transaction() as session:
        session.add_all([Qualification(person_id=kept, kind="licence", name="B2", is_military=False),
                         Qualification(person_id=dropped, kind="licence", name="B2", is_military=True)])
    assert sorted(q.is_military for q in merge(kept, dropped).qualifications) == [False, True]


def test_a_number_that_led_here_before_does_not_stop_the_next_merge(make):
    first, second, third = (make.person(identity_number=identity_number(n)).id for n in (911, 912, 913))
    merge(second, first, "identity_number")  # 912 leads to the file now, which carries 911
    with transaction():
        people.change_person(CLERK, whole(second), {"identity_number": identity_number(912)})
    person = merge(third, second)
    assert person.id == third
    assert queries.claimed_file(identity_number(912)).id == third


def test_a_number_that_leads_to_another_file_is_nobody_elses(make):
    kept, dropped, other = (make.person(identity_number=identity_number(n)).id for n in (921, 922, 923))
    merge(kept, dropped)
    with pytest.raises(people.AlreadyOnFile), transaction():
        people.change_person(CLERK, whole(other), {"identity_number": identity_number(922)})
    with transaction():
        people.change_person(CLERK, whole(kept), {"identity_number": identity_number(922)})
    assert queries.claimed_file(identity_number(922)).id == kept


@pytest.mark.parametrize("turned", [False, True])
def test_a_link_is_not_lost_to_a_request_of_the_other_file(two, make, turned):
    kept, dropped = two
    account, wife = make.account().id, make.person(name="孙小梅", kind="active_family").id
    with transaction() as session:
        session.add_all([FamilyPair(asker_id=a, other_id=b, name="某", phone="13811110000", relation="spouse", state=state, asked_by=account)
                         for a, b, state in ((kept, wife, "asked"), ((wife, dropped, "linked") if turned else (dropped, wife, "linked")))])
    merge(kept, dropped)
    (pair,) = db.session.execute(select(FamilyPair)).scalars()
    assert pair.state == "linked"
    assert {pair.asker_id, pair.other_id} == {kept, wife}
