"""The whole city as rows, without a database: the same plan always gives the same rows."""

import hashlib
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Table

from accounts.models import Account, StaffRole
from core.outbox import Message
from core.reservation import Place, Resource
from demo.accounts import accounts, guide
from demo.applications import doings
from demo.conditions import conditions_of
from demo.enterprises import employer_rows, showcase
from demo.fairs import fairs
from demo.files import files
from demo.firms import Firm, firms
from demo.messages import messages
from demo.people import People, people
from demo.plan import Plan
from demo.postings import past_postings, pools
from demo.posts import Post as Pattern
from demo.present import numbers, present_postings
from employers.models import Employer, EmployerMember
from jobs.disclosure.models import Consent, ContactRequest, Disclosure
from jobs.fairs.models import Booth, BoothVisit, CheckIn, Door, Fair, FairEmployer, FairHall, FairPaper, FairPosition, FairRegistration, FairTask
from jobs.models import (
    Application,
    Favourite,
    Intention,
    Placement,
    Position,
    PositionCondition,
    PositionViews,
    Post,
    Recommendation,
    RelaxationEntry,
    SavedSearch,
)
from jobs.services import refresh_derived
from veterans.models import (
    FamilyPair,
    LinkRequest,
    Person,
    PersonSkill,
    PossibleDuplicate,
    ProfileDraft,
    ProfileProgress,
    Qualification,
    ServiceRecord,
    SuggestionChoice,
)

Row = dict[str, Any]
DERIVED = ("live_until", "monthly_pay", "search_text")


@dataclass
class City:
    """Rows by table, each with an id that counts from 1; and the demo accounts as (login, who it is)."""

    rows: dict[Table, list[Row]] = field(default_factory=dict)
    shown: list[tuple[str, str]] = field(default_factory=list)

    def keep(self, model: type, rows: list[Row]) -> None:
        """Number the rows and keep them under the model's table."""
        table = cast(Any, model).__table__
        self.rows[table] = [{"id": n, **row} for n, row in enumerate(rows, 1)] if "id" in table.c else list(rows)

    def digest(self) -> str:
        """A hash of every row: equal for equal cities."""
        whole = hashlib.sha256()
        for table, rows in self.rows.items():
            whole.update(f"{table.name}{rows!r}".encode())
        return whole.hexdigest()


def build(plan: Plan) -> City:
    """Every row of the city."""
    city, folk = City(), people(plan)
    users = accounts(plan, folk)
    city.keep(Account, users.accounts)
    city.keep(Employer, employer_rows(plan))
    city.keep(EmployerMember, users.members)
    clerk = next(row | {"id": n} for n, row in enumerate(users.accounts, 1) if row["staff_role"] == StaffRole.VILLAGE)
    hung = files(plan, folk, guide(folk), clerk)
    city.keep(Person, folk.persons)
    city.keep(ServiceRecord, folk.services)
    city.keep(PersonSkill, folk.skills)
    city.keep(Qualification, folk.papers)
    city.keep(LinkRequest, users.requests)
    for model, rows in ((ProfileProgress, hung.progress), (ProfileDraft, hung.drafts), (SuggestionChoice, hung.choices), (FamilyPair, hung.pairs),
                        (PossibleDuplicate, hung.doubles)):
        city.keep(model, rows)
    _add_postings(city, plan)
    _add_doings(city, plan, folk)
    _add_fairs(city, plan)
    city.keep(Message, messages(plan, {table.name: rows for table, rows in city.rows.items()}))
    city.shown = users.shown
    return city


def _add_doings(city: City, plan: Plan, folk: People) -> None:
    persons, positions, members, users = (city.rows[cast(Any, model).__table__] for model in (Person, Position, EmployerMember, Account))
    clerk = next(row for row in users if row["staff_role"] == StaffRole.VILLAGE)
    done = doings(plan, persons, positions, members, showcase(plan).ordinal + 1, guide(folk) + 1, (clerk["id"], clerk["station_code"]))
    for model, rows in ((Application, done.applications), (ContactRequest, done.requests), (Consent, done.consents), (Disclosure, done.looks),
                        (Favourite, done.favourites), (SavedSearch, done.searches), (Recommendation, done.recommendations), (PositionViews, done.views)):
        city.keep(model, rows)


FAIR_TABLES = (Resource, Place, Fair, FairHall, FairPaper, FairTask, FairEmployer, FairPosition, Booth, FairRegistration, Door, CheckIn, BoothVisit,
               Intention, Placement)


def _add_fairs(city: City, plan: Plan) -> None:
    made = fairs(plan, *(city.rows[cast(Any, model).__table__] for model in (Position, Employer, Person)))
    for model in FAIR_TABLES:
        rows = made.rows[cast(Any, model).__tablename__]
        columns = dict.fromkeys(name for row in rows for name in row)
        city.keep(model, [{**columns, **row} for row in rows])


def _add_postings(city: City, plan: Plan) -> None:
    present = {ordinal: sum(states.values()) for ordinal, states in numbers(plan).items()}
    pool = pools(plan, present)
    offered = past_postings(plan, pool) + present_postings(plan, pool, firms(plan))
    standing = [SimpleNamespace(**row) for row in city.rows[cast(Table, Employer.__table__)]]
    posts: dict[tuple[int, str], int] = {}
    rows = [_position(firm, pattern, row, standing[firm.ordinal], posts) for firm, pattern, row in offered]
    conditions, ledger = conditions_of(rows)
    city.keep(Post, [{"employer_id": employer_id, "key": key} for employer_id, key in posts])
    city.keep(Position, rows)
    city.keep(PositionCondition, conditions)
    city.keep(RelaxationEntry, ledger)


def _position(firm: Firm, pattern: Pattern, row: Row, standing: SimpleNamespace, posts: dict[tuple[int, str], int]) -> Row:
    """The posting with its links and with what the services derive from it."""
    posting = SimpleNamespace(**row)
    refresh_derived(cast(Position, posting), cast(Employer, standing))
    post_id = None if row["state"] == "draft" else posts.setdefault((firm.ordinal + 1, pattern.key), len(posts) + 1)
    return {"employer_id": firm.ordinal + 1, "post_id": post_id, **row, **{name: getattr(posting, name) for name in DERIVED}}
