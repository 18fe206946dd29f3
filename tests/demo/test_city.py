"""The rows of a small city, without a database."""

from datetime import date, timedelta

import pytest
from stdnum.cn import ric

from core.clock import in_city
from core.messages import ON_SITE, TEXTS
from core.outbox import Template
from core.validators import credit_code_problem, identity_problem, phone_problem
from demo.applications import ENDS, TIMES
from demo.city import build
from demo.messages import CODES
from demo.plan import Plan
from demo.rows import clock
from jobs.mandate import missing_elements
from jobs.posts import post_key
from jobs.states.applications import UNSUCCESSFUL_REASONS

DAY = date(2026, 3, 2)
SMALL = Plan(211_382, 0.02, DAY)


@pytest.fixture(scope="module")
def city():
    return {table.name: rows for table, rows in build(SMALL).rows.items()}


def test_the_same_plan_gives_the_same_city_and_another_seed_another():
    assert build(SMALL).digest() == build(SMALL).digest()
    assert build(Plan(7, 0.02, DAY)).digest() != build(SMALL).digest()


def test_history_does_not_depend_on_the_day(city):
    later = {table.name: rows for table, rows in build(Plan(211_382, 0.02, DAY + timedelta(days=200))).rows.items()}
    both = (city["positions"], later["positions"])
    closed = [[(row["title"], row["pay_min"], row["closed_at"]) for row in rows if row["state"] == "closed"] for rows in both]
    assert closed[0] == closed[1]


def test_numbers_carry_check_digits_and_pass_only_on_demo_data(city):
    for row in city["persons"]:
        number = row["identity_number"]
        assert number.startswith("211399")
        assert ric.calc_check_digit(number) == number[-1]
        assert number[6:14] == f"{row['birth_date']:%Y%m%d}"
        assert int(number[16]) % 2 == (row["sex"] == "1")
        assert identity_problem(number, demo=True) is None
        assert identity_problem(number, demo=False)
        if row["phone"]:
            assert phone_problem(row["phone"], demo=True) is None
            assert phone_problem(row["phone"], demo=False)
    assert len({row["identity_number"] for row in city["persons"]}) == len(city["persons"])
    assert all(credit_code_problem(row["credit_code"]) is None for row in city["employers"])


def test_service_is_consistent(city):
    born = {row["id"]: row["birth_date"] for row in city["persons"]}
    for row in city["service_records"]:
        years = (row["discharged_on"] - row["enlisted_on"]).days / 365.25
        age = (row["enlisted_on"] - born[row["person_id"]]).days / 365.25
        assert 16.9 <= age <= 24
        assert 1.5 <= years <= 32
        assert (row["category"] == "conscript") == (row["rank"] in ("列兵", "上等兵"))
        assert row["category"] != "conscript" or years < 4.5
        assert sum(entry["years"] for entry in row["specialties"]) <= years + 0.6


def test_postings_of_the_history_are_closed_after_their_fair(city):
    past = [row for row in city["positions"] if row["fair_number"]]
    assert {row["fair_number"] for row in past} == set(range(1, 11))
    for row in past:
        assert row["state"] == "closed"
        assert row["live_until"] is None
        assert row["close_reason"]
        assert row["created_at"] < row["submitted_at"] < row["published_at"] < row["closed_at"]
    assert all(row["fair_number"] is None for row in city["positions"] if row["state"] != "closed")


def test_posts_link_what_is_the_same(city):
    posts = {row["id"]: row for row in city["posts"]}
    linked = [row for row in city["positions"] if row["post_id"]]
    assert len(posts) < len(linked)
    assert all(posts[row["post_id"]]["key"] == post_key(row["title"], row["place"]) for row in linked)
    assert all(posts[row["post_id"]]["employer_id"] == row["employer_id"] for row in linked)
    past = [row for row in city["positions"] if row["fair_number"]]
    assert len({row["post_id"] for row in past}) < len(past) < sum(row["headcount"] for row in past)


