"""The roster (花名册) as a kind of import: people are found by identity number; what the file gives is added or changed, empty cells change nothing."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from accounts.stations import covers
from core import crypto
from core.audit import Actor
from core.importing import Finding, ImportBatch, ImportContext, ImportKind, ImportRow, Outcome, RowResult
from core.importing.queries import PORTION
from core.spreadsheet.model import Record, Table, shown
from veterans import queries
from veterans.importing import columns, files
from veterans.importing.entries import memo_for, understood
from veterans.models import Person
from veterans.names import is_same_name

ROSTER = "veterans"
IDENTITY_DIGITS, PHONE_DIGITS = 15, 11
SHOWN_ADDRESS = 6
NOTES = (
    "填写说明：一人一行；带 * 的列必填；身份证号和手机号按文本填写（本模板已设好）；日期写成 2019-09-01；多个证书、技能用顿号隔开。",
    "请不要填写部队番号、代号、驻地和装备型号。“示例”一行不会导入，可以留着。也可以直接上传您自己的花名册，列名和顺序不同没有关系。",
)


class RosterImport(ImportKind):
    """People of a station's subtree."""

    name = ROSTER
    fields = columns.FIELDS

    def prepare(self, table: Table, context: ImportContext) -> None:
        """Read the stations once, and remember the file's own headings."""
        super().prepare(table, context)
        context.memo.update(memo_for(context))
        context.memo["headings"] = {h.field: h.text for h in table.headings if h.field}
        context.memo["above"] = " ".join(shown(value) for row in table.sheet.rows[:table.header_row] for value in row)
        context.memo["place_names"] = {code: "".join(names) for code, names in queries.station_names(context.station_code or "").items()}

    def interpret(self, record: Record, context: ImportContext) -> RowResult:
        """One person."""
        return understood(record, context)

    def compare(self, results: Sequence[RowResult], context: ImportContext) -> None:
        """Against the file itself, then against the store, a portion at a time."""
        right = [r for r in results if not r.is_wrong and "identity_number" in r.fields]
        first = _compare_in_file(right, context)
        leaders = [r for r in first.values() if not r.is_wrong]
        for start in range(0, len(leaders), PORTION):
            portion = leaders[start:start + PORTION]
            indexes = {files.index_of(r.fields["identity_number"]): r for r in portion}
            found = files.files_by_identity(list(indexes))
            for index, result in indexes.items():
                _compare_with_file(result, found.get(index), context)
        for result in right:
            leader = first[result.fields["identity_number"]]
            if result is not leader and result.outcome == Outcome.DUPLICATE and leader.outcome == Outcome.DUPLICATE:
                result.target_id, result.target_version = leader.target_id, leader.target_version

    def apply(self, rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
        """Write the files."""
        files.write_files(rows, batch, actor)

    def undo(self, rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
        """Take the files back."""
        files.take_back(rows, batch, actor)

    def show(self, name: str, value: str) -> str:
        """Names, numbers, phones and addresses are masked; a number that is none is shown, so that it can be found and mended."""
        if name == "identity_number" and len(value) >= IDENTITY_DIGITS:
            return crypto.mask_identity(value)
        if name == "phone" and len(value) >= PHONE_DIGITS:
            return crypto.mask_phone(value)
        if name == "name":
            return crypto.mask_name(value)
        return value[:SHOWN_ADDRESS] + "***" if name == "address" and len(value) > SHOWN_ADDRESS else crypto.scrub(value)

    def title_of(self, fields: dict[str, Any]) -> str:
        """The masked name."""
        return crypto.mask_name(fields.get("name", ""))

    def notes(self) -> Sequence[str]:
        """How to fill the template in."""
        return NOTES


def _finding(result: RowResult, context: ImportContext, name: str, code: str, message: str) -> None:
    heading = context.memo.get("headings", {}).get(name, columns.LABEL[name])
    result.findings.append(Finding(result.row, heading, str(result.fields.get(name, "")), code, message, field=name))


def _compare_in_file(results: Sequence[RowResult], context: ImportContext) -> dict[str, RowResult]:
    """The first row of each person. The same person again is a duplicate, or wrong when the rows contradict each other."""
    first: dict[str, RowResult] = {}
    for result in results:
        known = first.setdefault(result.fields["identity_number"], result)
        if known is result:
            continue
        if not is_same_name(known.fields["name"], result.fields["name"]):
            names = "、".join(crypto.mask_name(r.fields["name"]) for r in (known, result))
            for one, other in ((known, result), (result, known)):
                _finding(one, context, "identity_number", "two_names", _("The same person as row %(row)s under another name (%(names)s). Compare with the "
                                                                        "identity card.", row=other.row, names=names))
        elif known.fields == result.fields:
            result.outcome = Outcome.DUPLICATE
        else:
            _finding(result, context, "identity_number", "twice", _("The same person as row %(row)s, with other entries. Keep one row.", row=known.row))
    return first


def _compare_with_file(result: RowResult, person: Person | None, context: ImportContext) -> None:
    if person is None:
        result.outcome = Outcome.NEW
        return
    if not covers(context.station_code, person.station_code):
        _finding(result, context, "identity_number", "elsewhere",
                 _("A file with this identity number exists already. If you do not find it in your roster, ask the bureau."))
        return
    if not is_same_name(person.name, result.fields["name"]):
        _finding(result, context, "name", "other_name",
                 _("On file under another name (%(name)s). If the name was changed, change it on the person's page first.", name=crypto.mask_name(person.name)))
        return
    found = files.difference(person, result.fields)
    found.pop("name", None)
    result.target_id, result.target_version = person.id, person.version
    result.outcome = Outcome.UPDATED if found else Outcome.DUPLICATE
    result.changes = files.shown_changes(found, context.memo.get("place_names", {}))
