"""`flask match …` against the database."""

import json
from datetime import date

import pytest
from sqlalchemy import event

from core.db import db
from jobs.matching.services import people_for_position
from jobs.matching.store import fitted
from jobs.matching.tasks import refit
from veterans.models import PersonSkill, Qualification


@pytest.fixture
def command(app):
    def call(*arguments):
        return app.test_cli_runner().invoke(args=["match", *map(str, arguments)])
    return call


def parsed(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def city(make):
    position = make.position(education="大专", age_max=45, occupation_code="6-30-05-01", certificates=["叉车证"], is_demo=False)
    forklift = [PersonSkill(name="叉车驾驶", evidence="certified", level=3)]
    people = {
        "fits": make.person(education="大专", skills=forklift, wanted_occupations=["叉车司机"], wanted_pay=5000, experience="开叉车八年"),
        "near": make.person(education="高中", wanted_occupations=["叉车司机"]),
        "far": make.person(education="高中", birth_date=date(1970, 1, 1)),
        "old": make.person(education="大专", birth_date=date(1950, 1, 1)),
        "busy": make.person(education="大专", seeking="no"),
        "hidden": make.person(education="", birth_date=None, visibility="off", seeking="unknown", qualifications=[
            Qualification(kind="certificate", name="叉车证", expires_on=date(2020, 1, 1))]),
    }
    return position, people


def test_a_position_ranks_everybody_on_file(command, city):
    position, people = city
    document = parsed(command("position", position.id, "--json"))
    assert list(document) == ["subject", "live", "model", "results"]
    assert document["subject"] == position.id
    assert document["live"] is True
    first, *rest = document["results"]
    assert list(first) == ["id", "score", "eligible", "conditions", "blocks", "matched", "missing", "reasons"]
    assert list(first["blocks"]) == ["text", "skills", "occupation", "place", "pay"]
    assert first["id"] == people["fits"].id
    assert first["matched"][0] == "叉车"
    assert [c["name"] for c in first["conditions"]] == ["age", "education", "certificate"]
    assert first["conditions"][2]["met"] is None
    assert "certificate" in first["missing"]
    assert first["blocks"]["occupation"] == 18.0
    assert first["score"] == pytest.approx(sum(v for v in first["blocks"].values() if v is not None))
    assert rest[1]["blocks"]["occupation"] is None
    assert [(r["id"], r["eligible"]) for r in rest] == [(people["near"].id, False), (people["hidden"].id, False)]
    assert all(sentence for r in document["results"] for sentence in [*r["reasons"], *(c["reason"] for c in r["conditions"])])


def test_both_directions_give_one_score_and_two_runs_one_answer(command, city):
    position, people = city
    one = parsed(command("position", position.id, "--json"))
    assert one == parsed(command("position", position.id, "--json"))
    for result in one["results"]:
        [back] = parsed(command("veteran", result["id"], "--json"))["results"]
        assert {**back, "id": 0} == {**result, "id": 0}
        assert back["id"] == position.id
    assert parsed(command("veteran", people["busy"].id, "--json"))["results"], "a person is ranked for whatever their own search says"


def test_sex_and_name_do_not_count(command, make, city):
    position, people = city
    before = parsed(command("position", position.id, "--json"))["results"][0]
    person = db.session.merge(people["fits"])
    from core.db import transaction
    with transaction() as session:
        person = session.merge(person)
        person.sex, person.name, person.ethnicity = "2", "叉车司机", "11"
    assert parsed(command("position", position.id, "--json"))["results"][0] == before


def test_a_closed_position_is_ranked_and_not_live(command, make):
    person, position = make.person(), make.position(state="closed")
    assert parsed(command("position", position.id, "--json"))["live"] is False
    assert parsed(command("veteran", person.id, "--json"))["results"] == []
    everything = parsed(command("veteran", person.id, "--scope", "all", "--json"))
    assert [r["id"] for r in everything["results"]] == [position.id]
    assert everything["live"] is False


def test_unknown_numbers_are_refused_with_a_sentence(command, app):
    for kind in ("position", "veteran"):
        result = command(kind, 999_999, "--json")
        assert (result.exit_code, result.stderr) == (1, "")
        assert "999999" in json.loads(result.stdout)["message"]
        assert command(kind, "x").exit_code == 2
        assert command(kind, "--help").exit_code == 0


def test_the_number_of_queries_does_not_grow_with_the_city(command, make, app):
    position = make.position()
    counted = []
    listener = lambda *_: counted.append(1)
    event.listen(db.engine, "before_cursor_execute", listener)
    try:
        seen = []
        for _ in range(2):
            for _ in range(4):
                make.person(skills=[PersonSkill(name="叉车")])
            parsed(command("position", position.id, "--json"))
            counted.clear()
            parsed(command("position", position.id, "--json"))
            seen.append(len(counted))
    finally:
        event.remove(db.engine, "before_cursor_execute", listener)
    assert seen[0] == seen[1] <= 20


def test_the_kept_model_is_used_until_the_city_has_grown(command, make):
    position = make.position()
    for _ in range(20):
        make.person(experience="仓库管理")
    first = parsed(command("position", position.id, "--json"))["model"]
    make.person(experience="电工")
    assert parsed(command("position", position.id, "--json"))["model"] == first
    for _ in range(5):
        make.person(experience="烹饪")
    assert parsed(command("position", position.id, "--json"))["model"] != first


def test_an_outside_collection_is_ranked_and_measured(command, tmp_path):
    (tmp_path / "q.tsv").write_text("q1\t货车司机\nq2\tforklift driver\n", encoding="utf-8")
    (tmp_path / "c.tsv").write_text("d1\t大货车司机\nd2\t面点师\nd3\tforklift operator\n", encoding="utf-8")
    (tmp_path / "rel").write_text("q1 0 d1 1\nq2 0 d3 1\n", encoding="utf-8")
    out = tmp_path / "run"
    assert command("run", "--queries", tmp_path / "q.tsv", "--corpus", tmp_path / "c.tsv", "--out", out).exit_code == 0
    ranked = [line.split()[:4] for line in out.read_text().splitlines()]
    assert ranked == [["q1", "Q0", "d1", "1"], ["q2", "Q0", "d3", "1"], ["q2", "Q0", "d1", "2"]]
    assert command("run", "--queries", tmp_path / "q.tsv", "--corpus", tmp_path / "c.tsv", "--no-bridge", "--kind", "title", "--out", out).exit_code == 0
    assert [line.split()[:4] for line in out.read_text().splitlines()] == [["q1", "Q0", "d1", "1"], ["q2", "Q0", "d3", "1"]]
    assert parsed(command("evaluate", out, tmp_path / "rel", "--json")) == {"ndcg@10": 1.0, "map": 1.0, "mrr": 1.0, "recall@100": 1.0, "queries": 2}
    (tmp_path / "other").write_text("zz 0 d1 1\n")
    assert command("evaluate", out, tmp_path / "other").exit_code == 1
    (tmp_path / "bad").write_bytes(b"q1\t\xff\xfe\n")
    assert command("run", "--queries", tmp_path / "bad", "--corpus", tmp_path / "c.tsv", "--out", out).exit_code == 1


def test_the_nightly_task_keeps_a_model(app, make):
    make.position()
    assert fitted() is None
    refit()
    first = fitted()
    make.person(experience="叉车司机")
    refit()
    assert (fitted().people, first.people) == (1, 0)
    assert [one.name.startswith(("person", "position")) for one in (app.config["INSTANCE"] / "ranking").iterdir()] == [True, True]


@pytest.fixture
def signed_in(make):
    account = make.account()
    make.person(account_id=account.id, education="初中", wanted_occupations=["叉车司机"], skills=[PersonSkill(name="叉车", evidence="service")])
    return make.client(account)


def test_the_position_page_says_how_it_fits_only_the_person_who_reads(app, make, signed_in):
    position = make.position(licences=["B2"], occupation_code="6-30-05-01")
    address = f"/positions/{position.id}"
    heading = "和您合不合适"
    assert heading not in signed_in.get(address).text, "no model is kept yet"
    refit()
    page = signed_in.get(address).text
    assert heading in page
    assert "要求的 1 项技能里有 1 项：叉车" in page
    assert "驾驶证：要求B2，档案里还没有填" in page
    assert "没有进入您的名单" not in page
    assert heading not in make.client().get(address).text
    assert heading not in make.client(make.staff()).get(address).text
    assert heading not in make.client(make.account()).get(address).text


def test_the_home_page_lists_what_fits(app, make, signed_in):
    position = make.position(title="叉车司机甲")
    refit()
    assert f'href="/positions/{position.id}"' in signed_in.get("/my").text


def test_who_refuses_personalisation_is_shown_nothing_and_shown_to_no_employer(app, make):
    account = make.account()
    person = make.person(account_id=account.id, personalised=False, wanted_occupations=["叉车司机"])
    position = make.position(title="叉车司机甲")
    one, where = person.id, position.id
    refit()
    reader = make.client(account)
    assert "和您合不合适" not in reader.get(f"/positions/{where}").text
    assert f'href="/positions/{where}"' not in reader.get("/my").text
    folder = app.config["INSTANCE"]
    assert [r.id for r in people_for_position(where, folder).results] == [one]
    assert people_for_position(where, folder, for_employer=True).results == []


def test_the_position_page_says_why_not_when_two_conditions_are_unmet(app, make, signed_in):
    position = make.position(education="硕士", age_max=30, skills=["叉车", "氩弧焊"], requirements="", certificates=[])
    refit()
    page = signed_in.get(f"/positions/{position.id}").text
    assert "没有进入您的名单：有 2 项条件不符合" in page
    assert "学历" in page
    assert "档案里没有写到的技能：氩弧焊" in page
    near = make.position(education="硕士", skills=["叉车"], requirements="", certificates=[])
    page = signed_in.get(f"/positions/{near.id}").text
    assert "有一项条件不符合" in page
    assert "档案里没有写到的技能" not in page


@pytest.mark.parametrize("kind", ["position", "veteran"])
def test_a_number_no_row_can_have_is_refused_like_any_other_that_is_not_there(command, city, kind):
    result = command(kind, 10**20, "--json")
    assert result.exit_code == 1
    assert not isinstance(result.exception, OverflowError)
    assert json.loads(result.stdout)["error"] == "not_found"


def test_more_than_the_city_has_is_all_there_is(command, city):
    document = parsed(command("city", "--top-positions", 2_000_000_000, "--top-candidates", 2_000_000_000, "--json"))
    assert document["positions"] == 1


def test_a_run_goes_into_a_new_folder_and_names_a_document_once(command, tmp_path):
    (tmp_path / "q").write_text("q1\t焊工\n", encoding="utf-8")
    (tmp_path / "c").write_text("d1\t电焊工\nd2\t焊工\nd2\t焊工 电焊\n", encoding="utf-8")
    out = tmp_path / "new" / "folder" / "run"
    result = command("run", "--queries", tmp_path / "q", "--corpus", tmp_path / "c", "--out", out)
    assert result.exit_code == 0, result.output
    rows = [line.split() for line in out.read_text(encoding="utf-8").splitlines()]
    assert sorted(row[2] for row in rows) == ["d1", "d2"]
    assert [row[3] for row in rows] == ["1", "2"]


@pytest.mark.parametrize(("run", "judged"), [("q1 Q0 d1 1 nan x", "q1 0 d1 1"), ("q1 Q0 d1 1 1.0 x", "q1 0 d1 inf")])
def test_what_is_no_number_is_refused_with_its_line(command, tmp_path, run, judged):
    (tmp_path / "run").write_text(run + "\n", encoding="utf-8")
    (tmp_path / "judged").write_text(judged + "\n", encoding="utf-8")
    result = command("evaluate", tmp_path / "run", tmp_path / "judged", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"] == "bad_input"
