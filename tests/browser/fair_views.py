"""Fairs as everybody sees them: announced, open, full, over; an enterprise at each stage; the bureau's pages from draft to result."""

from datetime import timedelta

from flask import current_app

from accounts.models import StaffRole
from core.audit import SYSTEM
from core.clock import now
from core.db import transaction
from core.scheduler import do_work
from jobs.fairs import tickets
from jobs.fairs.models import BoothVisit, Door, Fair, FairEmployer, FairRegistration, FairSuggestion
from jobs.fairs.printing import KINDS
from jobs.fairs.services import booths, exhibitors, guiding, visitors, visits
from jobs.fairs.services import door as door_services
from jobs.fairs.services.guiding import Pace
from jobs.fairs.services.intentions import Slip, key_slip
from jobs.matching.services.models import fit_city, install
from tests.browser.views import MAIN, POSITION_ROWS, View, upload
from tests.fairs import world
from tests.fairs.day import came, intention_at, line_up, open_day, open_rival
from tests.jobs.importing.sheets import HEADINGS, line

NAMES = ("凌源市城关精密机械制造有限责任公司", "凌源恒桥仓储有限公司", "辽西北山热电服务有限公司", "凌源路畅客运服务有限公司", "凌源云巡航测科技有限公司",
         "凌源禾棚花卉专业合作社")
TITLES = ("叉车司机", "低压电工", "保安队长", "数控车工", "通勤班车司机", "大棚技术员", "车队调度")


def _full_fair(make):
    fair = world.fair("open", booths=8, tickets=4, expected=1200, bus="2 路、5 路体育馆站，下车步行 3 分钟", parking="南门停车场，免费 120 个车位",
                      schedule=[["8:30", "开门签到"], ["9:00", "进场面谈"], ["10:00", "政策解答"], ["12:00", "散场，交意向单"]])
    rows = []
    for n, name in enumerate(NAMES):
        employer = make.employer(name=name)
        posts = [make.position(employer, title=title) for title in TITLES[:n + 2]]
        rows.append(world.approved(make, fair, employer=employer, positions=posts))
    with transaction() as session:
        for n, row in enumerate(rows):
            session.get(FairEmployer, row.id).demand = 60.0 / (n + 1)
        booths.plan_all(session.get(Fair, fair.id), SYSTEM)
    return fair, rows


def _people(make, fair):
    known = [make.person(wanted_occupations=["叉车司机"]), make.person(wanted_occupations=["核电站操纵员"])]
    rows = [world.visitor(fair, township_code="211382001", person_id=known[n - 1].id if n in (1, 2) else None) for n in range(7)]
    with transaction() as session:
        visitors.cancel(session.get(FairRegistration, rows[0].id), "person", "changed", SYSTEM)
    found = guiding.guide(fair, current_app.config["INSTANCE"], Pace(1, 1))
    with transaction() as session:
        guiding.keep_guide(session.get(Fair, fair.id), found)
        row = session.get(FairSuggestion, rows[2].id)
        row.sent, row.wished = [], []
    return {"confirmed": rows[1], "offered": rows[4], "waitlisted": rows[5], "cancelled": rows[0]}


def _own(make, fair, state):
    """A recruiter whose enterprise is at the fair in this state."""
    employer = make.employer(name=f"凌源{state}测试机械有限公司")
    who = make.recruiter(employer)
    if state == "nothing":
        return who
    position = make.position(employer)
    if state == "none":
        return who
    row = world.applied(make, fair, employer, [position])
    with transaction() as session:
        own, found = session.get(FairEmployer, row.id), session.get(Fair, fair.id)
        if state == "returned":
            exhibitors.return_application(own, found, "岗位的薪酬没有写清楚。", SYSTEM)
        elif state in ("approved", "confirmed"):
            exhibitors.approve(own, found, SYSTEM)
        if state == "confirmed":
            own.demand = 31.0
            exhibitors.confirm(own, [{"name": "李经理", "phone": "13800000001"}], SYSTEM)
    return who


