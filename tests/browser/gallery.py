"""One view of every type of page: who opens what, in a city with something of everything.

Each audience builds its own part of the city. `test_pages` compares the endpoints of all views with the URL map, so that a new page must come in here.
"""

from datetime import date, timedelta

from accounts.models import Invitation, StaffRole
from accounts.proofs import Proof, keep_proof
from accounts.services import new_secret
from bureau.dictionary import preview
from bureau.views.inbox import WHERE
from core import crypto, inbox
from core.audit import Actor
from core.clock import now, today
from core.db import db, transaction
from core.delivery import STATES
from core.importing import ImportBatch
from core.lexicon.entries import Entry, Kind
from core.lexicon.queries import current_row_named
from core.lexicon.services import plant_lexicon, save_entry
from core.messages import ON_SITE
from core.outbox import Channel, Template, Trouble, queue_message
from core.scheduler import do_work
from core.telling import Reach, tell
from core.work import WorkItem
from employers.models import Employer, EmployerConduct, EmployerPaper
from employers.queries import employer_id_of
from jobs.alerts.links import token_of
from jobs.alerts.services import keep_search
from jobs.disclosure.models import Consent, ContactRequest, HiddenEmployer
from jobs.disclosure.services import ask_contact, show_people
from jobs.matching.tasks import refit, run_city
from jobs.models import Application, Dismissal, Favourite, PositionReport, PositionTemplate, PositionViews, Recommendation, RelaxationEntry
from jobs.queries.conditions import conditions_of
from jobs.search.criteria import Criteria
from tests.browser.fair_views import fair_day, fairs
from tests.browser.views import MAIN, POSITION_ROWS, View, upload
from tests.factories import VILLAGE, identity_number
from tests.jobs.importing.sheets import HEADINGS
from tests.veterans.importing import rosters
from veterans.exporting import WORK
from veterans.models import FamilyPair, LinkRequest, PersonSkill, PossibleDuplicate, Qualification
from veterans.services import progress, set_next_step
from veterans.services.claims import Claim, claim_file

NOT_PAGES = {
    "static", "accounts.home", "bureau_health.health", "bureau_health.robots", "bureau_health.favicon", "fairs_public.calendar",
    "fairs_board.board_now", "jobs_alerts.fresh", "fairs_door.state", "fairs_door.worker", "fairs_papers.pdf",
    "veterans_export.file", "matching_employer.export",
    *(f"{blueprint}.import_{file}" for blueprint in ("jobs_employer", "jobs_staff", "fairs_staff", "veterans_importing") for file in ("template", "marked"))}
"""GET addresses that hand out a file, a line for machines, or lead on at once."""

SERVICE = {"enlisted_on": today() - timedelta(days=9000), "discharged_on": today() - timedelta(days=5000), "branch": "陆军", "category": "nco", "rank": "下士",
           "duty": "驾驶员", "placement_mode": "self_arranged", "merits": "优秀士兵", "specialties": [{"code": "M01", "name": "汽车驾驶", "years": 8}]}


def _proof(app, purpose, is_proved=False, shown=""):
    with app.test_request_context("/"):
        keep_proof(Proof(purpose, "13900001111", 1, is_proved=is_proved, shown=shown))
        from flask import session
        return dict(session)


def _positions(make, employer, number=23):
    for n in range(number):
        make.position(employer, title=f"{'车钳铣磨焊'[n % 5]}工{n}号", shift="两班倒", rest="月休 4 天", experience_years=2, certificates=["电工证"],
                      has_meals=True, has_lodging=True, veteran_first=True, relaxations=["年龄放宽到 50 岁", "学历放宽到初中"], is_relaxed=True, age_max=45,
                      pay_note="含全勤奖 200 元", licences=["B2", "C1"], published_at=now() - timedelta(days=n))


