"""One fair over HTTP to the end of the day, and every number its pages show counted again from the raw rows."""

import io
import random
import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from PIL import Image

from accounts.models import StaffRole
from core.clock import in_city, now
from core.db import transaction
from core.scheduler import do_work
from jobs.fairs.tickets import OWN, ticket_token
from jobs.matching.services.models import fit_city, install
from tests.factories import phone_number
from tests.fairs.test_door import _sealed
from tests.functional.test_city import raw


@dataclass(frozen=True)
class Size:
    """How many of each: those who apply, what there is, who passes which door, what is talked about."""

    firms: int
    booths: int
    tickets: int
    people: int
    freed: int
    first: int
    second: tuple[int, int]
    walk_ins: int
    newcomers: int
    resent: int
    talks: int
    tapped: int
    second_talks: int
    signed: int
    paper: int

    @property
    def came(self):
        return self.second[1] + self.walk_ins + self.newcomers

    @property
    def intentions(self):
        return self.signed + self.paper


SHORT = Size(firms=10, booths=8, tickets=26, people=30, freed=5, first=10, second=(8, 16), walk_ins=2, newcomers=1, resent=5,
             talks=10, tapped=6, second_talks=2, signed=5, paper=1)
WHOLE = Size(firms=42, booths=40, tickets=280, people=300, freed=30, first=140, second=(120, 230), walk_ins=6, newcomers=5, resent=60,
             talks=40, tapped=27, second_talks=7, signed=25, paper=5)
KINDS = ("veteran", "veteran", "family", "other")


class Day:
    """Who acts, and the fair they act at."""

    def __init__(self, make, size):
        self.make, self.size, self.accounts = make, size, [make.staff(StaffRole.CITY), make.staff(StaffRole.FAIR_DESK)]
        self.anybody, self.firms, self.recruiters, self.fair_id = make.client(), [], [], 0
        self.sign_in()

    def sign_in(self):
        """Everybody signs in, also again on the day."""
        self.staff, self.desk = map(self.make.client, self.accounts)
        self.firms = [(employer, position, self.make.client(who)) for (employer, position, _client), who in zip(self.firms, self.recruiters, strict=True)]

    @property
    def own(self):
        return f"/bureau/fairs/{self.fair_id}"

    def post(self, client, where, status=303, **data):
        answer = client.post(where, data=data, content_type="multipart/form-data")
        assert answer.status_code == status, (where, answer.status_code, re.findall(r'class="err"[^>]*>.*?</p>', answer.text)[:3], answer.text[:300])
        assert "sign-in" not in answer.headers.get("Location", ""), where
        return answer

    def rows(self, table, **values):
        found = [row for row in raw(table) if row.get("fair_id", self.fair_id) == self.fair_id]
        return sorted((row for row in found if all(row[name] == value for name, value in values.items())), key=lambda row: row.get("id", 0))

    def board(self):
        """The numbers on the hall's screen, in their order."""
        page = self.anybody.get(f"/fairs/{self.fair_id}/board").text
        names = ("people", "veteran", "family", "other", "arrived", "positions", "headcount", "talks", "intentions")
        return dict(zip(names, (int(n.replace(",", "")) for n in re.findall(r'<dd class="num">([\d,]+)', page)), strict=True))


