"""Who may sign in: the demo accounts with a password that everybody may know, and accounts without one for the people of the city."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from accounts.models import StaffRole
from core.reference import townships, villages
from demo.enterprises import showcase, verified
from demo.firms import Firm, phone, waiting_firms
from demo.names import Identities, full_name
from demo.people import People
from demo.plan import JOINED, LINK_REQUESTS, Plan
from demo.vocabulary import phrases
from demo.words import at, before

PASSWORD = "Qiao-211382-Rong"  # shown on the sign-in page while demo data is loaded
CITY, TOWN = "211382", "211382009"
Row = dict[str, Any]


@dataclass
class Accounts:
    """Rows by table, and the demo accounts as (login, who it is)."""

    accounts: list[Row]
    members: list[Row]
    requests: list[Row]
    shown: list[tuple[str, str]]


def accounts(plan: Plan, folk: People) -> Accounts:
    """Every account of the city; joins persons to theirs. Ids count from 1 inside the city."""
    rng = plan.random("accounts")
    out = Accounts([], [], [], [])
    hero = guide(folk)
    _staff(plan, out, folk.persons[hero]["station_code"])
    folk.persons[hero]["account_id"] = _add(plan, rng, out, folk.persons[hero]["phone"], folk.persons[hero]["name"], "veteran", "退役军人")
    for firm in (showcase(plan), *(firm for firm in (*verified(plan), *waiting_firms(plan)) if firm != showcase(plan))):
        _recruiter(plan, rng, out, firm, "recruiter" if firm == showcase(plan) else None)
    _joined(plan, rng, out, folk, hero)
    _requests(plan, rng, out, folk)
    _relative(plan, out, folk)
    return out


def _relative(plan: Plan, out: Accounts, folk: People) -> None:
    """One more of a serving member's family has an account: whose file is linked with that of the veteran who shows the city."""
    for person in folk.persons:
        if person["kind"] == "active_family" and person["seeking"] == "yes" and person["phone"] and person["account_id"] is None:
            person["account_id"] = _add(plan, plan.random("relative"), out, person["phone"], person["name"], None, "")
            return


def guide(folk: People) -> int:
    """The index of the veteran who shows the city: of working age, looking for work, with much on file."""
    skills, papers = _counts(folk.skills), _counts(folk.papers)
    served = {row["person_id"]: row for row in folk.services if row["category"] == "nco" and row["specialties"][0]["code"] in ("M01", "M03", "M19", "M25")}
    rich = [n for n, row in enumerate(folk.persons) if row["seeking"] == "yes" and row["phone"] and row["experience"] and n + 1 in served]
    rich = rich or [n for n, row in enumerate(folk.persons) if row["seeking"] == "yes" and row["phone"]]
    in_town = [n for n in rich if folk.persons[n]["station_code"].startswith(TOWN)]
    certified = {row["person_id"] for row in folk.papers if row["kind"] == "certificate"}
    return max(in_town or rich, key=lambda n: (
        1978 <= folk.persons[n]["birth_date"].year <= 1994, n + 1 in certified, min(skills.get(n + 1, 0), 6) + 2 * min(papers.get(n + 1, 0), 2), -n))


def _counts(rows: Iterable[Row]) -> dict[int, int]:
    out: dict[int, int] = {}
    for row in rows:
        out[row["person_id"]] = out.get(row["person_id"], 0) + 1
    return out


def _staff(plan: Plan, out: Accounts, village: str) -> None:
    rng = plan.random("staff")
    places = {row["code"]: row["name"] for row in (*townships(), *villages())}
    posts = ((StaffRole.CITY, CITY, "市局工作人员"), (StaffRole.TOWNSHIP, village[:9], f"服务站工作人员 · {places[village[:9]]}"),
             (StaffRole.VILLAGE, village, f"服务站工作人员 · {places[village]}"), (StaffRole.AUDITOR, CITY, "审计员"),
             (StaffRole.SECURITY_ADMIN, CITY, "安全管理员"), (StaffRole.SYSTEM_ADMIN, CITY, "系统管理员"))
    for role, station, label in posts:
        name = full_name(rng, rng.choice("12"), 1985)
        _add(plan, rng, out, None, name, str(role).removesuffix("_admin"), label, staff_role=str(role), station_code=station)


def _add(plan: Plan, rng: Random, out: Accounts, number: str | None, name: str, login: str | None, label: str, **staff: str) -> int:
    """One account; with a login it is a demo account, shown with its password."""
    made = at(rng, before(rng, plan.day, 5, 60))
    out.accounts.append({"phone": number, "login": f"demo-{login}" if login else None, "name": name, "staff_role": None, "station_code": None,
                         "created_at": made, "is_demo": True, **staff})
    if login:
        out.shown.append((f"demo-{login}", label))
    return len(out.accounts)


def _recruiter(plan: Plan, rng: Random, out: Accounts, firm: Firm, login: str | None) -> None:
    account = _add(plan, rng, out, phone(8, firm.ordinal), full_name(rng, rng.choice("12"), 1988), login, f"招聘企业 · {firm.name}")
    out.members.append({"employer_id": firm.ordinal + 1, "account_id": account, "title": rng.choice(phrases()["staff_titles"]),
                        "joined_at": out.accounts[-1]["created_at"]})


def _joined(plan: Plan, rng: Random, out: Accounts, folk: People, hero: int) -> None:
    able = [n for n, row in enumerate(folk.persons) if row["seeking"] == "yes" and row["phone"] and n != hero]
    for n in rng.sample(able, min(len(able), plan.count(JOINED))):
        person = folk.persons[n]
        person["account_id"] = _add(plan, rng, out, person["phone"], person["name"], None, "")


def _requests(plan: Plan, rng: Random, out: Accounts, folk: People) -> None:
    """People who ask to be joined to their file and differ from it in something, or are not on file."""
    free = [n for n, row in enumerate(folk.persons) if row["seeking"] == "yes" and row["account_id"] is None]
    for n, index in enumerate(rng.sample(free, min(len(free), plan.count(LINK_REQUESTS)))):
        person, number = folk.persons[index], phone(9, n)
        differs = (["phone"], ["name", "phone"], ["not_on_file"])[n % 3]
        stranger = differs == ["not_on_file"]
        name = full_name(rng, person["sex"], person["birth_date"].year) if stranger or "name" in differs else person["name"]
        account = _add(plan, rng, out, number, name, None, "")
        identity = Identities().number(person["birth_date"].replace(day=1 + n), "1") if stranger else person["identity_number"]
        out.requests.append({"account_id": account, "person_id": None if stranger else index + 1, "station_code": person["station_code"], "name": name,
                             "identity_number": identity, "differs": differs, "state": "waiting", "asked_at": at(rng, before(rng, plan.day, 1, 4))})
