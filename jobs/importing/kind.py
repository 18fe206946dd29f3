"""Spreadsheets of positions: the bureau's, with rows of many enterprises, and an enterprise's own."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext as _

from core import crypto
from core.audit import Actor
from core.db import db
from core.importing import Change, Finding, ImportBatch, ImportContext, ImportKind, ImportRow, Outcome, RowResult
from core.reference import townships
from core.spreadsheet import Cell, FieldSpec, Record, Table
from core.validators import credit_code_problem
from employers.models import Employer
from employers.names import name_key
from jobs.importing import matching, writing
from jobs.importing.columns import COLUMNS, OWN_COLUMNS
from jobs.importing.queries import Employers, alike_on_file, employers_named, stored_postings
from jobs.importing.staged import CONTRACT, as_fields, as_row, employer_fields
from jobs.importing.wording import heading, message, shown, understood
from jobs.mandate import LONGEST, missing_elements
from jobs.models import Position
from jobs.parsing.place import names_of
from jobs.parsing.row import PositionRow, read_row

PAY_FIELDS = {"pay_min": "pay", "pay_max": "pay", "pay_unit": "pay"}
PERSONAL = {"contact": crypto.mask_name, "contact_name": crypto.mask_name, "phone": crypto.mask_phone, "contact_phone": crypto.mask_phone}


class PositionImport(ImportKind):
    """The bureau's import: every row names its enterprise."""

    name: ClassVar[str] = "positions"
    fields: ClassVar[tuple[FieldSpec, ...]] = COLUMNS
    told: ClassVar[tuple[str, ...]] = CONTRACT

    def prepare(self, table: Table, context: ImportContext) -> None:
        """Look up the employers the file names, and the townships."""
        super().prepare(table, context)
        _look_up(context, {r.text("employer") for r in table.records}, {r.text("credit_code").upper() for r in table.records})

    def interpret(self, record: Record, context: ImportContext) -> RowResult:
        """Understand one record."""
        cells = {name: cell.value for name, cell in record.cells.items() if cell.kind != "error"}
        headings = {name: cell.heading for name, cell in record.cells.items()}
        row = read_row(cells, headings, context.today, context.memo["townships"])
        for name, cell in record.cells.items():
            if cell.kind == "error":
                row.remark(name, "cell_broken")
        employer = self._employer(row, context)
        fields = as_fields(row) | employer_fields(cells) | {"credit_code": row.credit_code}
        missing = self._missing(row, fields, employer, context.today)
        _remark_missing(row, missing, headings, context)
        return RowResult(record.row, fields, missing, [_finding(record, remark.field, remark.code, remark.severity, context) for remark in row.remarks])

    def _employer(self, row: PositionRow, context: ImportContext) -> Employer | None:
        if row.credit_code and credit_code_problem(row.credit_code):
            row.remark("credit_code", "credit_code_wrong")
            row.credit_code = ""
        own: Employer | None = context.memo["own"]
        if own is not None:
            if not _names(own, row):
                row.remark("employer", "employer_other", "error")
            row.employer = own.name
            return own
        found: Employer | None = context.memo["employers"].find(row.employer, row.credit_code)
        if not row.employer and found is not None:
            row.employer = found.name
        if not row.employer:
            row.remark("employer", "employer_missing", "error")
        elif found is None and not row.is_wrong:
            row.remark("employer", "employer_unknown")
        return found

    def _missing(self, row: PositionRow, fields: dict[str, Any], employer: Employer | None, today: date) -> list[str]:
        day = row.values["valid_until"]
        if day and day > today + LONGEST:
            row.remark("valid_until", "day_far")
        position = Position(**row.values | {"valid_until": min(day, today + LONGEST) if day else None})
        lacking = missing_elements(position, employer or Employer(intro=fields["intro"]), today)
        return [*([] if employer else ["employer"]), *("education" if name == "requirements" else name for name in lacking if name != "title")]

    def compare(self, results: Sequence[RowResult], context: ImportContext) -> None:
        """Set outcome, target and changes of every row that is not wrong."""
        if "employers" not in context.memo:
            _look_up(context, {r.fields["employer"] for r in results}, {r.fields["credit_code"] for r in results})
        directory, own = context.memo["employers"], context.memo["own"]
        rows: list[matching.Row] = []
        for index, result in enumerate(results):
            if result.is_wrong:
                result.outcome = Outcome.WRONG
                continue
            employer = own or directory.find(result.fields["employer"], result.fields["credit_code"])
            if employer is None and "employer" not in result.missing:  # it was on file when the row was read
                result.outcome = Outcome.WRONG
                continue
            rows.append(as_row(index, result.fields, employer, context.today))
        matches = matching.match_rows(rows, stored_postings({row.group for row in rows if isinstance(row.group[0], int)}, own))
        for row in rows:
            _settle(results[row.index], matches.get(row.index))

    def apply(self, rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
        """Write the rows; see `jobs.importing.writing`."""
        writing.write_rows(rows, batch, actor)

    def undo(self, rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
        """Take a batch back; see `jobs.importing.writing`."""
        writing.take_back(rows, batch, actor)

    def show(self, name: str, value: str) -> str:
        """Names and phones of contacts are masked."""
        mask = PERSONAL.get(name)
        return mask(value) if mask and value else value

    def title_of(self, fields: dict[str, Any]) -> str:
        """The post's name."""
        return str(fields.get("title") or "")

    def understood(self, fields: dict[str, Any]) -> Sequence[str]:
        """The conditions that are read, one a line."""
        return understood(fields)

    def notes(self) -> Sequence[str]:
        """Lines above the headings of the template."""
        return (_("Columns marked ★ or * are what every posting must state. One posting a row; the row that begins with 示例 is left out."),)


class OwnPositionImport(PositionImport):
    """An enterprise's own import: the enterprise is known, a row that names another one is wrong."""

    name: ClassVar[str] = "own_positions"
    fields: ClassVar[tuple[FieldSpec, ...]] = OWN_COLUMNS


def _look_up(context: ImportContext, names: set[str], codes: set[str]) -> None:
    own = db.session.get(Employer, context.owner_id) if context.owner_id is not None else None
    employers = Employers(()) if context.owner_id is not None else employers_named(names, codes)
    alike = {} if context.owner_id is not None else alike_on_file(names, employers)
    context.memo.update(own=own, employers=employers, alike=alike, townships=names_of(townships()))


def _remark_missing(row: PositionRow, missing: Sequence[str], headings: Mapping[str, str], context: ImportContext) -> None:
    """Say what is missing and was not remarked on: at its cell, or once for the file when no column says it."""
    remarked = {PAY_FIELDS.get(remark.field, remark.field) for remark in row.remarks}
    told: set[str] = context.memo.setdefault("told", set())
    present = {PAY_FIELDS.get(name, name) for name in headings}
    for name in missing:
        if name in remarked or (name not in present and name in told):
            continue
        column = next((field for field in headings if PAY_FIELDS.get(field, field) == name), name)
        row.remark(column, "element_missing" if name in present else "column_missing")
        if name not in present:
            told.add(name)


def _names(own: Employer, row: PositionRow) -> bool:
    if row.credit_code and own.credit_code:
        return row.credit_code == own.credit_code
    return not row.employer or name_key(row.employer) == own.name_key


def _finding(record: Record, name: str, code: str, severity: str, context: ImportContext) -> Finding:
    cell = record.cells.get(name) or Cell(heading=heading(name))
    meant = context.memo["alike"].get(record.text("employer")) if code == "employer_unknown" else None
    said = message(code) if meant is None else message(code) + str(_("Is it %(name)s, which is on file?", name=meant))
    return Finding.at(record.row, cell, code, said, field=name, severity="error" if severity == "error" else "warning")


def _settle(result: RowResult, match: matching.Match | None) -> None:
    if match is None:
        result.outcome = Outcome.DRAFT if result.missing else Outcome.NEW
        return
    result.outcome = Outcome.DUPLICATE if match.repeats else Outcome.UPDATED
    if match.stored is not None:
        result.target_id, result.target_version = match.stored.id, match.stored.version
        result.changes = [Change(heading(name), name, shown(name, match.stored.values.get(name)), shown(name, value))
                          for name, value in match.changes.items()]
