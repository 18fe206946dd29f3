"""What everybody was told lately: the news that the city's rows say happened, as the outbox would have written it. None of it is ever sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from core.clock import in_city
from core.messages import ON_SITE, facts_on_site
from core.outbox import AT_ONCE, TRIES, Channel, Template, Trouble, is_quiet
from demo.plan import Plan
from demo.rows import clock

KEPT, PUBLISHED = 120, 2
"""How many days back the news goes; how many of its newest postings an enterprise still has the news of."""
FAILED, LOST, WAITING, EXPIRED, FEWEST = 0.012, 0.004, 0.02, 0.02, 3
"""Which part of the latest text messages did not arrive, may have, or waits, and which part of the codes ran out; at least so many of each."""
LATEST = 6
SITE = "/fairs"
CAUSES = (Trouble.UNREACHABLE, Trouble.TIMEOUT, Trouble.UNREACHABLE, Trouble.REFUSED)
CODES = (Template.SIGN_IN_CODE, Template.SIGN_IN_CODE, Template.SIGN_UP_CODE, Template.RESET_CODE)
Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]


class _Outbox:
    """The messages, told one deed at a time. The recipient on the site is the account's number inside the city."""

    def __init__(self, plan: Plan, tables: Tables) -> None:
        self.plan, self.rng = plan, plan.random("messages")
        self.rows: list[Row] = []
        self.persons = {row["id"]: row for row in tables["persons"]}
        self.phones = {row["id"]: row["phone"] for row in tables["accounts"]}
        self.speakers = {row["employer_id"]: row["account_id"] for row in tables["employer_members"]}
        self.since, self.until = clock(plan.day - timedelta(days=KEPT), 0), clock(plan.day, 0)

    def tell(self, key: str, account_id: int | None, phone: str | None, template: Template, moment: datetime | None, **facts: Any) -> None:
        """By text message and on the site, unless it was never or too long ago."""
        if moment is None or not self.since <= moment < self.until:
            return
        if phone:
            left = _waking(moment, template) + timedelta(seconds=self.rng.randint(2, 40))
            self.rows.append(_row(key, Channel.SMS, template, phone, moment, facts) | {"sent_at": left, "claimed_at": left, "tries": 1})
        if account_id is not None and template in ON_SITE:
            row = _row(key, Channel.IN_SITE, template, account_id, moment, facts_on_site(template, facts))
            self.rows.append(row | {"sent_at": moment, "read_at": self._read_at(moment)})

    def tell_account(self, key: str, account_id: int, template: Template, moment: datetime | None, **facts: Any) -> None:
        """Whoever has this account."""
        self.tell(key, account_id, self.phones[account_id], template, moment, **facts)

    def tell_person(self, key: str, person_id: int, template: Template, moment: datetime | None, **facts: Any) -> None:
        """Somebody on file."""
        person = self.persons[person_id]
        self.tell(key, person["account_id"], person["phone"], template, moment, **facts)

    def tell_employer(self, key: str, employer_id: int, template: Template, moment: datetime | None, **facts: Any) -> None:
        """Who speaks for an enterprise, if anybody does."""
        if employer_id in self.speakers:
            self.tell_account(key, self.speakers[employer_id], template, moment, **facts)

    def _read_at(self, moment: datetime) -> datetime | None:
        """Most were opened within a day; of the last days' some were not."""
        opened = moment + timedelta(minutes=self.rng.randint(10, 1_400))
        is_fresh = moment > self.until - timedelta(days=3)
        return None if opened >= self.until or self.rng.random() < (0.6 if is_fresh else 0.03) else opened


def _waking(moment: datetime, template: Template) -> datetime:
    """When a text message may go: what nobody waits for does not leave at night."""
    while is_quiet(moment) and template not in AT_ONCE:
        moment += timedelta(minutes=30)
    return moment