def visitor(app, make):
    """What anybody may open."""
    employer = make.employer(name="凌源市城关精密机械制造有限责任公司", address="城关街道工业路 8 号", size="100-499", veterans_employed=12)
    _positions(make, employer)
    live = make.position(employer, title="叉车司机（夜班，库区装卸、上架和出库，持 N1 证优先）", relaxations=["年龄放宽到 50 岁"], is_relaxed=True, age_max=45)
    paused = make.position(employer, state="paused", paused_at=now())
    closed = make.position(employer, state="closed", closed_at=now(), close_reason="filled")
    officer = make.staff(StaffRole.CITY)
    with transaction() as session:
        session.add(Invitation(token_hash=crypto.digest("invited"), phone="13900001112", phone_index=crypto.blind_index("13900001112", "phone"), name="李站长",
                               staff_role="township", station_code="211382001", invited_by=officer.id, expires_at=now() + timedelta(days=3)))
    make.account(phone="13900001111", name="王五")
    pending, enrolled = make.staff(StaffRole.CITY), make.staff(StaffRole.CITY, totp_secret=new_secret())
    return [
        View("bureau_public.home", "/"), View("bureau_public.accessibility", "/accessibility"), View("bureau_public.privacy", "/privacy"),
        View("accounts_public.stations", "/stations"), View("accounts_public.stations", "/stations?q=仪表"),
        View("accounts_public.stations", "/stations?q=无此地"),
        View("jobs_public.search", "/positions"), View("jobs_public.search", "/positions?page=2"), View("jobs_public.search", "/positions?q=叉车 包吃住"),
        View("jobs_public.search", "/positions?q=航天员"), View("jobs_public.search", "/positions?q=焊工 航天员 大专"),
        View("jobs_public.position", f"/positions/{live.id}"), View("jobs_public.position", f"/positions/{paused.id}"),
        View("jobs_public.position", f"/positions/{closed.id}"),
        View("jobs_public.employer", f"/employers/{employer.id}"), View("employers_public.join", "/employer/join"),
        View("accounts.sign_in", "/sign-in"), View("accounts.sign_in", "/sign-in", press=MAIN, status=422),
        View("accounts_codes.sign_up", "/sign-up"), View("accounts_codes.sign_up", "/sign-up?for=employer"),
        View("accounts_codes.sign_up", "/sign-up", fill={"#phone": "1380"}, press=MAIN, status=422),
        View("accounts_codes.sign_in", "/sign-in/by-code"), View("accounts_codes.forgot", "/forgot"),
        View("accounts_codes.enter_code", "/code", cookie=_proof(app, "sign_up")),
        View("accounts_codes.enter_code", "/code", cookie=_proof(app, "sign_up", shown="123456"), fill={"#code": "12"}, press=MAIN, status=422),
        View("accounts_codes.new_account", "/sign-up/account", cookie=_proof(app, "sign_up", is_proved=True)),
        View("accounts_codes.new_account", "/sign-up/account", cookie=_proof(app, "sign_up", is_proved=True), press=MAIN, status=422),
        View("accounts_codes.new_password", "/forgot/password", cookie=_proof(app, "reset", is_proved=True)),
        View("accounts.second_factor", "/sign-in/second-factor", enrolled, totp_passed=False),
        View("accounts.first_enrolment", "/sign-in/enrol", pending, totp_passed=False),
        View("accounts_staff.accept", "/staff-invitation/invited"), View("accounts_staff.accept", "/staff-invitation/unknown", status=404),
        View("error", "/nowhere", status=404)]


