"""Every route × every role × own, foreign and nonexistent objects, derived from the URL map.

The world holds two townships, two enterprises and people whose names are planted. `leaks(world)` walks the whole matrix and returns one line for
every answer that shows something foreign or tells a foreign object from a missing one.
"""

import re
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import quote

from accounts.models import Invitation
from accounts.permissions import access_of
from core import crypto
from core.clock import now, today
from core.db import transaction
from core.importing import ImportBatch
from core.outbox import Channel, Template, queue_message
from employers.models import EmployerConduct, EmployerPaper
from jobs.alerts.services import keep_search
from jobs.disclosure.models import Consent, ContactRequest, HiddenEmployer
from jobs.fairs.queries import visits as visits_queries
from jobs.models import Application
from jobs.queries.conditions import conditions_of
from jobs.search.criteria import Criteria
from tests.fairs import day as fairs_day
from tests.fairs import world as fairs_world
from tests.planted import IDENTITIES
from veterans.models import FamilyPair, LinkRequest, PersonSkill, PossibleDuplicate, Qualification

MISSING = 987_654
MINE, THEIRS = "211382009", "211382204"
NOISE = re.compile(r'name="csrf_token"[^>]*>|"X-CSRFToken":"[^"]*"|nonce-[\w-]+|nonce="[^"]*"|value="[\w.-]{60,}"|page=\d+|' + str(MISSING))


@dataclass
class World:
    """The application, who may walk it, and for each route argument the (own, foreign) object of each role."""

    app: object
    clients: dict[str, object] = field(default_factory=dict)
    own: dict[str, dict[str, int]] = field(default_factory=dict)
    foreign: dict[str, dict[str, int]] = field(default_factory=dict)
    secrets: dict[str, list[str]] = field(default_factory=dict)


def _batch(session, account, employer_id=None, station_code=None, kind="positions"):
    batch = ImportBatch(kind=kind, file_name="a.xlsx", file_hash="0" * 64, stored_name="x", owner_id=employer_id, station_code=station_code,
                        account_id=account.id, state="checked", counts={}, columns={})
    session.add(batch)
    session.flush()
    return batch.id


def _both_sides(session, *sides):
    """For each (person, position, its employer, whoever asks): an application, a consent, a hidden employer and a request; ids by route argument."""
    found = {}
    for person, position, employer, asker in sides:
        rows = {"application_id": Application(person_id=person.id, position_id=position.id),
                "request_id": ContactRequest(person_id=person.id, employer_id=employer.id, position_id=position.id, asked_by=asker.id),
                "hidden_id": HiddenEmployer(person_id=person.id, name="某单位", name_key="某单位"),
                "consent_id": Consent(person_id=person.id, purpose="profile", gives_name=True, notice_version="1")}
        session.add_all(rows.values())
        session.flush()
        for name, row in rows.items():
            found.setdefault(name, []).append(row.id)
    return found