def _row(key: str, channel: Channel, template: Template, recipient: str | int, moment: datetime, facts: Row) -> Row:
    return {"event_key": f"demo:{key}", "channel": str(channel), "template": str(template), "recipient": recipient, "facts": facts, "state": "sent",
            "queued_at": moment, "send_after": None, "sent_at": None, "claimed_at": None, "tries": 0, "trouble": "", "read_at": None, "is_demo": True}


def messages(plan: Plan, tables: Tables) -> list[Row]:
    """Every message, the oldest first. The rows handed in carry their ids."""
    out = _Outbox(plan, tables)
    _of_applications(out, tables)
    _of_searches(out, tables)
    _of_files(out, tables)
    _of_enterprises(out, tables)
    _of_fairs(out, tables)
    _codes(out, tables)
    out.rows.sort(key=lambda row: (row["queued_at"], row["event_key"], row["channel"]))
    _troubles(out.plan.random("troubles"), [row for row in out.rows if row["channel"] == Channel.SMS], out.until)
    return out.rows


def _of_applications(out: _Outbox, tables: Tables) -> None:
    """Each side hears of the other's steps, of requests for contact and of their answers; the station's recommendations come in one message."""
    titles = {row["id"]: (row["title"], row["employer_id"]) for row in tables["positions"]}
    for row in tables["applications"]:
        title, employer_id = titles[row["position_id"]]
        for step in ("shortlisted", "interviewing", "offered", "unsuccessful"):
            out.tell_person(f"application:{row['id']}:{step}", row["person_id"], Template.APPLICATION_MOVED, row[f"{step}_at"])
        for step, template in (("submitted", Template.APPLICATION_RECEIVED), ("withdrawn", Template.APPLICATION_WITHDRAWN),
                               ("declined", Template.APPLICATION_DECLINED)):
            out.tell_employer(f"application:{row['id']}:{step}", employer_id, template, row[f"{step}_at"], title=title)
    for row in tables["contact_requests"]:
        out.tell_person(f"contact:{row['id']}:asked", row["person_id"], Template.CONTACT_ASKED, row["asked_at"])
        out.tell_account(f"contact:{row['id']}:answered", row["asked_by"], Template.CONTACT_ANSWERED, row["answered_at"])
    for person_id, made_at in {row["person_id"]: row["made_at"] for row in tables["recommendations"]}.items():
        out.tell_person(f"recommended:{person_id}", person_id, Template.POSITIONS_RECOMMENDED, made_at)


def _of_searches(out: _Outbox, tables: Tables) -> None:
    """Whose saved search is a year old was asked yesterday whether it is still wanted."""
    for row in tables["saved_searches"]:
        if row["answer_by"] is not None:
            out.tell_account(f"saved_search:{row['id']}", row["account_id"], Template.SEARCH_STILL_WANTED, clock(out.plan.day - timedelta(days=1), 9),
                             until=str(row["answer_by"]), site=SITE)


def _of_files(out: _Outbox, tables: Tables) -> None:
    joined = {row["id"]: row["created_at"] for row in tables["accounts"]}
    for person in tables["persons"]:
        if person["account_id"] is not None:
            moment = joined[person["account_id"]] + timedelta(minutes=9)
            out.tell_person(f"person-linked:{person['id']}", person["id"], Template.PROFILE_LINKED, moment)
    for row in tables["family_pairs"]:
        out.tell_person(f"pair-asked:{row['id']}", row["other_id"], Template.PAIR_ASKED, row["asked_at"])
        out.tell_person(f"pair-confirmed:{row['id']}", row["asker_id"], Template.PAIR_CONFIRMED, row["confirmed_at"])