def test_live_postings_state_every_mandated_element(city):
    from types import SimpleNamespace
    employers = {row["id"]: SimpleNamespace(**row) for row in city["employers"]}
    live = [row for row in city["positions"] if row["state"] == "live"]
    assert len(live) == SMALL.count(3_000)
    for row in live:
        assert missing_elements(SimpleNamespace(**row), employers[row["employer_id"]], DAY) == []
        assert DAY <= row["live_until"] <= DAY + timedelta(days=180)
        assert row["pay_max"] is None or row["pay_min"] <= row["pay_max"]
        assert row["created_at"] < row["submitted_at"] < row["published_at"]
        assert row["published_at"].date() < DAY


def test_nobody_claims_civil_knowledge_of_a_service_they_did_not_do(city):
    served = {row["person_id"] for row in city["service_records"]}
    told = [row for row in city["persons"] if "部队" in row["experience"]]
    assert all(row["id"] in served for row in told)


def test_skills_are_two_to_eight_and_named_once(city):
    names: dict[int, list[str]] = {}
    for row in city["person_skills"]:
        names.setdefault(row["person_id"], []).append(row["name"])
    assert all(2 <= len(own) <= 8 and len(set(own)) == len(own) for own in names.values())


def test_applications_hold_together(city):
    """Each state has its time and none lies ahead; the consent is of the same person and enterprise; the guide has something of everything."""
    positions, persons = ({row["id"]: row for row in city[name]} for name in ("positions", "persons"))
    consents = {row["application_id"]: row for row in city["consents"] if row["application_id"]}
    assert len(city["applications"]) > 4
    for row in city["applications"]:
        position, times = positions[row["position_id"]], [row[name] for name in TIMES.values() if row[name]]
        assert row[TIMES[row["state"]]] == row["state_since"] == max(times)
        assert row["state_since"].date() < DAY
        assert position["state"] == "live"
        assert (row["ended_at"] is not None) == (row["state"] in ENDS)
        assert row["state"] != "unsuccessful" or row["reason"] in UNSUCCESSFUL_REASONS
        consent = consents[row["id"]]
        assert (consent["person_id"], consent["employer_id"], consent["position_id"]) == (row["person_id"], position["employer_id"], position["id"])
        assert consent["while_off"] == (persons[row["person_id"]]["visibility"] == "off")
    pairs = [(row["person_id"], row["position_id"]) for row in city["applications"]]
    assert len(pairs) == len(set(pairs))
    assert city["favourites"]
    assert city["recommendations"]
    assert city["contact_requests"]


def test_messages_say_what_the_other_rows_say_and_none_is_of_the_future(city):
    rows = city["messages"]
    events = [(row["event_key"], str(row["recipient"]), row["channel"]) for row in rows]
    assert len(set(events)) == len(events)
    assert {row["state"] for row in rows} == {"sent", "queued", "failed", "unknown", "expired"}
    assert [row["queued_at"] for row in rows] == sorted(row["queued_at"] for row in rows)
    assert max(row["queued_at"] for row in rows) < clock(DAY, 0)
    accounts = {row["id"] for row in city["accounts"]}
    for row in rows:
        texts = ON_SITE if row["channel"] == "in_site" else TEXTS
        assert row["template"] in CODES or str(texts[Template(row["template"])]) % row["facts"]
        assert row["recipient"] in accounts if row["channel"] == "in_site" else phone_problem(row["recipient"], demo=True) is None
        assert row["channel"] == "sms" or row["facts"].keys().isdisjoint({"site", "number", "code"})
        assert row["read_at"] is None or row["queued_at"] < row["read_at"] < clock(DAY, 0)
    for row in city["applications"]:
        assert (f"demo:application:{row['id']}:offered" in {key for key, _to, _channel in events}) == (row["offered_at"] is not None)


def test_no_text_message_left_at_night(city):
    left = [in_city(row["sent_at"]).hour for row in city["messages"] if row["channel"] == "sms" and row["sent_at"] and row["template"] not in CODES]
    assert left
    assert all(8 <= hour < 21 for hour in left)