def fair_day(_app, make):
    """A fair that is on, seen from a booth, from tickets and from the desk for paper."""
    day = open_day(make)
    fair, _employer, _booth, offers, recruiter = day
    person = make.person(name="赵建国", education="大专")
    shown, silent, waiting, called = came(fair, person=person, shows_profile=True, name="赵建国"), came(fair), came(fair), came(fair)
    line_up(day, waiting)
    visit = line_up(day, called)
    with transaction() as session:
        visits.take_step(session.get(BoothVisit, visit.id), "call", SYSTEM)
    for row in (shown, silent):
        intention_at(day, row, offers[0])
    with transaction() as session:
        slip = Slip(12, "A01", offers[1].id, session.get(FairRegistration, silent.id))
        key_slip(session.get(Fair, fair.id), slip, SYSTEM)
    others = [open_rival(make, fair, booth=number)[0] for number in ("A02", "B01", "B02")]
    assert len(others) == 3
    with transaction():
        install(fit_city())
    desk, at_slips = f"/employer/fairs/{fair.id}/desk", f"/bureau/fairs/{fair.id}/slips"
    staff, city = make.staff(StaffRole.FAIR_DESK), make.staff(StaffRole.CITY)
    return [
        View("fairs_booth.desk", desk, recruiter), View("fairs_booth.desk", desk, recruiter, fill={"#shown": "99999"}, press="#scan .btn-main", status=422),
        View("fairs_booth.visitor", f"{desk}/visitors/{shown.id}", recruiter), View("fairs_booth.visitor", f"{desk}/visitors/{silent.id}", recruiter),
        View("fairs_booth.position", f"{desk}/positions/{offers[0].id}", recruiter),
        View("fairs_papers.papers", f"/bureau/fairs/{fair.id}/papers-print", city),
        *(View("fairs_papers.in_browser", f"/bureau/fairs/{fair.id}/papers-print/{kind}", city) for kind in KINDS),
        View("fairs_slips.slips", at_slips, staff), View("fairs_slips.slips", at_slips, staff, press=MAIN, status=422),
        *(View("fairs_public.ticket", f"/fairs/ticket/{tickets.ticket_token(fair.id, row.id, tickets.OWN)}") for row in (shown, waiting, called)),
        View("fairs_public.ticket", f"/fairs/ticket/{tickets.ticket_token(fair.id, silent.id)}"),
        View("fairs_public.route", f"/fairs/ticket/{tickets.ticket_token(fair.id, shown.id)}/route", staff)]


def _lists(client, fair):
    """The addresses of uploaded lists: done, checked with rows that are wrong, and not checked yet."""
    found = []
    for rows in (POSITION_ROWS[:2], [*POSITION_ROWS, *(line(employer=f"凌源市第{n}机械有限公司") for n in range(1, 9))], POSITION_ROWS):
        found.append(upload(client, f"/bureau/fairs/{fair.id}/import", rows, HEADINGS))
        if len(found) < 3:
            do_work()
        if len(found) == 1:
            client.post(f"{found[0]}/confirm", data={"how": "import"})
    return found