def build(app, make):
    """Write the world."""
    world = World(app)
    near, far = IDENTITIES[0], IDENTITIES[1]
    mine = make.person(station_code=MINE + "001", **near)
    theirs = make.person(station_code=THEIRS + "200", **far)
    twins = [make.person(station_code=code, name="韩双") for code in (MINE + "001", MINE + "001", THEIRS + "200")]
    firm, rival = make.employer(name="凌源近邻机械有限公司"), make.employer(name="凌源远客运输有限公司")
    recruiter, opponent = make.recruiter(firm), make.recruiter(rival)
    position, other = make.position(firm, title="近邻车工", state="draft"), make.position(rival, title="远客押运员草稿", state="draft")
    live = make.position(rival, title="公开司机")
    read = {p.id: conditions_of([p.id])[0].id for p in (position, other, live)}
    seeker = make.account(name="求职者", phone="13900000001")
    applicant, closed = make.person(name="求职者", account_id=seeker.id, station_code=MINE + "001"), make.person(visibility="off")
    shown = make.position(firm, title="近邻钳工")
    staff = {role: make.staff(role, code) for role, code in {
        "village": MINE + "001", "township": MINE, "city": "211382", "fair_desk": "211382", "auditor": "211382", "system_admin": "211382",
        "security_admin": "211382", "audit_admin": "211382"}.items()}
    auditor = make.staff("auditor", MINE)
    claimants = [make.account(name="甲"), make.account(name="乙")]
    with transaction() as session:
        requests = [LinkRequest(account_id=claimant.id, person_id=p.id, station_code=p.station_code, name=i["name"], identity_number=i["identity_number"])
                    for claimant, p, i in ((claimants[0], mine, near), (claimants[1], theirs, far))]
        papers = [EmployerPaper(employer_id=e.id, kind="licence", stored_name=f"paper{e.id}", media_type="image/png", size=9) for e in (firm, rival)]
        invitations = [Invitation(token_hash=crypto.digest(code), phone="13900000009", phone_index=crypto.blind_index(code, "phone"), name="受邀人",
                                  staff_role="village", station_code=code, invited_by=staff["security_admin"].id, expires_at=now()) for code in (MINE, THEIRS)]
        pairs = _both_sides(session, (applicant, live, rival, recruiter), (theirs, shown, firm, opponent))
        skills = [PersonSkill(person_id=p.id, name="叉车") for p in (mine, theirs)]
        licences = [Qualification(person_id=p.id, kind="licence", name="B2") for p in (mine, theirs)]
        pair = FamilyPair(asker_id=mine.id, other_id=theirs.id, name=far["name"], phone=far["phone"], relation="spouse", asked_by=claimants[0].id)
        doubles = [PossibleDuplicate(one_id=twins[0].id, other_id=twins[n].id, reasons=["phone"]) for n in (1, 2)]
        session.add_all([*requests, *papers, *invitations, *skills, *licences, pair, *doubles])
        session.flush()
        batches = {"firm": _batch(session, recruiter, firm.id), "rival": _batch(session, opponent, rival.id),
                   "mine": _batch(session, staff["township"], None, MINE, "veterans"), "theirs": _batch(session, staff["city"], None, THEIRS, "veterans")}
        claim_ids, paper_ids, invitation_ids = [r.id for r in requests], [p.id for p in papers], [i.id for i in invitations]
        skill_ids, licence_ids, pair_id = [s.id for s in skills], [q.id for q in licences], pair.id
        double_ids = [d.id for d in doubles]
        alerts = [keep_search(a.id, Criteria(q="司机"), name, "daily").id for a, name in ((seeker, "求职者的订阅"), (claimants[0], "别人的订阅"))]
    world.clients = {"anonymous": make.client(), "seeker": make.client(seeker), "recruiter": make.client(recruiter), "township_auditor": make.client(auditor),
                     **{role: make.client(account) for role, account in staff.items()}}
    field_roles = ("village", "township", "township_auditor")
    for role in world.clients:
        world.own[role] = {"position_id": live.id, "employer_id": rival.id, "condition_id": read[live.id]}
        world.foreign[role] = {"position_id": other.id, "condition_id": read[other.id]}
        world.secrets[role] = [near["identity_number"], far["identity_number"], near["phone"], far["phone"], other.title]
    world.own["recruiter"] = {"position_id": position.id, "condition_id": read[position.id], "employer_id": rival.id, "batch_id": batches["firm"],
                              "paper_id": paper_ids[0]}
    world.foreign["recruiter"] = {"position_id": other.id, "condition_id": read[other.id], "batch_id": batches["rival"], "paper_id": paper_ids[1]}
    world.secrets["recruiter"] += [near["name"], far["name"]]
    for role in ("anonymous", "seeker", "fair_desk", "system_admin", "security_admin", "audit_admin"):
        world.secrets[role] += [near["name"], far["name"]]
    for role in field_roles:
        world.own[role] |= {"person_id": mine.id, "skill_id": skill_ids[0], "qualification_id": licence_ids[0], "claim_id": claim_ids[0],
                            "double_id": double_ids[0], "batch_id": batches["mine"]}
        world.foreign[role] |= {"person_id": theirs.id, "skill_id": skill_ids[1], "qualification_id": licence_ids[1], "claim_id": claim_ids[1],
                                "double_id": double_ids[1], "batch_id": batches["theirs"], "paper_id": paper_ids[1]}
        world.secrets[role] += [far["name"]]
    everything = {"person_id": theirs.id, "claim_id": claim_ids[1], "batch_id": batches["theirs"], "paper_id": paper_ids[1],
                  "skill_id": skill_ids[1], "qualification_id": licence_ids[1], "invitation_id": invitation_ids[1],
                  "candidate_id": closed.id, "account_id": seeker.id, "pair_id": pair_id, "sign_in_id": 1, "report_id": 1, "template_id": 1, "work_id": 1,
                  "version_id": 1, "double_id": double_ids[1]}
    for role in world.clients:
        for name, value in everything.items():
            if name not in world.own[role] and name not in world.foreign[role]:
                world.foreign[role][name] = value
    for role in ("city", "auditor"):
        for name in ("position_id", "condition_id", "person_id", "claim_id", "batch_id", "paper_id", "skill_id", "qualification_id", "double_id"):
            world.own[role][name] = world.foreign[role].pop(name)
        world.secrets[role] = [near["identity_number"], far["identity_number"], near["phone"], far["phone"]]
    for name, (near_id, far_id) in pairs.items():
        for role in world.clients:
            world.foreign[role][name] = far_id
        world.own["seeker"][name] = near_id
    world.own["recruiter"] |= {"application_id": pairs["application_id"][1], "candidate_id": applicant.id}
    world.foreign["recruiter"] |= {"application_id": pairs["application_id"][0], "candidate_id": closed.id}
    for role in ("village", "township", "city", "auditor", "township_auditor"):
        world.own[role]["application_id"] = pairs["application_id"][0]
    for role in ("city", "auditor"):
        world.foreign[role].pop("application_id")
    world.own["security_admin"] |= {"invitation_id": invitation_ids[1], "account_id": staff["village"].id}
    for name in ("invitation_id", "account_id"):
        world.foreign["security_admin"].pop(name)
    with transaction():
        failed = queue_message("position:1:v1", far["phone"], Template.POSITION_PUBLISHED, title="车工")
        failed.state = "failed"
        letter = queue_message("position:2:v1", str(claimants[0].id), Template.POSITION_PUBLISHED, Channel.IN_SITE, title="别人信里的岗位")
    for role in world.clients:
        world.foreign[role]["message_id"] = letter.id
        world.secrets[role].append("别人信里的岗位")
    del world.foreign["system_admin"]["message_id"]
    world.own["system_admin"]["message_id"] = failed.id
    for role in world.clients:
        world.foreign[role]["alert_id"] = alerts[1]
        world.secrets[role].append("别人的订阅")
    world.own["seeker"]["alert_id"] = alerts[0]
    _add_fairs(world, make)
    _add_day(world, make, firm, rival)
    _add_marks(world, firm, rival)
    return world


