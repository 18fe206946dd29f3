"""A kind of import: which columns it understands, what a row means, how it compares with the store, how it is written and undone."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from core.audit import Actor
from core.clock import today
from core.importing.models import ImportBatch, ImportRow
from core.importing.report import RowResult
from core.spreadsheet.model import FieldSpec, Record, Table


@dataclass(frozen=True)
class ImportContext:
    """For whom a file is read. `owner_id` is the employer's id or None; `station_code` the subtree staff may write to; `subject_id` what the rows
    go to where they go to one thing (a fair); `memo` holds look-ups an import makes once for the whole file (station names, employers).
    """

    actor: Actor
    owner_id: int | None = None
    station_code: str | None = None
    subject_id: int | None = None
    today: date = field(default_factory=today)
    memo: dict[str, Any] = field(default_factory=dict)


class ImportKind(ABC):
    """One kind of import; a subclass is registered once, in the package's `setup.py`.

    `interpret` and `compare` write nothing. `compare`, `apply` and `undo` ask the store a fixed number of questions, not one a row. Apply and undo
    run inside one transaction that the caller opened, and only flush.
    """

    name: ClassVar[str]
    fields: ClassVar[tuple[FieldSpec, ...]]
    told: ClassVar[tuple[str, ...]] = ()  # the fields its JSON document gives; all when empty

    def prepare(self, table: Table, context: ImportContext) -> None:
        """Look up once what `interpret` needs for the whole file; put it into `context.memo`. By default only forgets an earlier file."""
        context.memo.clear()

    @abstractmethod
    def interpret(self, record: Record, context: ImportContext) -> RowResult:
        """Understand one record: its fields as JSON values, what is missing, and every finding. Sets no outcome."""

    @abstractmethod
    def compare(self, results: Sequence[RowResult], context: ImportContext) -> None:
        """Set outcome (duplicate, updated, draft or new), target_id, target_version and changes of every row that is not wrong.

        It sees all rows in order, so it also finds the same thing twice in the file; it may add findings (the row is wrong then).
        """

    @abstractmethod
    def apply(self, rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
        """Write the rows (new, updated, draft). Sets each row's target_id, target_version (as written) and, for an update, `before`.

        Raises:
            Refusal: the store changed so that they cannot be written; nothing is.

        """

    @abstractmethod
    def undo(self, rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
        """Take back what `apply` wrote.

        Raises:
            RowsChanged: some were changed since, with their Excel rows; nothing is undone then.

        """

    def show(self, name: str, value: str) -> str:
        """A value of field `name` as it may stand on a page or in a document: personal kinds mask here."""
        return value

    def title_of(self, fields: dict[str, Any]) -> str:
        """What the pages call a row: a masked name, a job title. Empty by default."""
        return ""

    def understood(self, fields: dict[str, Any]) -> Sequence[str]:
        """What a row comes to beyond its cells, in sentences for the pages of the check and of the result. Nothing by default."""
        return ()

    def outlook(self, batch: ImportBatch) -> Sequence[str]:
        """What confirming a checked batch brings about beyond its rows, in sentences. Nothing by default."""
        return ()

    def notes(self) -> Sequence[str]:
        """Lines above the headings of the template."""
        return ()


_kinds: dict[str, ImportKind] = {}


def register_kind(kind: ImportKind) -> None:
    """Make a kind known under its name."""
    _kinds[kind.name] = kind


def kind_named(name: str) -> ImportKind:
    """The kind registered under `name`."""
    return _kinds[name]