def person(app, make):
    """A veteran's own pages, at each stage of joining the file."""
    employer = make.employer()
    make.position(employer, title="货车司机", licences=["B2"], skills=["货车驾驶"])
    _positions(make, employer, 4)
    joined, stranger, waiting, refused = (make.account(name=name) for name in ("王建国", "赵新", "钱二", "孙三"))
    full = make.person(account_id=joined.id, service=SERVICE, wanted_occupations=["货车司机", "叉车司机"], wanted_places=["211382009"], wanted_pay=4500,
                       experience="在物流园开车三年。", experience_years=3, wanted_shifts=["day"], phone="13811112222")
    blank = make.account(name="李白")
    make.person(account_id=blank.id, education="", employment="", visibility="off")
    clerk, child = make.staff(StaffRole.VILLAGE, VILLAGE), make.person(name="王小海", kind="active_family").id
    with transaction() as session:
        session.add_all([PersonSkill(person_id=full.id, name="货车驾驶", evidence="service"), PersonSkill(person_id=full.id, name="叉车", level=4),
                         Qualification(person_id=full.id, kind="licence", name="B2", expires_on=today() + timedelta(days=20)),
                         Qualification(person_id=full.id, kind="certificate", name="叉车司机证")])
        claim_file(Actor(waiting.id), Claim("钱二", "110105194912310021", "211382001"))
        session.add(LinkRequest(account_id=refused.id, station_code="211382001", name="孙三", identity_number=identity_number(777), differs=["not_on_file"],
                                state="refused", reason="身份证号和姓名对不上，请到站里核对。", decided_at=now()))
        progress.keep_draft(Actor(joined.id), full.id, "work", {"version": ["1"], "experience": ["在物流园开车，"], "experience_years": ["3"]})
        progress.note_saved(Actor(clerk.id, VILLAGE), full, "basics")
        set_next_step(full, "certificate:叉车证", 23)
    family = make.account(name="孙小梅")
    wife = make.person(account_id=family.id, kind="bereaved_family", relation="spouse", service_member="李卫", loss="duty", visibility="off")
    with transaction() as session:
        session.add_all([FamilyPair(asker_id=wife.id, other_id=full.id, name="王建国", phone="13811112222", relation="sibling", asked_by=family.id, state=state,
                                    confirmed_at=now(), ended_at=now()) for state in ("ended", "refused", "linked")])
        session.add(FamilyPair(asker_id=child, other_id=full.id, name="王建国", phone="13811112222", relation="parent", asked_by=clerk.id))
    with transaction():
        kept = [keep_search(joined.id, Criteria(q=words, perk=("lodging",)), f"{words}，包住", how)
                for words, how in (("司机", "daily"), ("车工", "weekly"), ("焊工", "daily"))]
        kept[0].told_from, kept[0].told_at, kept[0].told_count = now() - timedelta(days=1), now(), 3
        kept[1].paused_at = now()
        kept[2].answer_by = today() + timedelta(days=9)
        links = [f"/alerts/stop/{token_of(row.id)}" for row in kept[:2]]
        keeps = [f"/alerts/keep/{token_of(row.id)}" for row in kept]
    position = db.session.scalar(db.select(db.metadata.tables["positions"].c.id))
    sent = _followed(make, employer, joined, full)
    letter = _letters(joined, Template.PROFILE_LINKED, Template.APPLICATION_MOVED, Template.FAIR_TOMORROW, Template.SEARCH_DIGEST, Template.CONTACT_ASKED)
    sections = ("basics", "service", "work", "wishes", "privacy", "skills", "qualifications", "check")
    return [
        View("bureau_veteran.home", "/my", joined), View("bureau_veteran.home", "/my", stranger), View("bureau_veteran.home", "/my", waiting),
        View("bureau_veteran.home", "/my", refused), View("bureau_veteran.home", "/my", blank), View("veterans_veteran.profile", "/my/profile", joined),
        View("veterans_veteran.profile", "/my/profile", blank), View("veterans_veteran.link", "/my/link", stranger),
        View("veterans_veteran.link", "/my/link", stranger, fill={"#identity_number": "21138"}, press=MAIN, status=422),
        View("veterans_veteran.link", "/my/link", waiting), View("veterans_veteran.link", "/my/link", refused),
        *(View(f"veterans_veteran.{s}", f"/my/profile/{s}", joined) for s in sections),
        View("veterans_veteran.wishes", "/my/profile/wishes", joined, fill={"#wanted_pay": "50"}, press=MAIN, status=422),
        View("veterans_veteran.profile", "/my/profile", family), View("veterans_veteran.family", "/my/profile/family", family),
        View("veterans_veteran.check", "/my/profile/check", family), View("veterans_pairs.family", "/my/family", joined),
        View("veterans_pairs.family", "/my/family", family), View("veterans_pairs.family", "/my/family", blank, press=MAIN, status=422),
        View("veterans_veteran.skills", "/my/profile/skills", blank), View("jobs_public.position", f"/positions/{position}", joined),
        View("accounts.settings", "/account", joined), View("accounts_settings.phone", "/account/phone", joined),
        View("accounts_settings.phone_code", "/account/phone/code", joined, cookie=_proof(app, "new_phone")),
        View("accounts_settings.password", "/account/password", _with_password(make)), View("employers_public.join", "/employer/join", stranger),
        View("employers_public.join", "/employer/join", stranger, press=MAIN, status=422),
        *(View("jobs_veteran.application", f"/my/applications/{one}", joined) for one in sent.values()),
        View("jobs_veteran.take_step", f"/my/applications/{sent['offered']}", joined, press="form[action$=decline] .btn-stop", status=422),
        View("jobs_veteran.my_applications", "/my/applications", joined), View("jobs_veteran.my_applications", "/my/applications", blank),
        View("jobs_veteran.favourites", "/my/favourites", joined), View("jobs_veteran.favourites", "/my/favourites", stranger),
        View("jobs_veteran.apply", f"/my/positions/{position}/apply", joined), View("jobs_veteran.apply", f"/my/positions/{position}/apply", blank),
        View("jobs_veteran.apply", f"/my/positions/{position}/apply", joined, press=MAIN, status=422),
        View("matching_veteran.matches", "/my/matches", joined), View("matching_veteran.matches", "/my/matches", blank),
        View("disclosure_veteran.privacy", "/my/privacy", joined), View("disclosure_veteran.privacy", "/my/privacy", blank),
        View("disclosure_veteran.hide", "/my/privacy", joined, press="form[action$=hidden] .btn", status=422),
        *(View("bureau_inbox.messages", "/messages", who) for who in (joined, stranger)), View("bureau_inbox.message", letter, joined),
        View("jobs_alerts.alerts", "/my/alerts", joined), View("jobs_alerts.alerts", "/my/alerts", stranger),
        View("jobs_alerts.new", "/my/alerts/new?q=司机&perk=lodging", joined), View("jobs_alerts.new", "/my/alerts/new", joined, press=MAIN, status=422),
        *(View("jobs_alerts.stop", link) for link in links), *(View("jobs_alerts.keep", link) for link in keeps),
        View("jobs_public.search", "/positions?q=车工&since=20260101T0900", joined),
        View("error", "/bureau", joined, status=404)]


STAGES = {"submitted": {}, "interviewing": {"interviewing_at": now(), "interview_at": now() + timedelta(days=2), "interview_place": "物流园 3 号库办公室"},
          "offered": {"viewed_at": now(), "interviewing_at": now(), "offered_at": now()},
          "unsuccessful": {"viewed_at": now(), "unsuccessful_at": now(), "ended_at": now(), "reason": "hours"}}