def fairs(_app, make):
    """What there is to see of fairs."""
    city, township = make.staff(StaffRole.CITY), make.staff(StaffRole.TOWNSHIP, "211382001")
    fair, rows = _full_fair(make)
    people = _people(make, fair)
    announced, over = world.fair("announced", booths=4, people_from=now() + timedelta(days=2)), world.fair("ended", booths=4)
    draft, closed, running = world.fair("draft", hall=False, expected=1500), world.fair("closed", booths=4), world.fair("running", booths=4)
    roomy = world.fair("open", booths=40)
    signed = make.account(name="王建国")
    for each in (roomy, fair, running):
        world.visitor(each, at_desk=each is running, account_id=signed.id)
    with transaction() as session:
        visitors.invite("211382001", session.get(Fair, fair.id), "http://x", SYSTEM)
    fair_desk, entrance = make.staff(StaffRole.FAIR_DESK), world.door(running)
    door, twins = f"/bureau/fairs/{running.id}/doors/{entrance.id}", [world.visitor(running, at_desk=True, phone=f"1380000{n}7777") for n in range(111, 114)]
    with transaction() as session:
        for n, row in enumerate(twins[:2]):
            shown = door_services.Shown(f"nonce-{n:04d}", "list", now(), registration_id=row.id)
            door_services.take_scan(session.get(Fair, running.id), session.get(Door, entrance.id), shown, SYSTEM)
    for _n in range(3):
        world.visitor(roomy, person_id=make.person(wanted_occupations=["叉车司机"]).id)
    recruiters = {state: _own(make, roomy, state) for state in ("nothing", "none", "applied", "returned", "approved", "confirmed")}
    waiting = _own(make, fair, "applied")
    for _n in range(3):
        world.applied(make, fair)
    desk, lists = f"/bureau/fairs/{fair.id}", _lists(make.client(city), fair)
    wrong = {"#phone": "1380"}
    with transaction():
        install(fit_city())
    return [
        View("bureau_public.home", "/"), View("fairs_public.index", "/fairs"), *(View("fairs_public.fair", f"/fairs/{f.id}") for f in (
            fair, announced, over, closed, running, roomy)), View("fairs_public.fair", f"/fairs/{roomy.id}", signed),
        View("bureau_veteran.home", "/my", signed), View("bureau_veteran.home", "/my", make.account()),
        View("fairs_public.fair", f"/fairs/{roomy.id}", fill=wrong, press=MAIN, status=422), View("error", f"/fairs/{draft.id}", status=404),
        View("fairs_public.booth", f"/fairs/{fair.id}/booths/A01"),
        *(View("fairs_public.ticket", f"/fairs/ticket/{tickets.ticket_token(fair.id, row.id)}") for row in people.values()),
        View("fairs_employer.index", "/employer/fairs", recruiters["applied"]),
        *(View("fairs_employer.fair", f"/employer/fairs/{roomy.id}", who) for who in recruiters.values()),
        View("fairs_employer.fair", f"/employer/fairs/{fair.id}", waiting),
        View("fairs_employer.fair", f"/employer/fairs/{roomy.id}", recruiters["approved"], press="form[action$=confirm] .btn-main", status=422),
        View("fairs_staff.index", "/bureau/fairs", city), View("fairs_staff.index", "/bureau/fairs", township),
        View("fairs_staff.add", "/bureau/fairs/new", city),
        View("fairs_staff.add", "/bureau/fairs/new", city, press=MAIN, status=422), View("fairs_staff.edit", f"{desk}/edit", city),
        View("fairs_staff.clone", f"{desk}/clone", city), View("fairs_staff.fair", desk, city), View("fairs_staff.fair", desk, township),
        View("fairs_staff.fair", f"/bureau/fairs/{draft.id}", city), View("fairs_staff.fair", f"/bureau/fairs/{over.id}", city),
        View("fairs_staff.fair", f"/bureau/fairs/{draft.id}", city, press="form[action$=announce] button", status=409),
        View("fairs_staff.employers", f"{desk}/employers", city), View("fairs_staff.employers", f"/bureau/fairs/{running.id}/employers", city),
        View("fairs_staff.import_file", f"{desk}/import", city), View("fairs_staff.import_file", f"{desk}/import", city, press=MAIN, status=422),
        *(View("fairs_staff.import_batch", where, city) for where in lists),
        View("fairs_staff.employer", f"{desk}/employers/{rows[0].id}", city), View("fairs_staff.halls", f"{desk}/booths", city),
        View("fairs_staff.halls", f"{desk}/booths", city, fill={"#numbers": "Z99"}, press="form[action$=keep] .btn-line", status=422),
        View("fairs_staff.halls", f"{desk}/booths", township), View("fairs_staff.halls", f"/bureau/fairs/{draft.id}/booths", city),
        View("fairs_staff.people", f"{desk}/visitors", city), View("fairs_staff.people", f"{desk}/visitors", township),
        View("fairs_staff.people", f"/bureau/fairs/{announced.id}/visitors", city), View("fairs_staff.coverage", f"{desk}/coverage", city),
        View("fairs_staff.coverage", f"{desk}/coverage", township),
        View("fairs_board.board", f"/fairs/{running.id}/board"), View("fairs_board.board", f"/fairs/{fair.id}/board"),
        View("fairs_door.doors", f"/bureau/fairs/{running.id}/doors", fair_desk), View("fairs_door.doors", f"{desk}/doors", city),
        View("fairs_door.desk", door, fair_desk)]
