"""A clerk writes a synonym, sees the order of a position's people change before it is made, puts it into effect and takes it back."""

import pytest

from accounts.models import StaffRole
from core.crypto import mask_name
from core.db import transaction
from core.lexicon import lexicon
from core.lexicon.services import plant_lexicon
from jobs.matching.services import people_for_position
from jobs.matching.tasks import refit


def ranked(app, position_id):
    with app.app_context():
        return [result.id for result in people_for_position(position_id, app.config["INSTANCE"]).results]


@pytest.mark.parametrize(("width", "language"), [(390, "zh"), (1280, "zh"), (390, "en"), (1280, "en")])
def test_a_clerk_edits_a_synonym_and_sees_the_order_change(visit, make, app, width, language):
    with transaction():
        plant_lexicon()
    position = make.position(title="夹抱机手", duties="白天上班。", requirements="", skills=[], education="不限")
    plain = make.person(name="张明理", wanted_occupations=["普通工作"], experience="白天上班")
    other = make.person(name="赵四方", wanted_occupations=["叉运师傅"], experience="干活")
    refit()
    position_id, first, second, hidden = position.id, plain.id, other.id, other.name
    assert ranked(app, position_id) == [first, second]
    clerk = visit(width=width, language=language, account=make.staff(StaffRole.CITY))
    page = clerk.open("/bureau/dictionary")
    assert not clerk.axe()
    page = clerk.press("a.btn-main[href*='synonym/add']")
    clerk.enter("#name", "夹抱机手")
    clerk.press("main form .btn-main", status=422)
    assert page.locator(".err-sum").is_visible()
    clerk.enter("#also", "叉运师傅\n抱运工")
    clerk.press("main form .btn-main")
    page.wait_for_selector("main form .btn-main")
    rows = page.locator(f"section[aria-labelledby='p{position_id}'] tbody tr")
    assert rows.count() == 2
    assert mask_name(hidden) in rows.nth(0).inner_text()
    assert rows.nth(0).locator(".state.is-ok").is_visible()
    assert rows.nth(1).locator(".state.is-wait").is_visible()
    assert hidden not in page.content()
    assert not clerk.axe()
    assert clerk.overflow() == 0
    assert ranked(app, position_id) == [first, second], "nothing is saved yet"
    page = clerk.press("main form .btn-main")
    assert page.locator(".note-ok").is_visible()
    assert ranked(app, position_id) == [second, first]
    page = clerk.open("/bureau/dictionary/history")
    assert not clerk.axe()
    clerk.press("main form .btn-text")
    assert ranked(app, position_id) == [first, second]
    with app.app_context():
        assert lexicon().version == 3
    page = clerk.open("/bureau/dictionary/suggested?kind=occupation")
    assert not clerk.axe()
    assert clerk.overflow() == 0