def _followed(make, employer, account, person):
    """A person with an application in each stage, consents, requests, a hidden employer, favourites, recommendations and looks; ids by stage."""
    rows = {state: make.position(employer, title=f"{state[:2]}货车司机（长途，往返凌源和朝阳）") for state in STAGES}
    member, clerk = make.recruiter(employer), make.staff(StaffRole.VILLAGE, VILLAGE)
    refit()
    with transaction() as session:
        sent = {state: Application(person_id=person.id, position_id=rows[state].id, state=state, message="下周一能到岗。",
                                   submitted_at=now() - timedelta(days=5), state_since=now() - timedelta(days=4), **values) for state, values in STAGES.items()}
        session.add_all(sent.values())
        session.flush()
        given = {"person_id": person.id, "notice_version": "1", "gives_profile": True, "gives_name": True}
        session.add_all([
            Consent(**given, employer_id=employer.id, position_id=rows["submitted"].id, application_id=sent["submitted"].id, purpose="application",
                    gives_phone=True),
            Consent(**given, purpose="profile", withdrawn_at=now()), HiddenEmployer(person_id=person.id, name="旧单位", name_key="旧单位"),
            ContactRequest(person_id=person.id, employer_id=employer.id, position_id=rows["offered"].id, asked_by=member.id),
            ContactRequest(person_id=person.id, employer_id=employer.id, position_id=rows["unsuccessful"].id, asked_by=member.id, state="refused"),
            Favourite(account_id=account.id, position_id=rows["offered"].id),
            Dismissal(person_id=person.id, position_id=rows["unsuccessful"].id, reason="far"),
            Recommendation(person_id=person.id, position_id=rows["submitted"].id, station_code=VILLAGE, account_id=clerk.id)])
        actor = Actor(member.id)
        for path in ("list", "list", "detail", "export"):
            show_people(actor, employer.id, rows["submitted"].id, [person.id], path)
        return {state: one.id for state, one in sent.items()}


def _letters(account, *templates):
    """Messages on the site, the first of them read; the address of the last."""
    facts = {"title": "叉车司机（夜班，库区装卸、上架和出库）", "fair": "2026 年凌源市退役军人冬季专场招聘会", "when": "2026-12-05 09:00",
             "place": "凌源市体育馆", "until": "2026-12-03 17:00", "count": 12, "positions": 3, "booth": "A12"}
    with transaction():
        for n, template in enumerate(templates):
            tell(f"gallery:{account.id}:{n}", Reach(None, account.id), template, **facts)
        rows, _total = inbox.inbox_page(account.id, 1, 100)
        inbox.mark_read(rows[-1])
        return f"/messages/{rows[0].id}"


def _with_password(make):
    from accounts.passwords import hash_password
    return make.account(name="有密码", password_hash=hash_password("four plain words here"))


def _batches(client, address, rows, headings):
    """The addresses of imports in each state; those a check has passed are made as a user makes them."""
    done = upload(client, address, rows, headings)
    do_work()
    client.post(f"{done}/confirm", data={"how": "import"})
    changed = [[str(cell).replace("4500-6000", "4600-6300").replace("高中毕业", "大专") if cell else cell for cell in row] for row in rows]
    checked = upload(client, address, [*changed, changed[0]], headings)
    do_work()
    with transaction() as session:
        item = WorkItem(kind="none", parameters={}, state="running", done=120, total=500, heartbeat_at=now() + timedelta(hours=1))
        session.add(item)
        session.flush()
        like = session.get(ImportBatch, int(done.rsplit("/", 1)[1]))
        copied = {name: getattr(like, name) for name in ("kind", "owner_id", "station_code", "account_id", "file_hash")}
        others = [ImportBatch(**copied, file_name=f"{state}.xlsx", stored_name="", state=state, **values) for state, values in (
            ("checking", {"work_id": item.id}), ("checking", {}), ("failed", {"message": "文件里没有找到表头。"}), ("undone", {"undone_at": now()}),
            ("discarded", {"discarded_at": now()}))]
        session.add_all(others)
        session.flush()
        return [done, checked, *(f"{address}/{batch.id}" for batch in others)]


ASKED = {"age_min": 18, "age_max": 35, "requirements": "35岁以下，退役军人可放宽到45岁，三年以上经验，须持电工证、叉车证，持B2或军队驾驶证，"
         "限男性，能倒班，退役军人优先",
         "relaxations": ["学历放宽到小学", "证书可入职后考"]}


def _conditions(endpoint, side, position, who):
    """The pages of a position's conditions: all, one of each kind, counted, refused."""
    here, ids = f"/{side}/positions/{position.id}/conditions", {row.name: row.id for row in conditions_of([position.id]) if row.op != "prefer"}
    with transaction() as session:
        session.add_all([RelaxationEntry(position_id=position.id, name="age", op="<=", whom=whom, was=35, becomes=45, occasion=occasion, lets_in=lets_in,
                                         reason=reason, account_id=who.id, role=role)
                         for whom, occasion, lets_in, reason, role in (("veteran", "booth", 41, "现场商定", "employer"),
                                                                      ("active_family", "adviser", None, "", "staff"))])
    age = f"{here}/{ids['age']}"
    return [View(f"{endpoint}.conditions", here, who), *(View(f"{endpoint}.condition", f"{here}/{number}", who) for number in ids.values()),
            View(f"{endpoint}.condition", f"{age}?whom=veteran&how=value&high=60&low=18", who),
            View(f"{endpoint}.condition", f"{age}?whom=veteran&how=value&high=20&low=18", who, status=422)]


