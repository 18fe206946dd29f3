"""What a pre-check finds: findings by row and column, one outcome a row, and the report in the contract's form."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from core.spreadsheet.model import Cell


class Outcome(StrEnum):
    """What becomes of a row. A row counts once, by the first that holds: wrong, duplicate, updated, draft, new."""

    NEW = "new"
    UPDATED = "updated"
    DUPLICATE = "duplicate"
    DRAFT = "draft"
    WRONG = "wrong"


class Severity(StrEnum):
    """An error makes the row wrong; a warning is shown and does not."""

    ERROR = "error"
    WARNING = "warning"


WRITTEN = (Outcome.NEW, Outcome.UPDATED, Outcome.DRAFT)
Show = Callable[[str, str], str]


@dataclass(frozen=True)
class Finding:
    """Something about a cell. `row` is the Excel row (0: the whole file), `column` the file's own heading, `field` the field it means.

    `message` is a translated sentence that says what to do.
    """

    row: int
    column: str
    value: str
    code: str
    message: str
    severity: str = Severity.ERROR
    field: str = ""

    @classmethod
    def at(cls, row: int, cell: Cell, code: str, message: str, *, field: str = "", severity: str = Severity.ERROR) -> "Finding":
        """A finding about `cell` of Excel row `row`."""
        return cls(row, cell.heading, cell.text, code, str(message), severity, field)


@dataclass(frozen=True)
class Change:
    """What an update changes, as shown to people: the field's heading, the value now and then."""

    column: str
    field: str
    before: str
    after: str


@dataclass
class RowResult:
    """One data row, understood. `fields` is JSON (dates as text); `missing` names mandated fields without a value.

    `outcome`, `target_id`, `target_version` and `changes` are set by `ImportKind.compare`.
    """

    row: int
    fields: dict[str, Any]
    missing: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    outcome: str | None = None
    target_id: int | None = None
    target_version: int | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        """Whether an error was found in it."""
        return any(f.severity == Severity.ERROR for f in self.findings)


@dataclass
class Report:
    """The whole pre-check. `findings` are those about the file; those about rows hang on the rows."""

    columns: dict[str, str | None]
    rows: list[RowResult]
    findings: list[Finding] = field(default_factory=list)
    header_row: int = 0
    skipped: list[tuple[int, str]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows in all and of each outcome."""
        counted = Counter(str(r.outcome) for r in self.rows)
        return {"rows": len(self.rows)} | {str(o): counted.get(str(o), 0) for o in Outcome}

    def all_findings(self) -> list[Finding]:
        """Findings of the file, then of the rows in order."""
        return [*self.findings, *(f for r in self.rows for f in r.findings)]

    def as_json(self, show: Show | None = None, names: Sequence[str] = ()) -> dict[str, Any]:
        """The contract's document. `show(field, value)` masks what is personal; `names` are the fields to give, all when empty."""
        mask: Show = show or (lambda _field, value: value)
        findings = [{k: v for k, v in (asdict(f) | {"value": mask(f.field, f.value)}).items() if k != "field"} for f in self.all_findings()]
        items = [{"row": r.row, "outcome": r.outcome, "missing": r.missing,
                  "fields": {k: _masked(mask, k, v) for k, v in r.fields.items() if not names or k in names}} for r in self.rows]
        return {**self.counts, "columns": self.columns, "findings": findings, "items": items}


def _masked(mask: Show, name: str, value: Any) -> Any:
    return mask(name, value) if isinstance(value, str) else value
