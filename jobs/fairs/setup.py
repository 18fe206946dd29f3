"""Joins the package to the application."""

from datetime import timedelta
from functools import partial

from flask import Flask

from core.importing import register_kind
from core.reservation import Kind
from core.reservation import register_kind as register_resource
from core.scheduler import register_daily, register_often
from core.web.slots import fill_slot
from core.work import register_work
from jobs.fairs import printing, tasks, tickets
from jobs.fairs.cli import fairs
from jobs.fairs.importing import FairImport
from jobs.fairs.services import exhibitors, visitors
from jobs.fairs.services.fairs import BOOTH, TICKET
from jobs.fairs.services.slots import SLOT_KIND
from jobs.fairs.states import CHECK_IN_RESULTS, VISITOR_KINDS
from jobs.fairs.views import (  # noqa: F401 - ticket and staff_* add to the blueprints of public and staff
    board,
    booth,
    door,
    employer,
    papers,
    public,
    slips,
    staff,
    staff_exhibitors,
    staff_importing,
    staff_visitors,
    ticket,
)

BOOTH_OFFER, TICKET_OFFER = timedelta(hours=24), timedelta(hours=12)


def init_app(app: Flask) -> None:
    """Register the package's pages, commands, tasks and kinds of places."""
    register_resource(Kind(BOOTH, BOOTH_OFFER, exhibitors.offered, exhibitors.waits_again, exhibitors.dropped))
    register_resource(Kind(TICKET, TICKET_OFFER, visitors.offered, visitors.waits_again, visitors.dropped))
    register_resource(Kind(SLOT_KIND))
    visitors.use_ticket_address(partial(tickets.ticket_address, use=tickets.OWN))
    for module in (public, board, employer, staff, door, booth, slips, papers):
        app.register_blueprint(module.bp)
    app.cli.add_command(fairs)
    register_kind(FairImport())
    register_work(staff.PLAN, tasks.plan_booths)
    register_work(printing.WORK, printing.make_pdf)
    register_often("fairs.lapse", tasks.lapse, seconds=60)
    register_often("fairs.guide", tasks.guide_visitors, seconds=120)
    register_daily("fairs.tomorrow", tasks.remind_of_tomorrow, hour=9)
    register_daily("fairs.today", tasks.remind_of_today, hour=8)
    register_daily("fairs.confirm", tasks.remind_to_confirm, hour=9, minute=30)
    register_daily("fairs.sweep", tasks.sweep, hour=3, minute=25)
    fill_slot("home.next_fair", public.next_fair)
    fill_slot("home.doors", public.door)
    fill_slot("my.fairs", public.own_fairs)
    app.jinja_env.globals.update(public.labels(), visitor_kinds=VISITOR_KINDS, check_in_results=CHECK_IN_RESULTS)
