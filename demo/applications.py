"""What the people with an account have done lately: applied, consented, kept positions, been asked; and what enterprises looked at."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from demo.plan import Plan
from demo.vocabulary import phrases
from demo.words import at, before
from jobs.alerts.services import key_of
from jobs.disclosure.notice import VERSION
from jobs.models.alerts import DAILY, WEEKLY

Row = dict[str, Any]
ANSWER = 30
WAY = ("submitted", "viewed", "shortlisted", "interviewing", "offered")
TIMES = {"submitted": "submitted_at", "viewed": "viewed_at", "shortlisted": "shortlisted_at", "interviewing": "interviewing_at", "offered": "offered_at",
         "unsuccessful": "unsuccessful_at", "declined": "declined_at", "withdrawn": "withdrawn_at"}
OF_GUIDE = ("interviewing", "viewed", "unsuccessful", "offered")
OF_OTHERS = {"submitted": 6, "viewed": 5, "shortlisted": 3, "interviewing": 3, "offered": 1, "unsuccessful": 4, "withdrawn": 1, "declined": 1}
ENDS = {"unsuccessful": ("filled", "hours", "papers", "skills"), "declined": ("far", "pay"), "withdrawn": ("",)}


class Doings:
    """Rows by kind, filled person by person; ids count from 1 inside the city."""

    def __init__(self, plan: Plan, persons: Sequence[Row], positions: Sequence[Row], members: Sequence[Row], shop: int) -> None:
        self.plan, self.rng = plan, plan.random("applications")
        self.live = [row for row in positions if row["state"] == "live"]
        self.shop, self.speakers = shop, {row["employer_id"]: row["account_id"] for row in members}
        self.applications: list[Row] = []
        self.consents: list[Row] = []
        self.looks: list[Row] = []
        self.requests: list[Row] = []
        self.favourites: list[Row] = []
        self.searches: list[Row] = []
        self.recommendations: list[Row] = []
        self.views: list[Row] = self._views()
        self.joined = [row for row in persons if row["account_id"]]

    def _views(self) -> list[Row]:
        return [{"position_id": row["id"], "day": before(self.rng, self.plan.day, 0, 9), "times": int(self.rng.lognormvariate(2.5, 0.9)) + 1}
                for row in self.live]

    def fitting(self, person: Row, number: int, *, at_shop: bool = False) -> list[Row]:
        """Live positions whose title names what the person wants, then others; of the showcase enterprise alone when asked."""
        pool = [row for row in self.live if not at_shop or row["employer_id"] == self.shop]
        wanted = [row for row in pool if any(word in row["title"] or row["title"] in word for word in person["wanted_occupations"] or ())]
        chosen = self.rng.sample(wanted, min(number, len(wanted)))
        rest = [row for row in pool if row not in chosen]
        return chosen + self.rng.sample(rest, min(number - len(chosen), len(rest)))

    def apply(self, person: Row, position: Row, state: str) -> None:
        """One application in `state`, with its consent, and the enterprise's look when it has opened it."""
        times = self._times(state)
        is_over = state in ENDS
        number = len(self.applications) + 1
        since = max(moment for moment in times.values() if moment)
        invited = times.get("interviewing_at")
        talk = at(self.rng, self.plan.day + timedelta(days=self.rng.randint(1, 4))) if state == "interviewing" else invited and invited + timedelta(days=1)
        row: Row = {
            "person_id": person["id"], "position_id": position["id"], "state": state, "reason": self.rng.choice(ENDS.get(state, ("",))), "origin": "self",
            "message": self.rng.choice(phrases()["application_words"]), "interview_at": talk,
            "interview_place": f"{position['place']}，人事办公室" if invited else "", "state_since": since,
            "ended_at": since if is_over else None, **dict.fromkeys(TIMES.values()), **times}
        self.applications.append(row)
        self.consents.append(self._consent(person, position, "application", times["submitted_at"], application_id=number, ended=since if is_over else None))
        speaker = self.speakers.get(position["employer_id"])
        if times.get("viewed_at") and speaker:
            moment = times["viewed_at"]
            self.looks.append({"person_id": person["id"], "employer_id": position["employer_id"], "account_id": speaker, "position_id": position["id"],
                               "path": "detail", "shown": "name,phone,profile", "day": moment.date(), "first_at": moment, "last_at": moment, "times": 1})

    def _times(self, state: str) -> dict[str, datetime]:
        """When each state up to this one was reached: the first some days ago, the next ones a day or two apart, none in the future."""
        upto = WAY.index(state) + 1 if state in WAY else self.rng.randint(2, 4) if state == "unsuccessful" else 5 if state == "declined" else 2
        reached = [one for one in WAY[:upto] if one != "shortlisted" or state == "shortlisted" or self.rng.random() < 0.5]
        reached += [] if state in WAY else [state]
        first = self.plan.day - timedelta(days=len(reached) + self.rng.randint(1, 8))
        return {TIMES[one]: at(self.rng, first + timedelta(days=n)) for n, one in enumerate(reached)}

    def _consent(self, person: Row, position: Row, purpose: str, given: datetime, *, application_id: int | None = None, request_id: int | None = None,
                 ended: datetime | None = None) -> Row:
        return {"person_id": person["id"], "employer_id": position["employer_id"], "position_id": position["id"], "application_id": application_id,
                "request_id": request_id, "purpose": purpose, "gives_name": True, "gives_phone": True, "gives_profile": True,
                "while_off": person["visibility"] == "off", "notice_version": VERSION, "given_at": given, "withdrawn_at": ended,
                "end_reason": "application" if ended else ""}

    def ask(self, person: Row, position: Row, state: str) -> None:
        """The enterprise asks a person for name and phone."""
        speaker = self.speakers.get(position["employer_id"])
        if speaker is None:
            return
        asked = at(self.rng, before(self.rng, self.plan.day, 1, 4))
        answered = asked + timedelta(hours=5) if state != "asked" else None
        self.requests.append({"person_id": person["id"], "employer_id": position["employer_id"], "position_id": position["id"], "state": state,
                              "asked_at": asked, "asked_by": speaker, "answered_at": answered})
        if state == "agreed" and answered:
            self.consents.append(self._consent(person, position, "contact", answered, request_id=len(self.requests)))