def _of_enterprises(out: _Outbox, tables: Tables) -> None:
    for row in tables["employers"]:
        out.tell_employer(f"employer:{row['id']}:verified", row["id"], Template.EMPLOYER_VERIFIED, row["verified_at"], until=str(row["verified_until"]))
        out.tell_employer(f"employer:{row['id']}:returned", row["id"], Template.EMPLOYER_RETURNED, row["returned_at"])
    told: dict[int, int] = {}
    for row in sorted((one for one in tables["positions"] if one["state"] == "live"), key=lambda one: one["published_at"], reverse=True):
        told[row["employer_id"]] = told.get(row["employer_id"], 0) + 1
        if told[row["employer_id"]] <= PUBLISHED:
            out.tell_employer(f"position:{row['id']}:live", row["employer_id"], Template.POSITION_PUBLISHED, row["published_at"], title=row["title"])
    for row in tables["positions"]:
        if row["state"] == "returned":
            out.tell_employer(f"position:{row['id']}:returned", row["employer_id"], Template.POSITION_RETURNED, row["returned_at"], title=row["title"])


def _of_fairs(out: _Outbox, tables: Tables) -> None:
    fairs = {row["id"]: row for row in tables["fairs"]}
    for row in tables["fair_registrations"]:
        fair = fairs[row["fair_id"]]
        out.tell(f"fair_registration:{row['id']}", row["account_id"], row["phone"], Template.FAIR_TICKET, row["confirmed_at"], fair=fair["title"],
                 when=f"{in_city(fair['starts_at']):%Y-%m-%d %H:%M}", place=fair["venue"], site=SITE, number=row["door_code"])
    for row in tables["fair_employers"]:
        fair = fairs[row["fair_id"]]
        out.tell_employer(f"fair_employer:{row['id']}:returned", row["employer_id"], Template.FAIR_APPLICATION_RETURNED, row["returned_at"], fair=fair["title"])
        out.tell_employer(f"fair_employer:{row['id']}:approved", row["employer_id"], Template.FAIR_APPLICATION_APPROVED, row["approved_at"],
                          fair=fair["title"], when=f"{in_city(fair['starts_at']):%Y-%m-%d %H:%M}", until=f"{in_city(fair['cancel_until']):%Y-%m-%d}")
        if row["state"] == "arrived":
            out.tell_employer(f"fair_employer:{row['id']}:results", row["employer_id"], Template.FAIR_DESK, fair["ended_at"] + timedelta(days=1),
                              fair=fair["title"])


def _codes(out: _Outbox, tables: Tables) -> None:
    """Codes of the last days, forgotten since they left or ran out."""
    phones = [row["phone"] for row in tables["accounts"] if row["phone"]]
    number = min(len(phones), out.plan.count(200))
    late = max(1, round(number * EXPIRED))
    for n, phone in enumerate(out.rng.sample(phones, number)):
        moment = clock(out.plan.day - timedelta(days=out.rng.randint(1, LATEST)), out.rng.randint(8, 20), out.rng.randint(0, 59))
        out.tell(f"code:{n}", None, phone, out.rng.choice(CODES), moment)
        if n < late:
            out.rows[-1] |= {"state": "expired", "sent_at": None, "claimed_at": None, "tries": 0}


def _troubles(rng: Random, sent: Sequence[Row], until: datetime) -> None:
    """Of the latest text messages some failed, some were lost on the way, and the last ones wait."""
    news = [row for row in sent if row["state"] == "sent" and row["template"] not in CODES and row["queued_at"] > until - timedelta(days=LATEST)]
    waiting = max(FEWEST, round(len(news) * WAITING))
    rest = news[:-waiting]
    failed, lost = (max(FEWEST, round(len(rest) * part)) for part in (FAILED, LOST))
    chosen = rng.sample(rest, min(len(rest), failed + lost))
    for row in news[-waiting:]:
        row |= {"state": "queued", "sent_at": None, "claimed_at": None, "tries": 0}
    for n, row in enumerate(chosen):
        last = row["queued_at"] + timedelta(minutes=rng.randint(43, 59))
        row |= {"state": "failed", "tries": TRIES, "trouble": str(rng.choice(CAUSES))} if n < failed else {"state": "unknown"}
        row |= {"sent_at": None, "claimed_at": last if n < failed else row["claimed_at"]}
