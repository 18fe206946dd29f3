"""A fair on paper: handbook, booth cards, position list, attendance sheet, intention slips, route slips; each can be typed or scanned back in.

Every paper is one HTML document with `static/print.css`; WeasyPrint makes the PDF of it, and where its system libraries are missing the browser prints
the same document.
"""

import importlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from flask import current_app
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from core.errors import BadInput, NotFound
from core.work import Progress, WorkItem
from employers.papers import keep_paper
from jobs.fairs import maps, tickets
from jobs.fairs.models import Fair
from jobs.fairs.queries import exhibitors, fairs, visitors
from jobs.fairs.services.route import route_slip
from jobs.fairs.states import CAME, CHECKED_IN, COMES

STYLE = Path(__file__).resolve().parents[2] / "static" / "print.css"
KINDS = {"handbook": _l("Handbook"), "cards": _l("Booth cards"), "positions": _l("Position list"), "attendance": _l("Attendance sheet"),
         "slips": _l("Intention slips"), "routes": _l("Route slips")}
PERSONAL = ("attendance", "routes")
WORK = "fairs.print"
FOLDER = "fair-prints"
BLANK_LINES, MOST_SLIPS = 30, 400


@dataclass(frozen=True)
class Wanted:
    """Which paper; `first` and `count` number the slips."""

    kind: str
    first: int = 1
    count: int = 40


@cache
def engine() -> Any | None:
    """WeasyPrint, loaded when the first PDF is made; None where Pango is missing."""
    try:
        return importlib.import_module("weasyprint")
    except OSError:
        return None


def qr_picture(text: str) -> str:
    """A QR code as the address of a picture inside the document."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=6, border=2)
    return "data:image/png;base64," + b64encode(out.getvalue()).decode()


def paper(fair: Fair, wanted: Wanted, style: str = "") -> str:
    """The document. `style` is the address of the stylesheet for a browser; a PDF brings its own."""
    with force_locale("zh"):
        values = {"cards": _lines, "handbook": _lines, "positions": _lines, "attendance": _attendance, "slips": _slips, "routes": _routes}[wanted.kind]
        facts = values(fair, wanted)
        template = current_app.jinja_env.get_template(f"fairs/papers/{wanted.kind}.html")
        return template.render(fair=fair, style=style, title=f"{fair.title} · {KINDS[wanted.kind]}", qr=qr_picture, **facts)


def as_pdf(document: str) -> bytes:
    """The document as PDF; nothing is fetched from anywhere.

    Raises:
        RuntimeError: WeasyPrint cannot be used here; ask `engine()` first.

    """
    found = engine()
    if found is None:
        raise RuntimeError("WeasyPrint's libraries are missing")
    fetcher = found.urls.URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    return bytes(found.HTML(string=document, url_fetcher=fetcher).write_pdf(stylesheets=[found.CSS(filename=str(STYLE))]))


def _address(path: str, **ids: object) -> str:
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}{current_app.url_map.bind('').build(path, ids)}"


def _lines(fair: Fair, _wanted: Wanted) -> dict[str, Any]:
    """Enterprises by booth, each with its positions and the address of its page."""
    lines = exhibitors.lines(fair.id, COMES)
    offers: dict[int, list[Any]] = {line.row.id: [] for line in lines}
    for brought, position in exhibitors.positions_at(fair.id, [line.row.id for line in lines]):
        offers[brought.fair_employer_id].append(position)
    pages = {line.row.id: _address("fairs_public.booth", fair_id=fair.id, number=line.booth) for line in lines if line.booth}
    return {"lines": lines, "offers": offers, "pages": pages, "totals": maps.totals(lines, offers), "hotline": current_app.config["HOTLINE"],
            "bureau": current_app.config["BUREAU_NAME"]}


def _attendance(fair: Fair, _wanted: Wanted) -> dict[str, Any]:
    rows = sorted(visitors.ticket_holders(fair.id, *CAME), key=lambda row: (len(row.door_code or ""), row.door_code or ""))
    return {"rows": rows, "blank": range(BLANK_LINES), "lines": exhibitors.lines(fair.id, COMES)}


def _slips(fair: Fair, wanted: Wanted) -> dict[str, Any]:
    return {"numbers": range(wanted.first, wanted.first + min(wanted.count, MOST_SLIPS))}


def _routes(fair: Fair, _wanted: Wanted) -> dict[str, Any]:
    return {"slips": list(_each_route(fair))}


def _each_route(fair: Fair) -> Iterator[tuple[Any, ...]]:
    rows, lines = [row for row in visitors.ticket_holders(fair.id, CHECKED_IN) if row.person_id is not None], exhibitors.lines(fair.id, COMES)
    for row in rows:
        slip = route_slip(fair, row, current_app.config["INSTANCE"])
        if slip is not None:
            mine = frozenset(stop.exhibitor_id for stop in slip.stops)
            yield row, slip, maps.drawings(fair, lines, mine, slip.ways), tickets.ticket_address(fair.id, row.id)


def make_pdf(parameters: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Long work: make a paper's PDF and keep it, encrypted, under a random name. It reads alone: everybody else writes meanwhile.

    Raises:
        NotFound: the fair is gone.
        BadInput: no PDF can be made on this machine.

    """
    if engine() is None:
        raise BadInput("no-pdf")
    fair = fairs.fair(parameters["fair_id"])
    if fair is None:
        raise NotFound
    data = as_pdf(paper(fair, Wanted(parameters["kind"], parameters["first"], parameters["count"])))
    progress(1, 1)
    return {"stored_name": keep_paper(current_app.config["INSTANCE"] / FOLDER, data), "bytes": len(data)}


def latest_print(fair_id: int, kind: str) -> WorkItem | None:
    """The paper of this kind that was asked for last."""
    return next((item for item in fairs.prints(WORK) if item.parameters["fair_id"] == fair_id and item.parameters["kind"] == kind), None)


def kept_names() -> set[str]:
    """The files that a row names."""
    return {str(item.result["stored_name"]) for item in fairs.prints(WORK) if item.result}
