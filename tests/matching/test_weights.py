"""From outcomes on file to weights in force: learned, refused, adopted, rolled back."""

import json
import random
from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.audit import Action, Actor, AuditEntry
from core.clock import now
from core.db import db, transaction
from core.errors import IllegalTransition
from core.reference import occupations, villages
from core.work import WorkItem
from jobs.matching import upkeep
from jobs.matching.features import BLOCKS, PRIOR, FieldWeights
from jobs.matching.services import TooFewOutcomes, block_weights, learn_weights
from jobs.matching.store import fitted
from jobs.matching.tasks import refit
from jobs.matching.wording import FIELD_LABELS, group_label, version_label
from jobs.models import Intention, Placement, RankingWeights
from jobs.queries.weights import outcomes
from jobs.services.weights import adopt_weights

WORDS = ["仓库管理", "长途运输", "面点烹饪", "安保巡逻", "数控车床", "设备维修", "氩弧焊", "消防设施", "园林绿化", "直播销售"]
JOBS = [row for row in occupations() if row["code"].startswith(("4", "6"))][:60:10]
FIELDS = FieldWeights(title=2.0, self_declared=0.5, service=0.75)
POINTS = {block: getattr(PRIOR, block) for block in BLOCKS}
VILLAGES = list({row["code"][:9]: row["code"] for row in villages()}.values())[:12]


@pytest.fixture
def command(app):
    def call(*arguments):
        return app.test_cli_runner().invoke(args=["match", *map(str, arguments)])
    return call


@pytest.fixture
def city(make):
    """People and positions in twelve townships, with occupations and texts that say nothing of it."""
    rng = random.Random(1)
    employer = make.employer()
    people = [make.person(wanted_occupations=[rng.choice(JOBS)["name"]], experience="；".join(rng.sample(WORDS, 3)), education="本科",
                          station_code=rng.choice(VILLAGES)) for _ in range(90)]
    positions = [make.position(employer, title="".join(rng.sample(WORDS, 2)), duties="；".join(rng.sample(WORDS, 3)), requirements="", skills=[],
                               occupation_code=rng.choice(JOBS)["code"], education="", township_code=rng.choice(VILLAGES)[:9]) for _ in range(60)]
    return people, positions, rng


def come_together(pairs, state="confirmed"):
    with transaction() as session:
        for number, (person, position) in enumerate(pairs):
            at = now() - timedelta(days=400 - number)
            values = {"person_id": person.id, "position_id": position.id}
            if number % 3:
                session.add(Intention(**values, state=state, proposed_by="staff", proposed_at=at, confirmed_at=at))
            else:
                session.add(Placement(**values, state="verified", origin="fair", reported_by="staff", proof="contract", reported_at=at, verified_at=at))


def next_door(people, positions, rng, size=180):
    pairs = [(p, j) for p in people for j in positions if p.station_code[:9] == j.township_code]
    return rng.sample(pairs, size)


def learned(command):
    result = command("learn", "--json")
    return result.exit_code, json.loads(result.stdout)


def test_what_outcomes_say_is_learned_and_waits_for_staff(city, command):
    come_together(next_door(*city))
    code, found = learned(command)
    assert code == 0, found
    assert found["state"] == "learned"
    assert found["points"]["place"] > 1.5 * PRIOR.place
    assert found["base_fields"] == asdict(PRIOR.fields)
    assert found["ndcg_after"] > found["ndcg_before"]
    assert found["low"] > 0
    assert found["outcomes"] + found["held_back"] == 180
    assert sum(found["points"].values()) == pytest.approx(100, abs=0.01)
    assert block_weights() == PRIOR, "nothing is in force before somebody adopts it"
    assert learned(command)[1]["points"] == found["points"], "two runs agree"


def test_noise_is_refused_with_its_reason(city, command):
    people, positions, rng = city
    come_together(rng.sample([(p, j) for p in people for j in positions], 180))
    code, found = learned(command)
    assert code == 1
    assert found["state"] == "refused"
    assert found["reasons"]
    with pytest.raises(IllegalTransition), transaction():
        adopt_weights(db.session.execute(select(RankingWeights)).scalar_one(), None)


def test_until_there_is_enough_the_prior_stands(city, command):
    come_together(next_door(*city, size=59))
    refit()
    with pytest.raises(TooFewOutcomes):
        learn_weights()
    assert command("learn").exit_code == 1
    assert db.session.execute(select(RankingWeights)).first() is None


def test_what_counts_as_an_outcome(make):
    person, others = make.person(), [make.person() for _ in range(4)]
    position = make.position()
    at = now()
    with transaction() as session:
        session.add(Intention(person_id=person.id, position_id=position.id, state="placed", proposed_by="staff", confirmed_at=at))
        session.add(Placement(person_id=person.id, position_id=position.id, state="verified", origin="fair", reported_by="staff", verified_at=at))
        session.add(Intention(person_id=others[0].id, position_id=position.id, state="lapsed", proposed_by="staff", confirmed_at=at))
        session.add(Intention(person_id=others[1].id, position_id=position.id, state="signed", proposed_by="staff"))
        session.add(Placement(person_id=others[2].id, position_id=position.id, state="reversed", origin="fair", reported_by="staff", verified_at=at))
        session.add(Placement(person_id=others[3].id, position_id=None, state="verified", origin="self", reported_by="staff", verified_at=at))
    assert [(one.person_id, one.gain) for one in outcomes()] == [(person.id, 2.0)]


def test_who_refuses_computing_is_not_learned_from(city, command):
    people, positions, rng = city
    come_together(next_door(people, positions, rng))
    with transaction():
        for person in people:
            db.session.merge(person).personalised = False
    refit()
    with pytest.raises(TooFewOutcomes):
        learn_weights()


