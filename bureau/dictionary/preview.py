"""What an edit would change: the people at the top of five sample positions now and after it, and how much on file holds its words."""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from core.crypto import mask_name
from core.db import db
from core.errors import NotFound
from core.lexicon import lexicon
from core.lexicon.entries import Entry, Kind
from core.lexicon.queries import as_entry, current_entries, current_row
from core.lexicon.snapshot import Lexicon, build
from core.work import Progress, WorkItem
from jobs.matching.services import people_now_and_then
from jobs.mentions import people_with, positions_with
from jobs.models import Position
from jobs.queries import is_live
from veterans.models import Person

WORK = "lexicon.preview"
SAVE, RETIRE = "save", "retire"
SAMPLES, SHOWN, DEPTH = 5, 8, 100


@dataclass(frozen=True)
class Proposal:
    """An edit that is not made yet: what to save (or retire), the entry it changes, and the version in which the clerk saw that entry."""

    action: str
    entry: Entry
    number: int | None = None
    seen: int | None = None

    def parameters(self) -> dict[str, Any]:
        """The proposal as it is kept with the piece of work."""
        return {"action": self.action, "number": self.number, "seen": self.seen, "entry": self.entry.values()}

    @classmethod
    def of(cls, item: WorkItem) -> "Proposal":
        """The proposal of a piece of work."""
        kept = item.parameters
        values = kept["entry"]
        entry = Entry(Kind(values["kind"]), values["name"], tuple(values["also"]), tuple(values["codes"]), values["detail"])
        return cls(kept["action"], entry, kept["number"], kept["seen"])

    @property
    def before(self) -> Entry | None:
        """The entry in force that it changes."""
        row = current_row(self.number) if self.number else None
        return None if row is None else as_entry(row)


def proposal_of(account_id: int, work_id: int) -> WorkItem:
    """The proposal an account made.

    Raises:
        NotFound: there is none, or it is somebody else's.

    """
    query = select(WorkItem).where(WorkItem.id == work_id, WorkItem.kind == WORK, WorkItem.account_id == account_id)
    found = db.session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def proposed(proposal: Proposal) -> Lexicon:
    """The dictionary as it would be after the edit."""
    entries, before = current_entries(), proposal.before
    kept = [entry for entry in entries if entry != before]
    return build(kept if proposal.action == RETIRE else [*kept, proposal.entry], lexicon().version + 1, "proposed")


def _samples(touched: set[int]) -> list[int]:
    """Five live positions, no title twice: those that hold the words first, then the newest."""
    query = select(Position.id, Position.title).where(is_live()).order_by(Position.published_at.desc(), Position.id.desc())
    found: dict[str, int] = {}
    rows = db.session.execute(query).all()
    for position_id, title in (*(row for row in rows if row.id in touched), *rows):
        found.setdefault(title, position_id)
    return list(found.values())[:SAMPLES]


def compare(parameters: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The work behind the page: ids, places, scores and counts."""
    proposal = Proposal.of(WorkItem(parameters=parameters))
    words = {word for entry in (proposal.before, proposal.entry) if entry for word in entry.words}
    people, positions = people_with(words), positions_with(words)
    listed, found = _samples(positions), []
    progress(0, len(listed))
    for posting, now, then in people_now_and_then(listed, current_app.config["INSTANCE"], proposed(proposal), people, DEPTH):
        found.append({"position": posting.id, "rows": _rows(now, then)})
        progress(len(found), len(listed))
    return {"version": lexicon().version, "people": len(people), "positions": len(positions), "samples": found}


def _rows(now: dict[int, tuple[int, float | None]], then: dict[int, tuple[int, float | None]]) -> list[list[Any]]:
    """Everybody who is at the top now or then, in the order they would have: person, place and score now, place and score then."""
    nowhere = (None, None)
    top = {one for ranks in (now, then) for one, (place, _score) in ranks.items() if place <= SHOWN}
    rows = [[one, *now.get(one, nowhere), *then.get(one, nowhere)] for one in top]
    return sorted(rows, key=lambda row: (row[3] or DEPTH + 1, row[1] or DEPTH + 1, row[0]))


@dataclass(frozen=True)
class Shown:
    """One person's line below a sample position."""

    person_id: int
    name: str
    birth_date: Any
    now: int | None
    then: int | None
    score_now: float | None
    score_then: float | None

    @property
    def rises(self) -> int:
        """How many places the person rises (negative: falls); beyond the places looked at counts as the next one."""
        return (self.now or DEPTH + 1) - (self.then or DEPTH + 1)


@dataclass(frozen=True)
class Sample:
    """A sample position with the people at its top."""

    position_id: int
    title: str
    people: list[Shown]

    @property
    def moved(self) -> int:
        """How many of them change places."""
        return sum(person.rises != 0 for person in self.people)


def samples(result: dict[str, Any]) -> list[Sample]:
    """The compared positions with masked names."""
    ids = {row[0] for sample in result["samples"] for row in sample["rows"]}
    people = {row.id: row for row in db.session.execute(select(Person.id, Person.name, Person.birth_date).where(Person.id.in_(ids)))}
    titles = dict(db.session.execute(select(Position.id, Position.title).where(Position.id.in_([sample["position"] for sample in result["samples"]]))).all())
    return [Sample(sample["position"], titles.get(sample["position"], ""), [
        Shown(row[0], mask_name(people[row[0]].name), people[row[0]].birth_date, row[1], row[3], row[2], row[4]) for row in sample["rows"] if row[0] in people])
        for sample in result["samples"]]