def _marks(firm):
    """An enterprise's conduct: open, objected to, lifted."""
    said = {"objection": "当天厂里停电，电话请过假。", "objected_at": now()}
    answered = {"answered_at": now(), "lifted_at": now(), "answer": "已核实停电，撤销。"}
    return [EmployerConduct(employer_id=firm.id, kind=kind, source=f"fair:{n}", happened_on=today() - timedelta(days=40 * (n - 900)), **values)
            for n, (kind, values) in enumerate((("no_show", {}), ("no_show", said), ("late_cancel", {}), ("no_show", said | answered)), 900)]


def employer(_app, make):
    """An enterprise's pages: verified and with positions in each state, new, returned, suspended."""
    firm = make.employer(name="凌源市城关精密机械制造有限责任公司", address="城关街道工业路 8 号", size="100-499")
    who = make.recruiter(firm)
    _positions(make, firm, 3)
    rows = {state: make.position(firm, state=state, **values) for state, values in {
        "draft": {"title": "", "pay_min": None, "pay_max": None, "headcount": None, "valid_until": None, "published_at": None},
        "submitted": {"submitted_at": now(), "published_at": None}, "returned": {"returned_at": now(), "returned_reason": "请写明薪酬。", "published_at": None},
        "live": {}, "paused": {"paused_at": now()}, "closed": {"closed_at": now(), "close_reason": "filled"}}.items()}
    with transaction() as session:
        session.add_all([EmployerPaper(employer_id=firm.id, kind="licence", stored_name="x", media_type="image/jpeg", size=9_000),
                         PositionTemplate(employer_id=firm.id, name="车工（常招）", fields={"title": "车工"}), *_marks(firm)])
    new, back, stopped = (make.recruiter(make.employer(state=state, verified_at=None, verified_until=None, **values)) for state, values in (
        ("registered", {}), ("returned", {"returned_at": now(), "returned_reason": "执照照片看不清。"}),
        ("suspended", {"suspended_at": now(), "suspended_reason": "收到收费举报。"})))
    asked = make.position(firm, title="叉车司机（倒班）", **ASKED)
    letter = _letters(who, *(one for one in ON_SITE if WHERE[one][1].split(".")[0] in ("bureau_employer", "fairs_employer")))
    own_rows = [[firm.name, *row[1:]] for row in POSITION_ROWS]
    batches = _batches(make.client(who), "/employer/positions/import", own_rows, HEADINGS)
    return [
        View("bureau_employer.home", "/employer", who), *(View("bureau_employer.home", f"/employer?state={state}", who) for state in rows),
        View("bureau_employer.home", "/employer", new), View("bureau_employer.home", "/employer", stopped),
        View("employers_employer.profile", "/employer/profile", who), View("employers_employer.profile", "/employer/profile", new),
        View("employers_employer.profile", "/employer/profile", back), View("employers_employer.profile", "/employer/profile", stopped),
        View("employers_employer.edit", "/employer/profile/edit", who), View("employers_employer.edit", "/employer/profile/edit", new),
        View("employers_employer.conduct", "/employer/conduct", who), View("employers_employer.conduct", "/employer/conduct", new),
        View("jobs_employer.add", "/employer/positions/new", who), View("jobs_employer.add", "/employer/positions/new", who, press=MAIN, status=422),
        View("jobs_employer.edit", f"/employer/positions/{rows['returned'].id}/edit", who),
        *(View("jobs_employer.position", f"/employer/positions/{row.id}", who) for row in rows.values()),
        *_conditions("jobs_employer", "employer", asked, who), View("jobs_employer.edit", f"/employer/positions/{asked.id}/edit", who),
        View("jobs_employer.import_file", "/employer/positions/import", who),
        View("jobs_employer.import_file", "/employer/positions/import", who, press=MAIN, status=422),
        *(View("jobs_employer.import_batch", where, who) for where in batches), View("accounts.settings", "/account", who),
        View("bureau_inbox.messages", "/messages", who), View("bureau_inbox.message", letter, who),
        *_choosing(make, firm, rows["live"], who, new)]


def _choosing(make, firm, position, who, new):
    """The candidates of a position: recommended, applied in each stage, asked; those of an enterprise that may see nobody."""
    people = [make.person(wanted_occupations=["叉车司机"], education=education, name=f"王{n}建国",
                          service={**SERVICE, "specialties": [{"code": None, "name": "装卸机械", "years": n}]})
              for n, education in enumerate(["高中", "", "初中", "小学", "高中", "大专"], 1)]
    asker, base = Actor(who.id), f"/employer/positions/{position.id}/candidates"
    applicants = [make.person(name="周海" + n) for n in "甲乙丙"]
    with transaction() as session:
        session.add_all([PersonSkill(person_id=p.id, name="叉车", evidence="certified") for p in people])
        for person, state in zip(applicants, ("viewed", "interviewing", "unsuccessful"), strict=True):
            sent = Application(person_id=person.id, position_id=position.id, state=state, message="下周一能到岗。", **STAGES.get(state, {}))
            session.add(sent)
            session.flush()
            session.add(Consent(person_id=person.id, employer_id=firm.id, position_id=position.id, application_id=sent.id, purpose="application",
                                gives_name=True, gives_phone=True, gives_profile=True, notice_version="1"))
        session.add_all([Application(person_id=people[0].id, position_id=position.id), PositionViews(position_id=position.id, day=today(), times=1286)])
        ask_contact(firm, position, people[1].id, Reach(None, None), asker)
    refit()
    own = make.position(db.session.get(Employer, employer_id_of(new.id)), state="draft")
    return [*(View("matching_employer.candidates", f"{base}?group={group}", who) for group in ("fit", "applied", "talks", "asked", "ended")),
            View("matching_employer.candidates", f"/employer/positions/{own.id}/candidates", new), View("matching_employer.print_list", f"{base}/print", who),
            *(View("matching_employer.candidate", f"{base}/{p.id}", who) for p in (people[1], people[2], *applicants)),
            View("matching_employer.candidate", f"{base}/{applicants[0].id}", who, press="form[action$=refuse] .btn-stop", status=422)]