def doings(plan: Plan, persons: Sequence[Row], positions: Sequence[Row], members: Sequence[Row], shop: int, guide: int, clerk: tuple[int, str]) -> Doings:
    """Everything, for the guide through the city first. `guide` is the id of that person, `clerk` the account and station of the one who recommends."""
    out = Doings(plan, persons, positions, members, shop)
    hero = next(row for row in persons if row["id"] == guide)
    _of_guide(out, hero, clerk)
    for person in out.joined:
        if person is not hero:
            _of_person(out, out.rng, person)
    return out


def _of_guide(out: Doings, hero: Row, clerk: tuple[int, str]) -> None:
    own, other = out.fitting(hero, 3, at_shop=True), out.fitting(hero, 12)
    others = [row for row in other if row not in own]
    for position, state in zip([*own[:2], *others[:2]], OF_GUIDE, strict=False):
        out.apply(hero, position, state)
    for position in own[2:]:
        out.ask(hero, position, "asked")
    now = at(out.rng, out.plan.day - timedelta(days=1))
    out.favourites += [{"account_id": hero["account_id"], "position_id": row["id"], "kept_at": now} for row in others[2:5]]
    out.searches += _searches(out, hero)
    out.recommendations += [{"person_id": hero["id"], "position_id": row["id"], "station_code": clerk[1], "account_id": clerk[0], "made_at": now}
                            for row in others[5:7]]


def _searches(out: Doings, hero: Row) -> list[Row]:
    """What the guide hears of every day and every week: the wanted occupation; and, kept for a year and asked after now, anything near home with a bed."""
    wanted, asked = (hero["wanted_occupations"] or ["司机"])[0], out.plan.day - timedelta(days=1)
    new, old = (at(out.rng, out.plan.day - timedelta(days=days)) for days in (7, 366))
    kept: tuple[tuple[str, str, datetime, dict[str, str | list[str]]], ...] = (
        (wanted, DAILY, new, {"q": wanted}), ("近处包住的", WEEKLY, old, {"perk": ["lodging"], "town": [hero["station_code"][:9]]}))
    return [{"account_id": hero["account_id"], "name": name, "frequency": frequency, "criteria": criteria, "criteria_key": key_of(criteria),
             "created_at": since, "wanted_at": since, "answer_by": asked + timedelta(days=ANSWER) if since is old else None,
             "ran_on": new.date(), "looked_until": new}
            for name, frequency, since, criteria in kept]


def _of_person(out: Doings, rng: Random, person: Row) -> None:
    """One to three applications, every third of them at the showcase enterprise, which also asks some people for contact."""
    chosen = {row["id"]: row for row in (*out.fitting(person, rng.randint(0, 2)), *out.fitting(person, 1, at_shop=True))}
    for position in chosen.values():
        out.apply(person, position, rng.choices(list(OF_OTHERS), list(OF_OTHERS.values()))[0])
    if rng.random() < 0.3 and person["visibility"] != "off":
        left = [row for row in out.fitting(person, 3, at_shop=True) if row["id"] not in chosen]
        if left:
            out.ask(person, left[0], rng.choice(("asked", "agreed", "refused")))
