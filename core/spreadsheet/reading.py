"""Having files read in the child process."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.config import ROOT
from core.spreadsheet.inspection import inspect_upload
from core.spreadsheet.model import FieldSpec, Sheet, Table, UnreadableFile
from core.spreadsheet.refusals import refusal
from core.spreadsheet.table import find_table
from core.spreadsheet.wire import REFUSED, SECONDS, unpack_sheet

GRACE = 5
ENDED: dict[int, str] = {signal.SIGXCPU: "too_slow", signal.SIGSEGV: "damaged", signal.SIGABRT: "damaged"}
COMMAND = (sys.executable, "-m", "core.spreadsheet.child")


def _ask(request: dict[str, Any]) -> bytes:
    try:
        done = subprocess.run(COMMAND, input=json.dumps(request).encode(), capture_output=True, cwd=ROOT, env={"LANG": "C.UTF-8"},
                              timeout=SECONDS + GRACE, check=False)
    except subprocess.TimeoutExpired:
        raise refusal("too_slow") from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == REFUSED:
        why = json.loads(done.stderr.rpartition(b"\n")[2])
        raise refusal(why["code"], **why["facts"])
    raise refusal(ENDED.get(-done.returncode, "too_much"))


def read_sheets(path: Path, filename: str) -> list[Sheet]:
    """The visible, filled sheets of the file at `path`, uploaded as `filename`.

    Raises:
        UnreadableFile: with a sentence that says why and what to do.

    """
    kind = inspect_upload(path, filename)
    return [unpack_sheet(raw) for raw in json.loads(_ask({"job": "read", "kind": kind, "path": str(path.resolve())}))]


def read_sheet(path: Path, filename: str) -> Sheet:
    """The first visible sheet that holds something.

    Raises:
        UnreadableFile: there is none, or the file cannot be read.

    """
    return read_sheets(path, filename)[0]


def read_table(path: Path, filename: str, fields: Sequence[FieldSpec]) -> Table:
    """The table of the first sheet that has the headings; other sheets that have them too are named in `other_sheets`.

    Raises:
        UnreadableFile: no sheet has such headings, a required one is missing, or the file cannot be read.

    """
    tables, lacking, failed = [], None, None
    for sheet in read_sheets(path, filename):
        try:
            table = find_table(sheet, fields)
        except UnreadableFile as failure:
            failed = failed or failure
            continue
        if table.lacks(fields):
            lacking = lacking or table
        else:
            tables.append(table)
    if tables:
        return replace(tables[0], other_sheets=[t.sheet.name for t in tables[1:] if t.records])
    if lacking:
        raise refusal("lacking", headings="、".join(f"“{f.label}”" for f in lacking.lacks(fields)))
    raise failed or refusal("no_sheet")


def annotated_copy(path: Path, filename: str, table: Table, marks: Sequence[tuple[int, str, str]], heading: str) -> bytes:
    """The user's own workbook as .xlsx with red cells, notes on them and a last column `heading`; made in the same kind of child.

    `marks` are (Excel row, heading of the column or "", sentence). Values stay as they were, formulas become their results.
    """
    columns = {h.text: h.column for h in table.headings}
    request = {"job": "mark", "kind": inspect_upload(path, filename), "path": str(path.resolve()), "sheet": table.sheet.name, "header_row": table.header_row,
               "heading": heading, "marks": [(row, columns.get(column, 0), column, message) for row, column, message in marks]}
    return _ask(request)