def announce(day):
    """The bureau sets a fair up, draws its hall, attaches the papers, announces it and opens registration."""
    start = (in_city(now()) + timedelta(days=10)).replace(hour=9, minute=0, second=0, microsecond=0)
    said = {"title": "冬季退役军人专场招聘会", "mode": "site", "venue": "体育馆", "address": "体育路 1 号", "expected": 600, "booths": day.size.booths,
            "tickets": day.size.tickets, "late_after": 30, "starts_at": start, "ends_at": start + timedelta(hours=3),
            "employers_from": start - timedelta(days=11), "employers_until": start - timedelta(days=1), "cancel_until": start - timedelta(days=1),
            "people_from": start - timedelta(days=11), "people_until": start - timedelta(hours=2)}
    said = {name: f"{value:%Y-%m-%dT%H:%M}" if hasattr(value, "year") else value for name, value in said.items()}
    day.fair_id = int(day.post(day.staff, "/bureau/fairs/new", **said).headers["Location"].rsplit("/", 1)[1])
    day.post(day.staff, f"{day.own}/booths/draw", name="一层", rows=4, blocks=2, per_block=day.size.booths // 8)
    for kind in ("plan", "emergency", "security"):
        scan = io.BytesIO()
        Image.new("RGB", (40, 40), "white").save(scan, "JPEG")
        scan.seek(0)
        day.post(day.staff, f"{day.own}/papers/{kind}", **{f"{kind}-file": (scan, "a.jpg")})
    for step in ("announce", "open"):
        day.post(day.staff, f"{day.own}/{step}")
    assert day.rows("fairs", id=day.fair_id)[0]["state"] == "open"
    return start


def enterprises_apply(day):
    """Two more apply than there are booths; the bureau approves; one drops out and the first of the line moves up."""
    size = day.size
    for n in range(size.firms):
        employer = day.make.employer(name=f"凌源第{n}机电有限公司")
        position = day.make.position(employer, title=("焊工", "叉车司机", "质检员")[n % 3], education="高中" if n < 3 else "初中", headcount=n % 4 + 1)
        day.recruiters.append(day.make.recruiter(employer))
        client = day.make.client(day.recruiters[-1])
        day.firms.append((employer, position, client))
        day.post(client, f"/employer/fairs/{day.fair_id}/apply", positions=position.id)
    states = Counter(row["state"] for row in day.rows("fair_employers"))
    assert states == {"applied": size.booths, "waitlisted": size.firms - size.booths}
    for row in day.rows("fair_employers", state="applied"):
        day.post(day.staff, f"{day.own}/employers/{row['id']}/approve")
    _assert_employers(day)
    day.post(day.firms[5][2], f"/employer/fairs/{day.fair_id}/withdraw")
    states = Counter(row["state"] for row in day.rows("fair_employers"))
    assert states == {"approved": size.booths - 1, "withdrawn": 1, "offered": 1, "waitlisted": size.firms - size.booths - 1}
    day.post(day.firms[size.booths][2], f"/employer/fairs/{day.fair_id}/accept")
    (moved,) = day.rows("fair_employers", employer_id=day.firms[size.booths][0].id)
    day.post(day.staff, f"{day.own}/employers/{moved['id']}/approve")
    _assert_employers(day)
    day.post(day.staff, f"{day.own}/booths/plan")
    do_work()
    placed = [row["fair_employer_id"] for row in day.rows("booths") if row["fair_employer_id"]]
    assert sorted(placed) == sorted(row["id"] for row in day.rows("fair_employers", state="approved"))
    assert len(placed) == len(set(placed)) == size.booths


def _assert_employers(day):
    """The public page counts the enterprises that come, their positions and their headcount."""
    comes = {row["id"] for row in day.rows("fair_employers") if row["state"] in ("approved", "confirmed", "arrived", "packed")}
    brought = [row for row in day.rows("fair_positions") if row["fair_employer_id"] in comes]
    page = day.anybody.get(f"/fairs/{day.fair_id}").text
    told = [int(n.replace(",", "")) for n in re.search(r"([\d,]+) 家单位、([\d,]+) 个岗位，招 ([\d,]+) 人", page).groups()]
    assert told == [len(comes), len(brought), sum(row["headcount"] or 0 for row in brought)]


def people_register(day):
    """More register than there are tickets; two give theirs back and the first two of the line take them."""
    size = day.size
    for n in range(size.people):
        day.post(day.anybody, f"/fairs/{day.fair_id}", name=f"张{n}", phone=phone_number(40_000 + n), kind=KINDS[n % 4])
    assert Counter(row["state"] for row in day.rows("fair_registrations")) == {"confirmed": size.tickets, "waitlisted": size.people - size.tickets}
    _assert_people(day)
    for row in day.rows("fair_registrations")[:2]:
        day.post(day.anybody, f"/fairs/ticket/{ticket_token(day.fair_id, row['id'])}/cancel")
    offered = day.rows("fair_registrations", state="offered")
    assert [row["id"] for row in offered] == [row["id"] for row in day.rows("fair_registrations")[size.tickets:size.tickets + 2]]
    for row in offered:
        day.post(day.anybody, f"/fairs/ticket/{ticket_token(day.fair_id, row['id'])}/accept")
    states = Counter(row["state"] for row in day.rows("fair_registrations"))
    assert states == {"confirmed": size.tickets, "waitlisted": size.people - size.tickets - 2, "cancelled": 2}
    _assert_people(day)


def _assert_people(day):
    """The bureau's list counts people by state."""
    page = day.staff.get(f"{day.own}/visitors").text
    told = {state: int(n) for state, n in re.findall(r'href="[^"]*\?state=(\w+)"[^>]*>[^<\d]*(?:<span[^>]*>)?(\d+)', page)}
    assert told, "no counts on the page"
    assert {state: n for state, n in told.items() if n} == Counter(row["state"] for row in day.rows("fair_registrations"))


def doors_open(day):
    """Two doors, the second without a network: its scans arrive later, twice and mixed up; some pass both, some never registered."""
    size = day.size
    for step in ("close", "start"):
        day.post(day.staff, f"{day.own}/{step}")
    late = day.rows("fair_employers", state="approved")[-1]
    for row in day.rows("fair_employers", state="approved")[:-1]:
        day.post(day.staff, f"{day.own}/employers/{row['id']}/arrive")
    for name in ("1号门", "2号门"):
        day.post(day.desk, f"{day.own}/doors", name=name)
    first, second = (row["id"] for row in day.rows("fair_doors"))
    newcomer = {"name": "李四", "phone": phone_number(49_999), "kind": "family", "nonce": "walk-none-1"}
    day.post(day.desk, f"{day.own}/doors/{first}/walk-ins", 200, **newcomer)
    assert [row["result"] for row in day.rows("fair_check_ins")] == ["no_ticket"], "every ticket is out"
    for row in day.rows("fair_registrations", state="confirmed")[-size.freed:]:
        day.post(day.anybody, f"/fairs/ticket/{ticket_token(day.fair_id, row['id'])}/cancel")
    people = day.rows("fair_registrations", state="confirmed")
    for n, row in enumerate(people[:size.first]):
        day.post(day.desk, f"{day.own}/doors/{first}", 200, shown=row["door_code"], nonce=f"first-{n:05d}")
    for n in range(size.walk_ins):
        day.post(day.desk, f"{day.own}/doors/{first}/walk-ins", 200, name=f"李{n}", phone=phone_number(50_000 + n), kind="family", nonce=f"walks-{n:05d}")
    _assert_heads(day, size.first + size.walk_ins)
    kept = [_sealed(f"second-{n:05d}", shown=f"x/{ticket_token(day.fair_id, row['id'])}", offline=True) for n, row in enumerate(people[slice(*size.second)])]
    kept += [_sealed(f"newcomer-{n:03d}", walk_in={"name": f"赵{n}", "phone": phone_number(60_000 + n), "kind": "other"}, offline=True)
             for n in range(size.newcomers)]
    kept += random.Random(7).sample(kept, size.resent)
    random.Random(8).shuffle(kept)
    for at in range(0, len(kept), 50):
        answer = day.desk.post(f"{day.own}/doors/{second}/scans", json={"scans": kept[at:at + 50]})
        assert answer.status_code == 200
    _assert_heads(day, size.came)
    return late


def _assert_heads(day, expected):
    """Everybody who was let in, once, whatever door and however often: from the scans, not from what visitors' rows say."""
    kinds = {row["id"]: row["kind"] for row in day.rows("fair_registrations")}
    came = {row["registration_id"] for row in day.rows("fair_check_ins") if row["result"] in ("ok", "already")}
    told, counted = day.board(), Counter(kinds[one] for one in came)
    assert (told["people"], len(came)) == (expected, expected)
    assert {kind: told[kind] for kind in ("veteran", "family", "other")} == counted
    assert len({row["nonce"] for row in day.rows("fair_check_ins")}) == len(day.rows("fair_check_ins"))


def booths_talk(day):
    """Intentions: most tapped at the booth and signed on the ticket, some on paper; other talks come to nothing."""
    size = day.size
    arrived = {row["employer_id"]: row["id"] for row in day.rows("fair_employers", state="arrived")}
    stands = {row["fair_employer_id"]: row["number"] for row in day.rows("booths")}
    firms = [(arrived[e.id], p, client) for e, p, client in day.firms if e.id in arrived]
    inside = day.rows("fair_registrations", state="checked_in")
    for n, row in enumerate(inside[:size.talks]):
        _exhibitor, position, client = firms[n % len(firms)]
        desk = f"/employer/fairs/{day.fair_id}/desk"
        if n % 3 == 0:
            day.post(day.anybody, f"/fairs/ticket/{ticket_token(day.fair_id, row['id'])}/line", booth=stands[firms[n % len(firms)][0]])
        day.post(client, desk, shown=row["door_code"], nonce=f"talk-{n:05d}")
        step = "intention" if n < size.tapped else "second" if n < size.tapped + size.second_talks else "no"
        for _twice in range(2):
            day.post(client, f"{desk}/visitors/{row['id']}/positions/{position.id}/{step}")
    for row in day.rows("intentions")[:size.signed]:
        day.anybody.get(f"/fairs/ticket/{ticket_token(day.fair_id, row['registration_id'], OWN)}")
        for _twice in range(2):
            day.post(day.anybody, f"/fairs/ticket/{ticket_token(day.fair_id, row['registration_id'])}/intentions/{row['id']}/sign")
    _assert_talks(day, size.talks, size.signed)
    for n, row in enumerate(inside[size.talks + 1:size.talks + 1 + size.paper]):
        for _twice in range(2):
            day.post(day.desk, f"{day.own}/slips", slip=n + 1, booth=stands[firms[n][0]], line=1, number=row["door_code"], kind="veteran")
    _assert_talks(day, size.talks, size.intentions)


def _assert_talks(day, talks, intentions):
    own = {row["id"] for row in day.rows("fair_employers")}
    finished = [row for row in raw("booth_visits") if row["fair_employer_id"] in own and row["done_at"]]
    signed = {(row["registration_id"], row["position_id"]) for row in day.rows("intentions") if row["person_signed_at"] and row["employer_signed_at"]}
    told = day.board()
    assert (told["talks"], told["intentions"]) == (len(finished), len(signed)) == (talks, intentions)


def booths_relax(day):
    """Three enterprises ask less of veterans on the spot; the ledger says whom it lets in."""
    for n in range(4):
        day.make.person(name=f"孙{n}", kind="veteran", education="初中")
    with transaction():
        install(fit_city())
    for _employer, position, client in day.firms[:3]:
        address = f"/employer/fairs/{day.fair_id}/desk/positions/{position.id}"
        number, value = re.search(r'/relax/(\d+)".*?name="becomes" value="([^"]*)"', client.get(address).text, re.DOTALL).groups()
        for _twice in range(2):
            day.post(client, f"{address}/relax/{number}", becomes=value.replace("&#34;", '"'))
        assert f"多进来 {4} 人" in client.get(address).text
    assert [(row["occasion"], row["lets_in"]) for row in raw("relaxation_entries") if row["occasion"] == "booth"] == [("booth", 4)] * 3


def the_day_ends(day, late):
    """The booth nobody came to was given up; at the end whoever did not come is a no-show."""
    size = day.size
    day.post(day.staff, f"{day.own}/employers/release-late")
    assert day.rows("fair_employers", id=late["id"])[0]["state"] == "late"
    told, arrived = day.board(), {row["id"] for row in day.rows("fair_employers", state="arrived")}
    brought = [row for row in day.rows("fair_positions") if row["fair_employer_id"] in arrived]
    assert (told["arrived"], told["positions"], told["headcount"]) == (size.booths - 1, len(brought), sum(row["headcount"] for row in brought))
    assert len(arrived) == size.booths - 1
    day.post(day.staff, f"{day.own}/end")
    states = Counter(row["state"] for row in day.rows("fair_registrations"))
    assert states == {"checked_in": size.came, "no_show": size.tickets - size.freed - size.second[1], "waitlisted": size.people - size.tickets - 2,
                      "cancelled": 2 + size.freed}
    states = Counter(row["state"] for row in day.rows("fair_employers"))
    assert states == {"arrived": size.booths - 1, "no_show": 1, "withdrawn": 1, "waitlisted": size.firms - size.booths - 1}
    _assert_people(day)
    _assert_heads(day, size.came)
    _assert_talks(day, size.talks, size.intentions)
    moves = Counter(row["action"] for row in raw("audit_entries"))
    assert moves["intention_moved"] == size.tapped * 2 + size.signed + size.paper * 3


@pytest.mark.parametrize("size", [pytest.param(SHORT, id="short"), pytest.param(WHOLE, id="whole", marks=pytest.mark.long)])
def test_one_fair_to_the_end_of_its_day(make, size):
    day = Day(make, size)
    start = announce(day)
    enterprises_apply(day)
    people_register(day)
    with time_machine.travel(start + timedelta(minutes=5)):
        day.sign_in()
        late = doors_open(day)
        booths_talk(day)
        booths_relax(day)
    with time_machine.travel(start + timedelta(minutes=40)):
        day.sign_in()
        the_day_ends(day, late)