def _people(make, number=23):
    for n in range(number):
        make.person(kind=("veteran", "active_family", "bereaved_family")[n % 3], education=("高中", "")[n % 2])
    reader = make.account(name="有账号")
    full = make.person(service=SERVICE, wanted_occupations=["货车司机"], wanted_places=["211382009"], wanted_pay=4500, disability="因战 七级", note="腰伤",
                       address="仪表社区 3 号楼", account_id=reader.id, experience="开车三年。", experience_years=3)
    with transaction() as session:
        session.add_all([PersonSkill(person_id=full.id, name="货车驾驶", evidence="service"), Qualification(person_id=full.id, kind="licence", name="B2")])
    return full, reader.id


def _dictionary(city, position, who):
    """The dictionary desk, with a comparison that is being made, one that is done and one that failed."""
    with transaction() as session:
        plant_lexicon()
        version = save_entry(Entry(Kind.SKILL, "冰雕", ("雕冰",)), Actor(city.id))
        session.add(PersonSkill(person_id=who.id, name="抱夹叉车"))
        proposal = preview.Proposal("save", Entry(Kind.SYNONYM, "夹抱机手", ("叉运师傅",))).parameters()
        result = {"version": version, "people": 1, "positions": 2, "samples": [
            {"position": position.id, "rows": [[who.id, 3, 20.5, 1, 31.25], [who.id, None, None, 2, 22.0], [who.id, 1, 24.0, None, None]]}]}
        items = [WorkItem(kind=preview.WORK, parameters=proposal, state=state, account_id=city.id, result=kept, done=2, total=5,
                          heartbeat_at=now() + timedelta(hours=1)) for state, kept in (("running", None), ("done", result), ("failed", None))]
        session.add_all(items)
    place = "/bureau/dictionary"
    return [
        *(View("bureau_dictionary.entries", f"{place}?kind={kind}", city) for kind in Kind), View("bureau_dictionary.entries", f"{place}?q=无此词", city),
        *(View("bureau_dictionary.add", f"{place}/{kind}/add", city) for kind in Kind),
        View("bureau_dictionary.add", f"{place}/synonym/add", city, press=MAIN, status=422),
        *(View("bureau_dictionary.entry", f"{place}/entries/{number}", city) for number in (1, current_row_named(Kind.SPECIALTY, "炊事").entry)),
        *(View("bureau_dictionary.proposal", f"{place}/proposals/{item.id}", city) for item in items),
        View("bureau_dictionary.history", f"{place}/history", city),
        *(View("bureau_dictionary.suggested", f"{place}/suggested?kind={kind}", city) for kind in ("skill", "occupation", "specialty"))]