def kept(**values):
    points = {"text": 20.0, "skills": 20.0, "occupation": 40.0, "place": 10.0, "pay": 10.0}
    row = RankingWeights(**{"points": points, "fields": asdict(FIELDS), "base": PRIOR.name, "base_points": points, "base_fields": asdict(PRIOR.fields),
                            "outcomes": 100, "held_back": 40, "ndcg_before": 0.4, "ndcg_after": 0.5, "low": 0.01, "high": 0.2,
                            "exposure": {"township:211382001": 0.9}, "reasons": [], "state": "learned", **values})
    with transaction() as session:
        session.add(row)
    return row


def in_force():
    db.session.rollback()
    return block_weights()


def now_fitted():
    db.session.rollback()
    return fitted()


def press(client, address):
    return client.post(address, follow_redirects=True)


def test_staff_adopt_a_version_and_go_back(make, app):
    position = make.position(occupation_code=JOBS[0]["code"])
    make.person(wanted_occupations=[JOBS[0]["name"]])
    refit()
    first, second = kept(), kept()
    client = make.client(make.staff("city"))
    page = client.get("/bureau/matching/weights").get_data(as_text=True)
    assert version_label(PRIOR.name) in page
    assert all(str(label) in page for label in FIELD_LABELS.values())
    assert "3 → 2" in page
    assert "0.85 → 0.75" in page
    assert press(client, f"/bureau/matching/weights/{first.id}/adopt").status_code == 200
    assert in_force().name == f"learned-{first.id}"
    assert now_fitted().model.weights == PRIOR, "lists go on with the old version until the new one is fitted"
    refit()
    assert now_fitted().model.weights.occupation == 40.0
    assert now_fitted().model.weights.fields == FIELDS
    assert now_fitted().name.startswith(f"learned-{first.id}-")
    result = json.loads(app.test_cli_runner().invoke(args=["match", "position", str(position.id), "--json"]).stdout)
    assert result["model"].startswith(f"learned-{first.id}-")
    assert result["results"][0]["blocks"]["occupation"] == 40.0
    press(client, f"/bureau/matching/weights/{second.id}/adopt")
    assert in_force().name == f"learned-{second.id}"
    press(client, f"/bureau/matching/weights/{second.id}/roll-back")
    assert in_force().name == f"learned-{first.id}"
    press(client, f"/bureau/matching/weights/{first.id}/roll-back")
    assert in_force() == PRIOR
    press(client, f"/bureau/matching/weights/{first.id}/roll-back")
    assert in_force() == PRIOR
    entries = select(AuditEntry).where(AuditEntry.action == Action.WEIGHTS_MOVED).order_by(AuditEntry.id)
    deeds = [(entry.subject_id, entry.detail["step"]) for entry in db.session.execute(entries).scalars()]
    assert deeds == [(first.id, "adopt"), (second.id, "adopt"), (second.id, "roll_back"), (first.id, "roll_back")]
    assert {item.kind for item in db.session.execute(select(WorkItem)).scalars()} == {"ranking.refit"}


def test_a_command_fits_anew_under_adopted_weights(make, command):
    position = make.position()
    make.person()
    assert json.loads(command("position", position.id, "--json").stdout)["model"].startswith(PRIOR.name)
    row = kept(state="adopted", adopted_at=now())
    assert json.loads(command("position", position.id, "--json").stdout)["model"].startswith(row.name)


@pytest.mark.parametrize("role", ["village", "township", "fair_desk", "auditor", "system_admin", "security_admin", "audit_admin"])
def test_only_the_city_decides(make, role):
    row = kept()
    client = make.client(make.staff(role))
    assert client.get("/bureau/matching/weights").status_code == 403
    assert client.post(f"/bureau/matching/weights/{row.id}/adopt").status_code == 403
    assert in_force() == PRIOR


def test_a_refused_version_has_no_button_and_says_why(make):
    row = kept(state="refused", reasons=["not better", "exposure township:211382001"])
    client = make.client(make.staff("city"))
    page = client.get("/bureau/matching/weights").get_data(as_text=True)
    assert f"/bureau/matching/weights/{row.id}/adopt" not in page
    assert group_label("township:211382001") in page
    assert press(client, f"/bureau/matching/weights/{row.id}/adopt").status_code == 200
    assert in_force() == PRIOR
    assert client.post("/bureau/matching/weights/987654/adopt").status_code == 404


def test_the_page_can_ask_for_learning(make):
    client = make.client(make.staff("city"))
    assert press(client, "/bureau/matching/weights/learn").status_code == 200
    assert db.session.execute(select(WorkItem.kind)).scalars().all() == ["ranking.learn"]


def test_the_database_keeps_adoption_and_its_time_together(app):
    with pytest.raises(IntegrityError):
        kept(state="adopted")


def test_weights_adopted_while_a_fit_is_under_way_are_in_force_after_it(make, monkeypatch):
    make.person()
    make.position()
    real, rounds = upkeep.fit_city, []

    def slow():
        found = real()
        if not rounds:
            with transaction() as session:
                row = RankingWeights(points=POINTS, fields=asdict(PRIOR.fields), base="prior-1", base_points=POINTS, base_fields=asdict(PRIOR.fields),
                                     outcomes=90, held_back=30, ndcg_before=0.1, ndcg_after=0.2, low=0.01, high=0.2, exposure={}, reasons=[])
                session.add(row)
                session.flush()
                adopt_weights(row, Actor(None, "211382"))
        rounds.append(found.model.weights.name)
        return found
    monkeypatch.setattr(upkeep, "fit_city", slow)
    refit()
    assert rounds == [PRIOR.name, block_weights().name]
    assert fitted().model.weights.name == block_weights().name
