"""A checked batch as its page shows it: masked, paged, in sentences' parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.importing import queries
from core.importing.kinds import ImportKind, kind_named
from core.importing.models import ImportBatch, ImportRow
from core.importing.report import WRITTEN
from core.spreadsheet.headings import IGNORED, normalised
from core.web.page import PAGE_SIZE, Page

UPDATES, MOST_UPDATES = 10, 500
READ = 20


@dataclass(frozen=True)
class ShownFinding:
    """A line of the table of errors."""

    row: int
    column: str
    value: str
    message: str
    is_error: bool


@dataclass(frozen=True)
class ShownChange:
    """A line of the table of updates."""

    row: int
    title: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Understood:
    """What a row comes to beyond its cells; `target_id` once it is written."""

    row: int
    title: str
    lines: Sequence[str]
    target_id: int | None


def understood(batch: ImportBatch) -> list[Understood]:
    """What the first rows come to."""
    kind = kind_named(batch.kind)
    found = [(row, kind.understood(row.fields)) for row in queries.first_rows(batch.id, READ)]
    return [Understood(row.row, kind.title_of(row.fields), lines, row.target_id) for row, lines in found if lines]


@dataclass
class CheckView:
    """What the page of a checked batch needs."""

    batch: ImportBatch
    number: int
    everything: bool = False

    @cached_property
    def kind(self) -> ImportKind:
        """The batch's kind."""
        return kind_named(self.batch.kind)

    def count(self, outcome: str) -> int:
        """Rows with an outcome, or `rows` for all."""
        return self.batch.counts.get(outcome, 0)

    @property
    def written(self) -> int:
        """How many rows confirming writes."""
        return sum(self.count(o) for o in WRITTEN)

    @cached_property
    def finding_total(self) -> int:
        """How many findings there are in rows."""
        return queries.finding_total(self.batch.id)

    @cached_property
    def finding_rows(self) -> Page:
        """The rows something was found in, paged."""
        rows, total = queries.rows_with_findings(self.batch.id, self.number, PAGE_SIZE)
        return Page(rows, self.number, total)

    def findings(self) -> list[ShownFinding]:
        """The lines of this page's table of errors."""
        return [self._shown(f) for row in self.finding_rows.items for f in row.findings]

    def file_findings(self) -> list[ShownFinding]:
        """What was found about the whole file."""
        return [self._shown(f) for f in self.batch.findings or []]

    def _shown(self, raw: dict[str, Any]) -> ShownFinding:
        value = self.kind.show(raw.get("field", ""), raw["value"])
        return ShownFinding(raw["row"], raw["column"], value, raw["message"], raw["severity"] == "error")

    def changes(self) -> list[ShownChange]:
        """The lines of the table of updates."""
        rows: Sequence[ImportRow] = queries.updates(self.batch.id, MOST_UPDATES if self.everything else UPDATES)
        return [ShownChange(row.row, self.kind.title_of(row.fields), c["column"], self.kind.show(c["field"], c["before"]),
                            self.kind.show(c["field"], c["after"])) for row in rows for c in row.changes]

    @property
    def has_more_changes(self) -> bool:
        """Whether the table of updates is cut off."""
        return not self.everything and self.count("updated") > UPDATES

    def renamed(self) -> list[tuple[str, str]]:
        """Headings of the file that were taken for another one: (theirs, ours)."""
        labels = {f.name: f.label for f in self.kind.fields}
        pairs = [(theirs, labels.get(name, "")) for theirs, name in self.batch.columns.items() if name]
        return [(theirs, ours) for theirs, ours in pairs if ours and normalised(theirs) != normalised(ours)]

    def unknown(self) -> list[str]:
        """Headings nothing is done with."""
        return [text for text, name in self.batch.columns.items() if name is None and normalised(text) not in IGNORED]

    @property
    def known_count(self) -> int:
        """How many columns were understood."""
        return sum(1 for name in self.batch.columns.values() if name)

    @cached_property
    def earlier(self) -> ImportBatch | None:
        """The same file, imported before."""
        return queries.earlier_confirmed(self.batch)