def staff(_app, make):
    """The desk: the city's, a township's and a village's, those who govern access."""
    full, reader = _people(make)
    city, township, village = make.staff(StaffRole.CITY), make.staff(StaffRole.TOWNSHIP, "211382001"), make.staff(StaffRole.VILLAGE, VILLAGE)
    security, system = make.staff(StaffRole.SECURITY_ADMIN), make.staff(StaffRole.SYSTEM_ADMIN)
    auditor, desk = make.staff(StaffRole.AUDIT_ADMIN), make.staff(StaffRole.FAIR_DESK)
    enterprises = {state: make.employer(state=state, submitted_at=now() - timedelta(days=4), **values) for state, values in {
        "submitted": {"verified_until": None}, "verified": {"verified_until": today() + timedelta(days=9)}, "returned": {"returned_reason": "看不清"},
        "suspended": {"suspended_reason": "收费"}}.items()}
    firm = enterprises["verified"]
    make.recruiter(enterprises["submitted"])
    rows = {state: make.position(firm, state=state, **values) for state, values in {
        "submitted": {"submitted_at": now() - timedelta(days=3), "published_at": None, "duties": "限男性，35 岁以下，形象好。", "age_max": 35},
        "returned": {"returned_at": now(), "returned_reason": "请写明薪酬。", "published_at": None}, "live": {}}.items()}
    asked = make.position(firm, title="叉车司机（倒班）", state="submitted", submitted_at=now(), published_at=None, **ASKED)
    claimants = [make.account(name="钱二"), make.account(name="孙三")]
    with transaction() as session:
        session.add_all(_marks(firm))
        session.add_all([EmployerPaper(employer_id=enterprises["submitted"].id, kind="licence", stored_name="x", media_type="image/jpeg", size=9_000),
                         PositionReport(position_id=rows["live"].id, kind="fee", text="让先交 200 元服装费。"),
                         Invitation(token_hash=b"1", phone="13900001112", phone_index=b"1", name="李站长", staff_role="township", station_code="211382001",
                                    invited_by=security.id, expires_at=now() + timedelta(days=3)),
                         export := WorkItem(kind=WORK, parameters={"scope": "211382"}, state="running", done=1, total=9, account_id=city.id,
                                            heartbeat_at=now() + timedelta(hours=1))])
        new_claim = claim_file(Actor(claimants[0].id), Claim("钱二", "110105194912310021", "211382001"))
        claim = claim_file(Actor(claimants[1].id), Claim("孙三", full.identity_number, "211382001"))
    twin = make.person(name=full.name, birth_date=full.birth_date, service={**SERVICE, "rank": "中士"}, education="大专", wanted_pay=5000, address="车站街")
    stranger = make.person(name="王建过", birth_date=full.birth_date)
    with transaction() as session:
        session.add_all([double := PossibleDuplicate(one_id=full.id, other_id=twin.id, reasons=["name_birth", "phone"]),
                         apart := PossibleDuplicate(one_id=twin.id, other_id=stranger.id, reasons=["name_near"], state="different", decided_at=now()),
                         FamilyPair(asker_id=full.id, other_id=stranger.id, name="王建过", phone="13811112222", relation="sibling", asked_by=reader,
                                    state="linked", confirmed_at=now())])
    listed = [rosters.person(n, 身份证号=identity_number(n, date(1990, 1, 2))) for n in (1, 2, 3)]
    listed[2]["所属社区（村）"] = "无此村"
    roster = [[r.get(h) or None for h in rosters.HEAD] for r in listed]
    people = _batches(make.client(city), "/bureau/people/import", roster, rosters.HEAD)
    offers = _batches(make.client(city), "/bureau/positions/import", POSITION_ROWS, HEADINGS)
    waiting, chosen = _unanswered(make, full, firm, rows["live"])
    sections, file = ("basics", "service", "family", "work", "wishes", "privacy", "skills", "qualifications"), f"/bureau/people/{full.id}"
    reason = {"#reason": "call"}
    return [
        *(View("bureau_staff.today", "/bureau", who) for who in (city, township, village, security, system, auditor, desk)),
        View("veterans_staff.roster", "/bureau/people", city), View("veterans_staff.roster", "/bureau/people?page=2", township),
        View("veterans_staff.roster", "/bureau/people?missing=education&kind=veteran", village),
        View("veterans_staff.roster", "/bureau/people?employment=own", city),
        View("veterans_staff.find", "/bureau/people", township, fill={"#text": "王"}, press="main form[role=search] .btn-main"),
        View("veterans_staff.find", "/bureau/people", township, fill={"#text": "无此人"}, press="main form[role=search] .btn-main"),
        View("veterans_staff.add", "/bureau/people/new", village), View("veterans_staff.add", "/bureau/people/new", city, press=MAIN, status=422),
        View("veterans_staff.person", file, city), View("veterans_staff.person", file, village),
        View("veterans_staff.reveal", file, city, fill=reason, press="button[value=phone]"),
        View("veterans_staff.reveal", file, city, press="button[value=phone]", status=422),
        View("veterans_staff.reset_sign_in", f"{file}/sign-in", township), *(View(f"veterans_file.{s}", f"{file}/{s}", township) for s in sections),
        View("veterans_doubles.waiting", "/bureau/people/duplicates", township), View("veterans_doubles.double", f"/bureau/people/duplicates/{apart.id}", city),
        View("veterans_doubles.double", f"/bureau/people/duplicates/{double.id}", township),
        View("veterans_doubles.reveal", f"/bureau/people/duplicates/{double.id}", township, fill=reason, press="form[method=post] .btn-line"),
        View("veterans_claims.waiting", "/bureau/people/claims", township), View("veterans_claims.claim", f"/bureau/people/claims/{claim.id}", township),
        View("veterans_claims.claim", f"/bureau/people/claims/{new_claim.id}", township), View("veterans_export.export", "/bureau/people/export", city),
        View("veterans_export.export", "/bureau/people/export", city, press=MAIN, status=422),
        View("veterans_export.waiting", f"/bureau/people/export/{export.id}", city), View("veterans_importing.import_file", "/bureau/people/import", township),
        *(View("veterans_importing.import_batch", where, city) for where in people),
        *_conditions("jobs_staff", "bureau", asked, city), View("jobs_staff.position", f"/bureau/positions/{asked.id}", city),
        View("jobs_staff.import_file", "/bureau/positions/import", city), *(View("jobs_staff.import_batch", where, city) for where in offers[:2]),
        View("bureau_staff.imports", "/bureau/imports", city), *(View("bureau_staff.review", f"/bureau/review{k}", city)
                                                                for k in ("", "?kind=employer", "?kind=position", "?kind=report")),
        View("matching_weights.weights", "/bureau/matching/weights", city),
        *(View("matching_unseen.never_shown", f"/bureau/matching/never-shown{k}", city) for k in ("", "?side=positions")),
        View("employers_staff.employers", "/bureau/employers", city), View("employers_staff.employers", "/bureau/employers?q=无此企业", city),
        *(View("employers_staff.employer", f"/bureau/employers/{e.id}", city) for e in enterprises.values()),
        View("employers_staff.edit", f"/bureau/employers/{firm.id}/edit", city), *(View("jobs_staff.position", f"/bureau/positions/{p.id}", city)
                                                                                    for p in rows.values()),
        View("jobs_staff.edit", f"/bureau/positions/{rows['returned'].id}/edit", city),
        View("accounts_staff.staff", "/bureau/staff", security), View("accounts_staff.invite", "/bureau/staff/invite", security),
        View("accounts_staff.invite", "/bureau/staff/invite", security, press=MAIN, status=422),
        View("accounts_staff.member", f"/bureau/staff/{township.id}", security), View("accounts_staff.stations", "/bureau/stations", system),
        View("accounts_staff.add_station", "/bureau/stations/add", system), View("accounts_staff.edit_station", "/bureau/stations/211382001", system),
        View("bureau_staff.audit_log", "/bureau/audit", auditor), View("accounts.settings", "/account", city), *_messages(system),
        View("jobs_applications.waiting", "/bureau/applications", township), View("jobs_applications.follow_up", f"/bureau/applications/{waiting}", village),
        View("jobs_applications.follow_up", f"/bureau/applications/{waiting}", village, press=MAIN, status=422),
        View("matching_staff.recommend", f"{file}/recommend", village), View("matching_staff.recommend", f"{file}/recommend", city, press=MAIN, status=422),
        View("matching_staff.sheet", f"{file}/recommend/print?position={chosen}", village), View("disclosure_staff.ledger", "/bureau/disclosures", auditor),
        View("accounts_settings.second_factor", "/account/second-factor", city), *_dictionary(city, rows["live"], full)]


