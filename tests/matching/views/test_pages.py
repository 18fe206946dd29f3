"""The ranked list on the pages of a person, an enterprise and a station: reasons and gap, what is not wanted, what is recommended."""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from core.audit import Actor, AuditEntry
from core.db import db, transaction
from core.messages import text_of
from core.outbox import Message
from jobs.disclosure.models import Consent
from jobs.matching.bars import bar_of
from jobs.matching.tasks import refit
from jobs.models import Application, Recommendation
from jobs.services.applications import Wish, apply
from tests.jobs.importing.sheets import counted_statements
from tests.outboxes import messages, templates
from veterans.models import Person, PersonSkill


@pytest.fixture
def world(make):
    firm = make.employer(name="凌源恒桥仓储有限公司")
    near = make.position(firm, title="叉车司机", skills=["叉车"])
    far = make.position(firm, title="叉车司机（夜班）", skills=["叉车"], education="大专")
    account = make.account(phone="13911113333")
    person = make.person(name="王建国", account_id=account.id, wanted_occupations=["叉车司机"], wanted_pay=4500)
    with transaction() as session:
        session.add(PersonSkill(person_id=person.id, name="叉车", evidence="certified"))
    refit()
    clerk = make.staff("village", "211382001001")
    return SimpleNamespace(firm=firm, near=near, far=far, person=person, own=make.client(account), desk=make.client(clerk), clerk=clerk,
                           recruiter=make.client(make.recruiter(firm)))


def fresh(query):
    db.session.rollback()
    return db.session.execute(query)


def main(answer):
    return answer.text.split("<main", 1)[1]


def test_reasons_gap_and_a_score_that_sums(world):
    text = main(world.own.get("/my/matches"))
    assert text.index("叉车司机</a>") < text.index("叉车司机（夜班）</a>"), "eligible ones first"
    assert "技能里有 1 项" in text
    assert "学历：要求大专" in text
    assert "差一项" in text
    for score, parts in re.findall(r'<b class="fs-5">(\d+)</b> <span[^>]*>= ([\d +]+)</span>', text):
        assert int(score) == sum(map(int, parts.split("+")))


def test_what_is_not_wanted_stays_out_until_taken_back(world):
    address = f"/my/positions/{world.near.id}"
    assert world.own.post(f"{address}/dismiss", data={"reason": "nonsense"}).status_code == 303
    assert "您不感兴趣的" not in main(world.own.get("/my/matches"))
    world.own.post(f"{address}/dismiss", data={"reason": "far"})
    text = main(world.own.get("/my/matches"))
    assert f"{address}/apply" not in text
    assert "太远" in text
    assert f'href="/positions/{world.near.id}"' not in main(world.own.get("/my")), "the home page leaves it out as well"
    assert f'value="{world.near.id}"' not in world.desk.get(f"/bureau/people/{world.person.id}/recommend").text
    world.own.post(f"{address}/restore")
    assert f"{address}/apply" in main(world.own.get("/my/matches"))


def test_refusing_suggestions_leaves_plain_search(world):
    assert "为什么" in world.own.get(f"/positions/{world.near.id}").text or "合适" in world.own.get(f"/positions/{world.near.id}").text
    with transaction() as session:
        session.get(Person, world.person.id).personalised = False
    text = main(world.own.get("/my/matches"))
    assert "推荐已关闭" in text
    assert f"/positions/{world.near.id}" not in text
    assert "why-heading" not in world.own.get(f"/positions/{world.near.id}").text
    assert "matches-heading" not in world.own.get("/my").text
    assert "叉车司机" in world.own.get("/positions?q=叉车").text
    assert "本人不要自动推荐" in world.desk.get(f"/bureau/people/{world.person.id}/recommend").text
    assert "王**" not in main(world.recruiter.get(f"/employer/positions/{world.near.id}/candidates")), "enterprises get no computed list of such people"
    assert "没有比较" in world.recruiter.get(f"/employer/positions/{world.near.id}/candidates/{world.person.id}").text


def test_before_anything_was_fitted_the_pages_say_so(make):
    account, firm = make.account(), make.employer()
    make.person(account_id=account.id)
    position = make.position(firm)
    assert "还没有算出推荐" in make.client(account).get("/my/matches").text
    assert make.client(make.recruiter(firm)).get(f"/employer/positions/{position.id}/candidates").status_code == 200


def test_without_a_file_the_way_to_join_is_shown(make):
    assert make.client(make.account()).get("/my/matches").location == "/my/link"


def recommend(world, **data):
    return world.desk.post(f"/bureau/people/{world.person.id}/recommend", data={"position": [world.near.id, world.far.id], "then": "send", **data})


