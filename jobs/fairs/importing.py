"""A spreadsheet of positions for one fair: the bureau's own import of positions, and each row comes to the fair with its enterprise."""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import gettext as _

from core.audit import Actor
from core.importing import Change, ImportBatch, ImportContext, ImportRow, Outcome, RowResult
from core.importing.queries import rows_of
from core.spreadsheet import Record
from employers.names import name_key
from jobs.fairs.queries import exhibitors, fairs
from jobs.fairs.services import arrivals
from jobs.fairs.states import GONE
from jobs.importing import PositionImport


class FairImport(PositionImport):
    """Rows of enterprises and positions for the fair whose id is the batch's subject."""

    name: ClassVar[str] = "fair_positions"

    def interpret(self, record: Record, context: ImportContext) -> RowResult:
        """A position; whether it is on file and only comes to the fair is seen when rows are compared."""
        result = super().interpret(record, context)
        result.fields["only_comes"] = False
        return result

    def compare(self, results: Sequence[RowResult], context: ImportContext) -> None:
        """As for positions; one that is stored with the same content but not at the fair yet is an update: it comes to the fair."""
        super().compare(results, context)
        fair = fairs.fair(context.subject_id or 0)
        there = fairs.position_ids(fair.id) if fair else set()
        for result in results:
            if result.outcome == Outcome.DUPLICATE and result.target_id is not None and result.target_id not in there:
                there.add(result.target_id)
                result.outcome, result.fields["only_comes"] = Outcome.UPDATED, True
                result.changes = [Change(_("Fair"), "fair", "", fair.title if fair else "")]

    def apply(self, rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
        """Write the positions, then bring them and their enterprises to the fair."""
        super().apply([row for row in rows if not row.fields["only_comes"]], batch, actor)
        if rows:
            arrivals.bring(batch.subject_id or 0, [row.target_id for row in rows if row.target_id], actor)
        for row in rows:
            if row.fields["only_comes"]:
                row.before = {}

    def undo(self, rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
        """Take the positions out of the fair, then take the batch back."""
        if rows:
            arrivals.take_out(batch.subject_id or 0, [row.target_id for row in rows if row.target_id], actor)
        super().undo([row for row in rows if not row.fields["only_comes"]], batch, actor)

    def outlook(self, batch: ImportBatch) -> Sequence[str]:
        """How many enterprises come with the rows, and whether there is a booth for each."""
        fair = fairs.fair(batch.subject_id or 0)
        if fair is None:
            return ()
        named = {name_key(row.fields["employer"]) for row in rows_of(batch.id)}
        fresh = len(named - {name_key(line.employer.name) for line in exhibitors.lines(fair.id) if line.row.state not in GONE})
        said = [_("%(n)s enterprises have rows that will be written; %(k)s of them are not at this fair yet and come to it, to be reviewed.",
                  n=len(named), k=fresh)]
        booths = fairs.room(fair).get("booths")
        free = booths.capacity - booths.taken if booths else 0
        if booths and fresh > free:
            said.append(_("%(free)s booths are free: %(n)s enterprises will wait for one.", free=free, n=fresh - free))
        return said