def _messages(who):
    """The delivery desk with messages in every state and over every channel."""
    recipients = {Channel.SMS: "13812345678", Channel.IN_SITE: "1286", Channel.EMAIL: "lingyuan@example.cn", Channel.WECOM: "group"}
    with transaction():
        for n in range(30):
            state, channel = STATES[n % len(STATES)], list(Channel)[n // 3 % 4] if n % 2 else Channel.SMS
            template = list(ON_SITE)[n % len(ON_SITE)] if channel == Channel.IN_SITE else list(Template)[n]
            message = queue_message(f"gallery:{n}", recipients[channel], template, channel)
            message.state, message.tries, message.claimed_at = state, n % 6, now()
            message.sent_at, message.trouble = (now(), "") if state == "sent" else (None, list(Trouble)[n % 7 + 1] if state in ("failed", "queued") else "")
            message.send_after = now() + timedelta(minutes=8) if state == "queued" else None
    place = "/bureau/messages"
    return [View("bureau_delivery.messages", f"{place}{k}", who) for k in ("", "?state=failed", "?state=unknown&channel=sms", "?channel=wecom&state=sent")]


def _unanswered(make, person, firm, position):
    """An application whose person asked the station, and a recommended position; the ids."""
    member, clerk = make.recruiter(firm), make.staff(StaffRole.VILLAGE, VILLAGE)
    refit()
    run_city()
    with transaction() as session:
        sent = Application(person_id=person.id, position_id=position.id, help_asked_at=now(), state_since=now() - timedelta(days=9))
        session.add_all([sent, Recommendation(person_id=person.id, position_id=position.id, station_code=VILLAGE, account_id=clerk.id)])
        session.flush()
        show_people(Actor(member.id), firm.id, position.id, [person.id], "detail")
        return sent.id, position.id


def empty(_app, make):
    """The first day: nothing is there yet."""
    city, security, auditor = make.staff(StaffRole.CITY), make.staff(StaffRole.SECURITY_ADMIN), make.staff(StaffRole.AUDIT_ADMIN)
    return [
        View("bureau_public.home", "/"), View("jobs_public.search", "/positions"), View("jobs_public.search", "/positions?q=电工"),
        View("bureau_staff.today", "/bureau", city), View("veterans_staff.roster", "/bureau/people", city), View("bureau_staff.review", "/bureau/review", city),
        View("bureau_staff.imports", "/bureau/imports", city), View("veterans_claims.waiting", "/bureau/people/claims", city),
        View("matching_weights.weights", "/bureau/matching/weights", city), View("matching_unseen.never_shown", "/bureau/matching/never-shown", city),
        View("veterans_doubles.waiting", "/bureau/people/duplicates", city),
        View("employers_staff.employers", "/bureau/employers", city), View("accounts_staff.staff", "/bureau/staff", security),
        View("bureau_staff.audit_log", "/bureau/audit", auditor), View("disclosure_staff.ledger", "/bureau/disclosures", auditor),
        View("jobs_applications.waiting", "/bureau/applications", city),
        View("bureau_delivery.messages", "/bureau/messages", make.staff(StaffRole.SYSTEM_ADMIN))]


AUDIENCES = (visitor, person, employer, staff, empty, fairs, fair_day)