def _add_fairs(world, make):
    """A fair that is announced, with an enterprise and a visitor of the far township, and the city's draft, which only its holders may see."""
    fair, draft = fairs_world.fair(title="已公告的招聘会"), fairs_world.fair("draft", title="还没公告的招聘会")
    there, unseen = fairs_world.applied(make, fair), fairs_world.applied(make, fair)
    visitor = fairs_world.visitor(fair, township_code=THEIRS, name="来客某某")
    doors = [fairs_world.door(fair), fairs_world.door(draft)]
    for role in world.clients:
        world.own[role] |= {"fair_id": fair.id, "exhibitor_id": there.id, "door_id": doors[0].id}
        world.foreign[role] |= {"registration_id": visitor.id}
        if role not in ("city", "auditor", "fair_desk"):
            world.foreign[role] |= {"fair_id": draft.id, "exhibitor_id": unseen.id, "door_id": doors[1].id}
            world.secrets[role] += [draft.title]
    for role in ("city", "auditor"):
        world.own[role]["registration_id"] = world.foreign[role].pop("registration_id")


def _add_day(world, make, firm, rival):
    """A fair that is on, where both enterprises talk: the visitors, talks and intentions of the one are nothing to the other."""
    today = fairs_day.open_day(make, firm)
    guest = fairs_day.came(today[0], name="来宾赵钱")
    rivals = (today[0], rival, fairs_day.open_rival(make, today[0], rival)[0])
    theirs = fairs_day.came(today[0], name="来宾孙李")
    own = fairs_day.intention_at(today, guest, today[3][0])
    foreign = fairs_day.intention_at(rivals, theirs, visits_queries.offers_of(rivals[2].id)[0])
    for role in world.clients:
        world.foreign[role] |= {"visit_id": foreign[0].id, "intention_id": foreign[1].id}
    world.own["recruiter"] |= {"fair_id": today[0].id, "visit_id": own[0].id, "intention_id": own[1].id, "registration_id": guest.id}
    world.foreign["recruiter"]["registration_id"] = theirs.id
    world.secrets["recruiter"] += ["来宾孙李"]


