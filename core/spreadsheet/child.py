"""The process in which files are opened: little memory, one minute, no way back but its standard output.

`python -m core.spreadsheet.child` reads one JSON request from standard input and writes JSON (`read`) or a workbook (`mark`) to standard output;
a refusal is JSON on standard error with exit status 3.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException

from core.spreadsheet.delimited import read_csv
from core.spreadsheet.excel import read_xlsx
from core.spreadsheet.legacy import read_xls
from core.spreadsheet.marking import marked_workbook
from core.spreadsheet.model import Sheet
from core.spreadsheet.wire import MOST_TEXT, REFUSED, SECONDS, ChildRefusal, pack_sheet

MEMORY = 512 * 1024 * 1024
READERS = {"xlsx": read_xlsx, "xls": read_xls, "csv": read_csv}


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(request: dict[str, Any]) -> list[Sheet]:
    sheets = READERS[request["kind"]](Path(request["path"]))
    if not any(sheet.rows for sheet in sheets):
        raise ChildRefusal("no_sheet")
    return sheets


def _answer(request: dict[str, Any]) -> bytes:
    sheets = _read(request)
    if request["job"] == "mark":
        return marked_workbook(sheets, request["sheet"], request["header_row"], request["marks"], request["heading"])
    answer = json.dumps([pack_sheet(sheet) for sheet in sheets if sheet.rows], separators=(",", ":")).encode()
    if len(answer) > MOST_TEXT:
        raise ChildRefusal("too_much")
    return answer


def _code_of(error: BaseException) -> str:
    """The code of a failure: the readers wrap what stopped them into errors of their own."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, DefusedXmlException):
            return "dtd"
        if isinstance(cause, MemoryError):
            return "too_much"
        if isinstance(cause, ChildRefusal):
            return cause.code
        cause = cause.__cause__ or cause.__context__
    return "damaged"


def main() -> int:
    """Do the one request; whatever goes wrong becomes a code."""
    _limit()
    try:
        answer = _answer(json.loads(sys.stdin.read()))
    except ChildRefusal as refused:
        code, facts = refused.code, refused.facts
    except (MemoryError, RecursionError):
        code, facts = "too_much", {}
    except Exception as error:  # the readers raise a dozen kinds for a damaged file
        code, facts = _code_of(error), {"kind": type(error).__name__}
    else:
        sys.stdout.buffer.write(answer)
        return 0
    sys.stderr.write("\n" + json.dumps({"code": code, "facts": facts}))
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
