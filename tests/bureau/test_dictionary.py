"""The dictionary desk: what an edit changes is shown before it is made; what it made can be undone; unknown names are taken in."""

import pytest
from sqlalchemy import select

from bureau.dictionary import unknown
from bureau.dictionary.preview import Proposal
from core.crypto import mask_name
from core.db import db, transaction
from core.lexicon import lexicon, same_skill
from core.lexicon.entries import Entry, Kind
from core.lexicon.models import LexiconRow
from core.lexicon.queries import current_row_named
from core.lexicon.services import plant_lexicon
from core.work import WorkItem, run_next
from jobs.mentions import people_with, positions_with
from veterans.models import PersonSkill

ADD = "/bureau/dictionary/synonym/add"


@pytest.fixture
def clerk(make):
    with transaction():
        plant_lexicon()
    return make.client(make.staff("city"))


def named(kind, name):
    return current_row_named(kind, name)


def proposed(client, address, **fields):
    answer = client.post(address, data=fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    return answer.headers["Location"]


def text(client, address, code=200):
    answer = client.get(address)
    assert answer.status_code == code
    return answer.get_data(as_text=True)


def city(make):
    """A position and two people, of whom the one with the other word is on file later."""
    position = make.position(title="夹抱机手", duties="白天上班。", requirements="", skills=[], education="不限")
    plain = make.person(name="张明理", wanted_occupations=["普通工作"], experience="白天")
    other = make.person(name="赵四方", wanted_occupations=["叉运师傅"], experience="干活")
    return position, plain, other


def test_an_edit_is_shown_before_it_is_made_and_changes_the_order(make, clerk):
    position, plain, other = city(make)
    where = proposed(clerk, ADD, name="夹抱机手", also="叉运师傅\n抱运工")
    assert lexicon().version == 1
    assert 'role="status"' in text(clerk, where), "it is being worked out"
    assert run_next()
    page = text(clerk, where)
    assert mask_name(other.name) in page
    assert other.name not in page
    found = db.session.execute(select(WorkItem)).scalars().one()
    assert (found.result["people"], found.result["positions"]) == (1, 1)
    rows = next(sample["rows"] for sample in found.result["samples"] if sample["position"] == position.id)
    places = {row[0]: (row[1], row[3]) for row in rows}
    assert places[plain.id] == (1, 2)
    assert places[other.id] == (2, 1)
    assert lexicon().version == 1, "looking changes nothing"
    answer = clerk.post(f"{where}/accept")
    assert answer.status_code == 303
    db.session.remove()
    assert lexicon().version == 2
    assert lexicon().alternatives("抱运工") == ("夹抱机手", "叉运师傅")


def test_a_change_and_a_retirement_go_the_same_way_and_are_undone(make, clerk):
    row = named(Kind.SKILL, "叉车")
    number, was = row.entry, list(row.also)
    where = proposed(clerk, f"/bureau/dictionary/entries/{number}", name="叉车", also="铲车；抱机", seen=str(row.from_version))
    run_next()
    clerk.post(f"{where}/accept")
    db.session.remove()
    assert same_skill("抱机") == same_skill("叉车")
    assert same_skill("堆高机") != same_skill("叉车")
    where = proposed(clerk, f"/bureau/dictionary/entries/{number}/retire")
    run_next()
    assert "没有在招的岗位" in text(clerk, where)
    clerk.post(f"{where}/accept")
    db.session.remove()
    assert named(Kind.SKILL, "叉车") is None
    assert text(clerk, f"/bureau/dictionary/entries/{number}", 404)
    page = text(clerk, "/bureau/dictionary/history")
    assert "/history/2/undo" in page
    assert "/history/1/undo" not in page, "the product's own entries are not undone"
    assert "抱机" in page
    for version in (3, 2):
        assert clerk.post(f"/bureau/dictionary/history/{version}/undo").status_code == 303
    db.session.remove()
    assert named(Kind.SKILL, "叉车").also == was
    assert lexicon().version == 5


def test_what_is_unsound_comes_back_with_a_sentence_and_nothing_is_queued(clerk):
    for address, fields, said in (
        (ADD, {"name": "新词", "also": "仓管员"}, "仓库管理员"), (ADD, {"name": "", "also": "甲乙"}, "名称"), (ADD, {"name": "甲乙丙"}, "另外"),
        ("/bureau/dictionary/specialty/add", {"name": "新专业", "codes": "9-99", "strength": "A"}, "9-99"),
        ("/bureau/dictionary/skill/add", {"name": "甲" * 61}, "60"), (ADD, {"name": "甲乙丙", "also": "长" * 61}, "60"),
        (ADD, {"name": "甲乙丙", "also": "\n".join(f"词{n}号" for n in range(70))}, "60"),
        ("/bureau/dictionary/occupation/add", {"name": "新职业", "code": "9-99"}, "")):
        answer = clerk.post(address, data=fields)
        assert answer.status_code == 422, address
        assert said in answer.get_data(as_text=True)
    assert db.session.execute(select(WorkItem)).first() is None


def test_a_specialty_is_written_whole_and_gets_the_next_code(clerk):
    where = proposed(clerk, "/bureau/dictionary/specialty/add", name="无人车操控", also="无人车", codes="4-02-04-06\n6-23-03-15", titles="无人车安全员",
                     certificates="", transferable="远程操控、耐心", strength="B", note="")
    run_next()
    clerk.post(f"{where}/accept")
    db.session.remove()
    found = lexicon().specialty("无人车")
    assert found.detail == {"code": "M59", "titles": ["无人车安全员"], "certificates": [], "transferable": ["远程操控", "耐心"], "strength": "B", "note": ""}
    assert lexicon().civil_work["m59"].occupations == ("4-02-04-06", "6-23-03-15")
    page = text(clerk, "/bureau/dictionary?kind=specialty&q=无人车")
    assert "无人机驾驶员" in page


def test_an_edit_made_meanwhile_is_not_overwritten(make, clerk):
    row = named(Kind.SKILL, "叉车")
    other = make.client(make.staff("city"))
    first = proposed(clerk, f"/bureau/dictionary/entries/{row.entry}", name="叉车", also="抱机", seen=str(row.from_version))
    second = proposed(other, f"/bureau/dictionary/entries/{row.entry}", name="叉车", also="夹机", seen=str(row.from_version))
    while run_next():
        pass
    clerk.post(f"{first}/accept")
    assert "词库又改过" in text(other, second)
    assert "别人刚刚改过" in other.post(f"{second}/accept", follow_redirects=True).get_data(as_text=True)
    db.session.remove()
    assert named(Kind.SKILL, "叉车").also == ["抱机"]


def test_a_proposal_is_its_clerks_own(make, clerk):
    where = proposed(clerk, ADD, name="夹抱机手", also="叉运师傅")
    other = make.client(make.staff("city"))
    assert other.get(where).status_code == 404
    assert other.post(f"{where}/accept").status_code == 404
    assert make.client(make.staff("township", "211382001")).get("/bureau/dictionary").status_code == 403


def test_names_the_dictionary_does_not_know_are_counted_and_taken_in(make, clerk):
    people = [make.person() for _ in range(3)]
    with transaction() as session:
        session.add_all([PersonSkill(person_id=p.id, name=name) for p, name in zip(people, ("抱夹叉车", "抱夹叉车", "铲车"), strict=True)])
    make.position(title="冰雕师傅（冬季）", skills=["抱夹叉车", "叉车"], certificates=["冰雕证"], occupation_code=None)
    make.person(service={"branch": "陆军", "specialties": [{"code": None, "name": "雪橇驾驶", "years": 2}]}, wanted_occupations=["冰雕师傅"])
    found = {kind: {one.name: one.count for one in unknown.unknown(kind)} for kind in unknown.KINDS}
    assert found[Kind.SKILL] == {"抱夹叉车": 3}
    assert found[Kind.OCCUPATION] == {"冰雕师傅": 2}
    assert found[Kind.CERTIFICATE] == {"冰雕证": 1}
    assert found[Kind.SPECIALTY] == {"雪橇驾驶": 1}
    page = text(clerk, "/bureau/dictionary/suggested")
    assert "作为“叉车”的别名" in page
    clerk.post("/bureau/dictionary/suggested/adopt", data={"kind": "skill", "name": "抱夹叉车", "under": "叉车"})
    db.session.remove()
    assert same_skill("抱夹叉车") == same_skill("叉车")
    assert unknown.unknown(Kind.SKILL) == []
    clerk.post("/bureau/dictionary/suggested/adopt", data={"kind": "certificate", "name": "冰雕证", "under": ""})
    db.session.remove()
    assert unknown.unknown(Kind.CERTIFICATE) == []
    for fields, code in (({"kind": "skill", "name": "抱夹", "under": "没有的"}, 404), ({"kind": "synonym", "name": "抱夹"}, 422), ({}, 422)):
        assert clerk.post("/bureau/dictionary/suggested/adopt", data=fields).status_code == code


@pytest.mark.parametrize("written", ["叉運師傅", "叉运师傅", "ＣＮＣ叉运师傅"])
def test_who_mentions_a_word_is_found_however_it_is_written(make, written):
    person, position = make.person(experience=f"干过{written}"), make.position(title=written)
    make.person(experience="别的")
    assert people_with({"叉运师傅"}) == {person.id}
    assert positions_with({"叉运师傅"}) == {position.id}
    assert people_with({"50%"}) == people_with(()) == set()


def test_capitals_and_full_width_are_found(make):
    found = [make.position(title=title).id for title in ("CNC操作", "ＣＮＣ操作", "cnc")]
    make.position(title="数控")
    assert positions_with({"cnc"}) == set(found)


def test_a_proposal_survives_its_keeping(app):
    proposal = Proposal("save", Entry(Kind.SPECIALTY, "甲", ("乙",), ("4-02-04-06",), {"code": "M60"}), 3, 2)
    assert Proposal.of(WorkItem(parameters=proposal.parameters())) == proposal


def test_rows_of_the_history_stay(clerk):
    where = proposed(clerk, ADD, name="夹抱机手", also="叉运师傅")
    run_next()
    clerk.post(f"{where}/accept")
    clerk.post("/bureau/dictionary/history/2/undo")
    row = db.session.execute(select(LexiconRow).where(LexiconRow.name == "夹抱机手")).scalar_one()
    assert (row.from_version, row.to_version) == (2, 3)
