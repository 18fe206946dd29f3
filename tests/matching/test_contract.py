"""What `flask match` promises others, on random positions and people: the schema, the order, both directions, what must not count."""

import json
import random

import pytest
from sqlalchemy import select, update

from core.db import db, transaction
from core.text import normalise
from jobs.matching import memory
from jobs.matching.features import BLOCKS
from jobs.matching.similarity import UNIT
from jobs.matching.upkeep import refit
from jobs.models import Position
from tests.factories import Factory
from tests.matching.edits import SKILLS, WORDS
from veterans.models import Person, PersonSkill, Qualification

SHORT, LONG = 40, 500
TRADITIONAL = str.maketrans("车电维库数国际设备运输驾驶焊员", "車電維庫數國際設備運輸駕駛焊員")
TOWNSHIPS = ["211382001", "211382009", "211382111"]
FIELDS = ["id", "score", "eligible", "conditions", "blocks", "matched", "missing", "reasons"]


def wide(text):
    """Full width where there is one."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


class City:
    """Random people and positions, and the commands that rank them."""

    def __init__(self, app, make: Factory, size: int, seed: int = 3) -> None:
        self.app, self.rng = app, random.Random(seed)
        employers = [make.employer() for _ in range(4)]
        self.people = [self._person(make) for _ in range(size)]
        self.positions = [self._position(make, self.rng.choice(employers)) for _ in range(size)]
        refit()
        db.session.remove()

    def _text(self, least=0):
        return "，".join(self.rng.sample(WORDS, self.rng.randint(least, 4)))

    def _person(self, make):
        rng = self.rng
        papers = [Qualification(kind="licence", name=rng.choice(["B2", "C1", "A2"]), is_military=rng.random() < 0.3)] * (rng.random() < 0.5)
        return make.person(
            education=rng.choice(["", "初中", "高中", "大专", "本科"]), experience=self._text(), experience_years=rng.choice([None, 0, 3, 12]),
            wanted_occupations=rng.sample(WORDS, rng.randint(0, 2)), wanted_pay=rng.choice([None, 3000, 6000]),
            wanted_places=rng.sample(TOWNSHIPS, rng.randint(0, 2)),
            skills=[PersonSkill(name=n, level=rng.choice([None, 2, 4]), evidence=rng.choice(["self", "service", "certified"]))
                    for n in rng.sample(SKILLS, rng.randint(0, 4))], qualifications=papers).id

    def _position(self, make, employer):
        rng = self.rng
        return make.position(
            db.session.merge(employer), title=rng.choice(WORDS), duties=self._text(1), requirements=rng.choice(["", "45岁以下", "3年以上经验，持C1驾照"]),
            education=rng.choice(["", "不限", "高中", "大专"]), skills=rng.sample(SKILLS, rng.randint(0, 3)), licences=rng.choice([[], [], ["B2"]]),
            township_code=rng.choice(TOWNSHIPS), state=rng.choice(["live", "live", "closed"])).id

    def match(self, kind, one, *options):
        result = self.app.test_cli_runner().invoke(args=["match", kind, str(one), "--json", *options])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)


@pytest.fixture(params=[SHORT, pytest.param(LONG, marks=[pytest.mark.long, pytest.mark.timeout(3000)])])
def city(request, app, make):
    memory.forget()
    yield City(app, make, request.param)
    memory.forget()


def units(value):
    return round(value * UNIT)


def check_list(document, kind):
    assert list(document) == ["subject", "live", "model", "results"]
    keys, near = [], False
    for result in document["results"]:
        assert list(result) == FIELDS
        assert list(result["blocks"]) == list(BLOCKS)
        known = [value for value in result["blocks"].values() if value is not None]
        assert all(value >= 0 for value in known)
        assert (result["score"] is None) == (not known)
        assert not known or sum(map(units, known)) == units(result["score"])
        unmet = [c for c in result["conditions"] if c["met"] is False]
        assert result["eligible"] == (not unmet)
        assert len(unmet) <= 1
        near = near or bool(unmet)
        assert near == bool(unmet), "near-misses come last"
        assert all(set(c) == {"name", "required", "has", "met", "reason"} and c["reason"] for c in result["conditions"])
        assert {c["name"] for c in result["conditions"] if c["met"] is None} <= set(result["missing"])
        keys.append((bool(unmet), -(result["score"] if result["score"] is not None else -1.0), result["id"]))
    assert keys == sorted(keys), kind
    return {result["id"]: result for result in document["results"]}


def test_the_schema_the_order_and_both_directions(city):
    by_position = {one: check_list(city.match("position", one, "--top", "10000"), "position") for one in city.positions}
    pairs = 0
    for one in city.people:
        document = city.match("veteran", one, "--scope", "all", "--top", "10000")
        for position, result in check_list(document, "veteran").items():
            back = by_position[position].get(one)
            assert back is None or {**back, "id": 0} == {**result, "id": 0}
            pairs += back is not None
    assert pairs > 5 * len(city.people)
    for one in city.positions[:10]:
        assert city.match("position", one) == city.match("position", one)


def lists(city, top="10000"):
    return {one: city.match("position", one, "--top", top)["results"] for one in city.positions}


def test_sex_name_and_ethnicity_change_nothing(city):
    before = lists(city)
    with transaction() as session:
        session.execute(update(Person).values(sex="2", name="叉车司机", ethnicity="11"))
    assert lists(city) == before
    with transaction() as session:
        session.execute(update(Person).values(sex="1", name="张三", ethnicity="01"))
    assert lists(city) == before


def test_spelling_changes_nothing(city):
    before = {one: [(r["id"], r["score"]) for r in found] for one, found in lists(city).items()}
    with transaction() as session:
        for person in session.execute(select(Person)).scalars():
            person.experience = "　" + wide(person.experience).translate(TRADITIONAL).replace("，", "， \t")
            person.wanted_occupations = [f" {wide(word).translate(TRADITIONAL)}" for word in person.wanted_occupations]
        for position in session.execute(select(Position)).scalars():
            assert normalise(position.title.translate(TRADITIONAL)) == normalise(position.title)
            position.title, position.duties = wide(position.title), position.duties.translate(TRADITIONAL)
    assert {one: [(r["id"], r["score"]) for r in found] for one, found in lists(city).items()} == before


def score_of(city, position, person):
    return next(r for r in city.match("position", position, "--top", "10000")["results"] if r["id"] == person)


def test_skills_can_be_stuffed_no_further_than_full(city, make):
    position = make.position(title="仓库管理", skills=["叉车", "电工"], education="", requirements="").id
    honest = make.person(experience="仓库管理", skills=[PersonSkill(name="叉车", evidence="self")]).id
    stuffed = make.person(experience="仓库管理", skills=[PersonSkill(name=f"叉车{'驾驶' * n}", evidence="self") for n in range(8)]).id
    many = make.person(experience="仓库管理", skills=[PersonSkill(name=f"技能{n}") for n in range(499)] + [PersonSkill(name="叉车", evidence="self")]).id
    skills = {one: score_of(city, position, one)["blocks"]["skills"] for one in (honest, stuffed, many)}
    assert 0 < skills[honest] == skills[stuffed] == skills[many] < 30
    assert score_of(city, position, honest)["blocks"]["text"] == score_of(city, position, many)["blocks"]["text"], "skills are no text"


def test_empty_one_word_and_very_long_profiles_behave(city, make):
    position = make.position(title="叉车司机", duties="叉车司机；" * 2000, skills=["叉车"], education="", requirements="").id
    empty = make.person(birth_date=None, education="", station_code="211382", experience="").id
    word = make.person(experience="叉车").id
    long = make.person(experience="负责库区装卸，" * 1428).id
    found = {one: score_of(city, position, one) for one in (empty, word, long)}
    assert found[empty]["blocks"]["text"] is None
    assert found[empty]["blocks"]["skills"] is None
    assert found[word]["blocks"]["text"] > found[long]["blocks"]["text"]
    assert all(0 <= r["score"] <= 100 for r in found.values())
    check_list(city.match("position", position), "position")
    check_list(city.match("veteran", empty), "veteran")