def test_sent_once_and_shown_with_the_stations_name(world):
    assert recommend(world, position=[]).status_code == 422
    assert recommend(world).status_code == 303
    assert recommend(world).status_code == 303
    assert sorted(fresh(select(Recommendation.position_id)).scalars()) == sorted([world.near.id, world.far.id])
    db.session.rollback()
    assert templates("in_site") == ["positions_recommended"]
    assert [(m.recipient, text_of(m)) for m in messages()] == [("13911113333", "服务站给您推荐了岗位。请登录戎桥查看，或给服务站打电话。")]
    assert re.search(r"由仪表社区\S*推荐", world.own.get("/my/matches").text)
    assert fresh(select(AuditEntry.detail).where(AuditEntry.action == "positions_recommended")).scalar_one()["positions"] == [world.near.id, world.far.id]


def test_printed_with_reasons_and_masked(world):
    answer = recommend(world, then="print")
    page = world.desk.get(answer.location).text
    assert "叉车司机（夜班）" in page
    assert "技能里有 1 项" in page
    assert "王建国" not in page
    assert fresh(select(Message)).first() is None
    other = world.desk.get(f"/bureau/people/{world.person.id}/recommend/print?position=999999&position=x").text
    assert "都已结束" in other


def test_the_print_asks_once_what_was_recommended_however_many_are_on_it(world):
    recommend(world, then="print")
    address = f"/bureau/people/{world.person.id}/recommend/print?position={world.near.id}"

    def asked(address):
        with counted_statements() as statements:
            assert world.desk.get(address).status_code == 200
        return sum("recommendations" in statement for statement in statements)
    assert asked(address) == asked(address + f"&position={world.far.id}&position=1" * 12) == 1


def test_applying_for_somebody_needs_their_word(world):
    assert recommend(world, then="apply").status_code == 422
    assert recommend(world, then="apply", agreed="y").status_code == 303
    rows = fresh(select(Application).order_by(Application.id)).scalars().all()
    assert [(row.origin, row.acted_by) for row in rows] == [("staff", world.clerk.id)] * 2
    assert set(fresh(select(Consent.acted_by)).scalars()) == {world.clerk.id}
    assert "已经投递过" in world.desk.post(f"/bureau/people/{world.person.id}/recommend", follow_redirects=True,
                                      data={"position": [world.near.id], "then": "apply", "agreed": "y"}).text


def test_another_stations_people_do_not_exist(world, make):
    elsewhere = make.client(make.staff("village", "211382002002"))
    for address in (f"/bureau/people/{world.person.id}/recommend", f"/bureau/people/{world.person.id}/recommend/print"):
        assert elsewhere.get(address).status_code == 404
    assert elsewhere.post(f"/bureau/people/{world.person.id}/recommend", data={"position": [world.near.id]}).status_code == 404
    assert make.client(make.staff("auditor")).get(f"/bureau/people/{world.person.id}/recommend").status_code == 403


def test_candidates_are_marked_and_grouped(world, make):
    base = f"/employer/positions/{world.far.id}/candidates"
    text = main(world.recruiter.get(base))
    assert "差一项条件" in text
    assert "学历：要求大专" in text
    with transaction() as session:
        apply(session.get(Person, world.person.id), world.far.id, Wish(("name", "profile")), Actor(1))
    assert "已投递" in main(world.recruiter.get(base))
    assert "王建国" in main(world.recruiter.get(f"{base}?group=applied"))
    assert "这一组没有人" in main(world.recruiter.get(f"{base}?group=ended"))
    assert world.recruiter.get(f"{base}?group=nonsense").status_code == 200
    assert "有 1 份投递还没看" in world.recruiter.get("/employer").text


def test_the_matches_ask_a_fixed_number_of_questions(world, make):
    def questions():
        with counted_statements() as statements:
            world.own.get("/my/matches")
        return len(statements)
    questions()
    few = questions()
    for _n in range(15):
        make.position(world.firm, title="叉车司机", skills=["叉车"])
    questions()
    assert questions() <= few


@pytest.mark.parametrize("blocks", [
    {"text": 19.6, "skills": 29.5, "occupation": 12.4, "place": 6.5, "pay": 3.3}, {"text": 0.4, "skills": None, "occupation": 0.4, "place": 0.4, "pay": 0.4},
    {"text": 0.0, "skills": 0.0, "occupation": 0.0, "place": 0.0, "pay": None},
])
def test_shown_blocks_sum_to_the_shown_score(blocks):
    bar = bar_of(blocks)
    assert sum(block.points for block in bar.blocks) == bar.score == round(sum(value or 0 for value in blocks.values()))


def test_nothing_to_compare_is_no_bar():
    assert bar_of(dict.fromkeys(("text", "skills", "occupation", "place", "pay"))) is None
