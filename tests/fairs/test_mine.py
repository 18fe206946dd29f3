"""A person's own pages list the fairs they registered for."""

import re
from datetime import timedelta

from core.audit import SYSTEM
from core.clock import now
from core.db import db, transaction
from jobs.fairs import tickets
from jobs.fairs.models import Fair, FairRegistration
from jobs.fairs.services import visitors
from tests.fairs import world
from tests.fairs.day import came, line_up, open_day
from tests.jobs.importing.sheets import counted_statements


def rows_of(client):
    """The part of the page about fairs: (ticket or registration links, text)."""
    part = re.search(r'aria-labelledby="my-fairs".*?</section>', client.get("/my").text, re.DOTALL)
    return part.group(0) if part else ""


def test_coming_fairs_come_first_and_each_leads_to_its_ticket(app, make):
    own = make.account(name="王建国")
    person = make.person(account_id=own.id)
    late = world.fair(title="远的招聘会", starts_at=now() + timedelta(days=60), ends_at=now() + timedelta(days=60, hours=3), people_until=None)
    near, full = world.fair(title="近的招聘会"), world.fair(title="满的招聘会", tickets=1)
    world.visitor(full)
    rows = {"late": world.visitor(late, account_id=own.id), "near": world.visitor(near, person_id=person.id), "full": world.visitor(full, account_id=own.id)}
    past, gone = world.fair(title="过去的招聘会"), world.fair(title="不去的招聘会")
    rows["past"], cancelled = world.visitor(past, account_id=own.id), world.visitor(gone, account_id=own.id)
    others = world.visitor(near, name="别人")
    with transaction() as session:
        session.get(Fair, past.id).state = "ended"
        visitors.cancel(session.get(FairRegistration, cancelled.id), "person", "changed", SYSTEM)
    page = rows_of(make.client(own))
    places = [page.index(title) for title in ("近的招聘会", "满的招聘会", "远的招聘会", "过去的招聘会")]
    assert places[-2:] == sorted(places[-2:])
    assert max(places[:2]) < places[2]
    for row in rows.values():
        assert f"/fairs/ticket/{tickets.ticket_token(row.fair_id, row.id)}" in page
    assert "候补中" in page
    assert rows["near"].door_code in page
    assert "不去的招聘会" not in page
    assert tickets.ticket_token(near.id, others.id) not in page
    assert "/fairs/ticket/" not in rows_of(make.client(make.account(name="旁人")))


def test_who_has_none_is_shown_the_next_fair_one_can_register_for(app, make):
    reader = make.client(make.account(name="赵新"))
    assert rows_of(reader) == ""
    world.fair("announced", title="还不能报名", people_from=now() + timedelta(days=2))
    assert rows_of(reader) == ""
    fair = world.fair(title="可以报名")
    page = rows_of(reader)
    assert f'href="/fairs/{fair.id}"' in page
    assert "还不能报名" not in page
    registered = make.account(name="已报名")
    world.visitor(fair, account_id=registered.id)
    assert f'href="/fairs/{fair.id}"' not in rows_of(make.client(registered)), "who is registered needs no second invitation"


def test_numbers_at_booths_are_shown_on_the_day(app, make):
    day, own = open_day(make), make.account(name="王建国")
    visit = line_up(day, came(day[0], account_id=own.id))
    page = rows_of(make.client(own))
    assert day[1].name in page
    assert f'<b class="num">{visit.number}</b>' in page


def test_more_fairs_take_no_more_statements(app, make):
    own = make.account(name="王建国")
    client = make.client(own)
    world.visitor(world.fair(), account_id=own.id)
    client.get("/my")
    with counted_statements() as few:
        client.get("/my")
    for _n in range(5):
        world.visitor(world.fair(), account_id=own.id)
    db.session.rollback()
    with counted_statements() as many:
        assert rows_of(client).count("<li") == 6
    assert len(many) == len(few)
