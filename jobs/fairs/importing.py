"""A spreadsheet of positions for one fair: the bureau's own import of positions, and each row comes to the fair with its enterprise."""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import gettext as _

from core.audit import Actor
from core.importing import Change, ImportBatch, ImportContext, ImportRow, Outcome, RowResult
from core.spreadsheet import Record
from jobs.fairs.queries import fairs
from jobs.fairs.services import arrivals
from jobs.importing import PositionImport


class FairImport(PositionImport):
    """Rows of enterprises and positions for the fair with the id `fair_id`. The id travels with each row, so that a batch knows its fair."""

    name: ClassVar[str] = "fair_positions"

    def __init__(self, fair_id: int = 0) -> None:
        self.fair_id = fair_id

    def interpret(self, record: Record, context: ImportContext) -> RowResult:
        """A position, and which fair it comes to."""
        result = super().interpret(record, context)
        result.fields |= {"fair": self.fair_id, "only_comes": False}
        return result

    def compare(self, results: Sequence[RowResult], context: ImportContext) -> None:
        """As for positions; one that is stored with the same content but not at the fair yet is an update: it comes to the fair."""
        super().compare(results, context)
        fair_id = results[0].fields["fair"] if results else 0  # the registered kind, which compares once more at confirming, knows no fair of its own
        there = fairs.position_ids(fair_id)
        for result in results:
            if result.outcome == Outcome.DUPLICATE and result.target_id is not None and result.target_id not in there:
                there.add(result.target_id)
                result.outcome, result.fields["only_comes"] = Outcome.UPDATED, True
                result.changes = [Change(_("Fair"), "fair", "", str(fair_id))]

    def apply(self, rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
        """Write the positions, then bring them and their enterprises to the fair."""
        super().apply([row for row in rows if not row.fields["only_comes"]], batch, actor)
        if rows:
            arrivals.bring(rows[0].fields["fair"], [row.target_id for row in rows if row.target_id], actor)
        for row in rows:
            if row.fields["only_comes"]:
                row.before = {}

    def undo(self, rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
        """Take the positions out of the fair, then take the batch back."""
        if rows:
            arrivals.take_out(rows[0].fields["fair"], [row.target_id for row in rows if row.target_id], actor)
        super().undo([row for row in rows if not row.fields["only_comes"]], batch, actor)