def _add_marks(world, firm, rival):
    """A mark of each enterprise with its objection; staff ask for the one under the other's address."""
    with transaction() as session:
        marks = [EmployerConduct(employer_id=e.id, kind="no_show", source="fair:0", happened_on=today(), objection=text, objected_at=now())
                 for e, text in ((firm, "近邻的申诉"), (rival, "远客的申诉"))]
        session.add_all(marks)
        session.flush()
        near_id, far_id = [m.id for m in marks]
    for role in world.clients:
        world.foreign[role]["mark_id"] = far_id if role == "recruiter" else near_id
    world.own["recruiter"]["mark_id"] = near_id
    world.secrets["recruiter"].append("远客的申诉")


def _variants(rule):
    """The rule's address once for each word an `any(…)` argument may take."""
    found = re.search(r"<any\(([^)]*)\):\w+>", rule.rule)
    return [rule.rule.replace(found[0], word.strip()) for word in found[1].split(",")] if found else [rule.rule]


def _address(rule, ids):
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(ids.get(m[1], MISSING)), rule)


def _shape(answer, address):
    text = answer.get_data(as_text=True) if answer.mimetype.startswith(("text/", "application/json")) else ""
    return answer.status_code, answer.mimetype, NOISE.sub("", text.replace(address, "@").replace(quote(address, safe=""), "@"))


def _ask(client, verb, address):
    return client.open(address, method=verb, data={} if verb == "POST" else None)


def unknown_arguments(app):
    """Route arguments the world has no object for: a new kind of object must be added here."""
    known = {"fair_id", "exhibitor_id", "registration_id", "number", "door_id", "visit_id", "intention_id",  # of fairs
             "position_id", "condition_id", "employer_id", "person_id", "claim_id", "batch_id", "paper_id", "invitation_id", "account_id", "sign_in_id",
             "report_id", "template_id", "application_id", "candidate_id", "consent_id", "hidden_id", "request_id", "answer", "pair_id", "double_id",
             "work_id", "version_id", "alert_id", "skill_id", "qualification_id", "station_code", "code", "token", "name", "field", "kind", "step", "action",
             "filename", "mark_id"}
    known |= {"entry_id", "version"}  # of the dictionary
    known |= {"message_id"}  # of the delivery desk and the inbox
    return {argument for rule in app.url_map.iter_rules() for argument in rule.arguments} - known


def _expected_refusal(access, role):
    staff_role = role.replace("township_", "")
    if access.kind == "staff":
        from accounts.permissions import RIGHTS
        return access.right not in RIGHTS.get(staff_role, set())
    if access.kind == "recruiter":
        return role != "recruiter"
    return access.kind == "signed_in" and role == "anonymous"


def _walk(world, verbs):
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint not in ("static", "accounts.sign_out"):
            for pattern, role, verb in product(_variants(rule), world.clients, sorted(set(verbs) & rule.methods)):
                yield rule, pattern, role, verb


def leaks(world, verbs=("GET", "HEAD", "POST")):
    """Walk the matrix; yields one line for each thing that should not be."""
    for rule, pattern, role, verb in _walk(world, verbs):
        yield from _look(world, rule, pattern, role, verb)


def _look(world, rule, pattern, role, verb):
    access, client, found = access_of(world.app, rule.endpoint), world.clients[role], []
    where = f"{verb} {pattern} as {role}"
    address = _address(pattern, world.own[role] | world.foreign[role])
    foreign = _ask(client, verb, address)
    if foreign.status_code >= 500:
        found.append(f"{where}: {foreign.status_code}")
    if access and _expected_refusal(access, role) and foreign.status_code not in (302, 303, 403, 404):
        found.append(f"{where}: {foreign.status_code} where the mark refuses")
    body = foreign.get_data(as_text=True) if not foreign.mimetype.startswith(("application/vnd", "image/", "application/pdf")) else ""
    found += [f"{where}: shows {secret}" for secret in world.secrets[role] if secret in body + str(foreign.headers.get("Location", ""))]
    theirs = set(rule.arguments) & set(world.foreign[role])
    if theirs:
        nowhere = _address(pattern, (world.own[role] | world.foreign[role]) | dict.fromkeys(theirs, MISSING))
        missing = _ask(client, verb, nowhere)
        if verb != "HEAD":  # asked again: a message left by an earlier step shows once
            foreign = _ask(client, verb, address)
        if _shape(foreign, address) != _shape(missing, nowhere):
            found.append(f"{where}: foreign {foreign.status_code} differs from missing {missing.status_code}")
        if foreign.status_code == 200 and verb != "HEAD":
            found.append(f"{where}: 200 for a foreign object")
    return found
