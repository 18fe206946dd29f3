"""The door desk: it works as plain pages, and with the script also without a network."""

import json
import secrets
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict

from accounts.permissions import Right, actor, staff_with
from core.clock import in_city, now
from core.crypto import mask_name
from core.db import transaction
from core.envelopes import CannotOpen, open_envelope, public_point
from core.errors import BadInput, NotFound
from core.forms import whole_number
from jobs.fairs.forms import DoorForm, ScanForm, WalkInForm, WalkInRow
from jobs.fairs.models import CheckIn, Door, Fair
from jobs.fairs.queries import door as queries
from jobs.fairs.services import door as services
from jobs.fairs.services.route import route_slip
from jobs.fairs.services.visitors import Visitor
from jobs.fairs.states import ALREADY, CHECK_IN_RESULTS, LET_IN, VISITOR_KINDS
from jobs.fairs.tickets import token_in
from jobs.fairs.views.staff import seen

bp = Blueprint("fairs_door", __name__)
MOST_SCANS = 50


def _door(fair_id: int, door_id: int) -> Door:
    found = queries.door_of(fair_id, door_id)
    if found is None:
        raise NotFound
    return found


def read_shown(text: str, nonce: str, at: datetime, *, is_out: bool = False, was_offline: bool = False) -> services.Shown:
    """What was typed or scanned: three to five digits are a number at the door or, with four, the end of a phone too; else a ticket's address."""
    text = text.strip()
    if text.isdigit() and len(text) <= 5:
        return services.Shown(nonce, "phone" if len(text) == 4 else "code", at, digits=text, is_out=is_out, was_offline=was_offline)
    token = token_in(text)
    return services.Shown(nonce, "qr", at, ticket=services.Ticket(*token) if token else None, is_out=is_out, was_offline=was_offline)


def verdict(scan: CheckIn, digits: str = "") -> dict[str, Any]:
    """What the desk says about a scan. Names are masked; the number is the visitor's own."""
    visitor = queries.registration_of(scan.fair_id, scan.registration_id) if scan.registration_id else None
    said = {
        "nonce": scan.nonce, "result": scan.result, "let_in": scan.result == LET_IN, "time": f"{in_city(scan.scanned_at):%H:%M}",
        "title": str(CHECK_IN_RESULTS[scan.result]), "name": mask_name(visitor.name) if visitor else "", "number": visitor.door_code or "" if visitor else "",
        "kind": str(VISITOR_KINDS[visitor.kind]) if visitor else "", "note": _note(scan), "choices": [],
    }
    if scan.result == "ambiguous":
        said["choices"] = [{"id": v.id, "text": f"{v.door_code or ''} {mask_name(v.name)} {VISITOR_KINDS[v.kind]}".strip()}
                           for v in queries.by_digits(scan.fair_id, digits)]
    return said


def _note(scan: CheckIn) -> str:
    if scan.result == ALREADY and (before := queries.earlier_let_in(scan)) is not None:
        return str(_("Came in at %(time)s by %(door)s. Counted once.", time=f"{in_city(before[0].scanned_at):%H:%M}", door=before[1]))
    notes: dict[str, str] = {
        "unknown": _("Try the ticket's code or the number on it, or register the person here."), "ambiguous": _("Ask for the name and choose."),
        "cancelled": _("Register the person anew here, if there is room."),
        "waitlisted": _("There was no place. Register the person here, if there is room."),
        "other_fair": _("Register the person here."), "full": _("Wait until somebody leaves."),
        "no_ticket": _("Let the person in as soon as a ticket is given back."), "not_running": _("Start the fair first.")}
    return notes.get(scan.result, "")


@bp.get("/bureau/fairs/<int:fair_id>/doors")
@staff_with(Right.FAIR_DOOR)
def doors(fair_id: int) -> str:
    return _doors_page(seen(fair_id), DoorForm())


def _doors_page(fair: Fair, form: DoorForm) -> str:
    return render_template("fairs/doors.html", fair=fair, doors=queries.doors(fair.id), heads=queries.heads(fair.id), form=form,
                           rows=queries.last_scans(fair.id, limit=50))


@bp.post("/bureau/fairs/<int:fair_id>/doors")
@staff_with(Right.FAIR_DOOR)
def add_door(fair_id: int) -> ResponseReturnValue:
    fair, form = seen(fair_id), DoorForm()
    if not form.validate():
        return _doors_page(fair, form), 422
    with transaction():
        services.add_door(seen(fair_id), form.name.data or "", actor())
    return redirect(url_for("fairs_door.doors", fair_id=fair_id), 303)


def _desk(fair: Fair, door: Door, *, said: dict[str, Any] | None = None, scan_form: ScanForm | None = None, walk_in: WalkInForm | None = None) -> str:
    fresh = secrets.token_urlsafe(12)
    scan_form, walk_in = scan_form or ScanForm(formdata=None, nonce=fresh), walk_in or WalkInForm(formdata=None, nonce=fresh + "w")
    return render_template("fairs/door.html", fair=fair, door=door, said=said, form=scan_form, walk_in=walk_in, heads=queries.heads(fair.id), next_nonce=fresh,
                           rows=queries.last_scans(fair.id, door.id), point=b64encode(public_point()).decode())


@bp.get("/bureau/fairs/<int:fair_id>/doors/<int:door_id>")
@staff_with(Right.FAIR_DOOR)
def desk(fair_id: int, door_id: int) -> str:
    return _desk(seen(fair_id), _door(fair_id, door_id))


def _taken(fair_id: int, door_id: int, shown: services.Shown) -> dict[str, Any]:
    with transaction():
        said = verdict(services.take_scan(seen(fair_id), _door(fair_id, door_id), shown, actor()), shown.digits)
    return said if shown.was_offline or not said["let_in"] else _with_way(fair_id, said)


def _with_way(fair_id: int, said: dict[str, Any]) -> dict[str, Any]:
    """The booths to send somebody to who just came in, when their file says."""
    fair, scan = seen(fair_id), queries.scan_by_nonce(fair_id, said["nonce"])
    visitor = queries.registration_of(fair_id, scan.registration_id) if scan and scan.registration_id else None
    slip = route_slip(fair, visitor, current_app.config["INSTANCE"]) if visitor else None
    return said | {"note": _("Go to: %(booths)s", booths=slip.booths)} if slip else said


@bp.post("/bureau/fairs/<int:fair_id>/doors/<int:door_id>")
@staff_with(Right.FAIR_DOOR)
def scan(fair_id: int, door_id: int) -> ResponseReturnValue:
    fair, door, form = seen(fair_id), _door(fair_id, door_id), ScanForm()
    if not form.validate():
        return _desk(fair, door, scan_form=form), 422
    said = _taken(fair_id, door_id, read_shown(form.shown.data or "", form.nonce.data or "", now(), is_out="out" in request.form))
    return _desk(seen(fair_id), _door(fair_id, door_id), said=said)


@bp.post("/bureau/fairs/<int:fair_id>/doors/<int:door_id>/pick")
@staff_with(Right.FAIR_DOOR)
def pick(fair_id: int, door_id: int) -> ResponseReturnValue:
    chosen, nonce = whole_number(request.form.get("registration", "")), request.form.get("nonce", "")
    if not (chosen and 8 <= len(nonce) <= 40):
        raise BadInput(_("Choose somebody from the list."))
    seen(fair_id), _door(fair_id, door_id)
    said = _taken(fair_id, door_id, services.Shown(nonce, "list", now(), registration_id=chosen))
    return _desk(seen(fair_id), _door(fair_id, door_id), said=said)


@bp.post("/bureau/fairs/<int:fair_id>/doors/<int:door_id>/walk-ins")
@staff_with(Right.FAIR_DOOR)
def walk_in(fair_id: int, door_id: int) -> ResponseReturnValue:
    fair, door, form = seen(fair_id), _door(fair_id, door_id), WalkInForm()
    if not form.validate():
        return _desk(fair, door, walk_in=form), 422
    visitor = Visitor(form.name.data or "", form.phone.data or None, form.kind.data, origin="walk_in")
    said = _taken(fair_id, door_id, services.Shown(form.nonce.data or "", "walk_in", now(), walk_in=visitor))
    return _desk(seen(fair_id), _door(fair_id, door_id), said=said)


@bp.post("/bureau/fairs/<int:fair_id>/doors/<int:door_id>/undo")
@staff_with(Right.FAIR_DOOR)
def undo(fair_id: int, door_id: int) -> ResponseReturnValue:
    seen(fair_id), _door(fair_id, door_id)
    with transaction():
        found = queries.scan_by_nonce(fair_id, request.form.get("nonce", "")[:40])
        if found is None:
            raise NotFound
        services.undo_scan(found, actor())
    flash(_("The check-in was taken back."))
    return redirect(url_for("fairs_door.desk", fair_id=fair_id, door_id=door_id), 303)


def _counts(fair_id: int) -> dict[str, int]:
    heads = queries.heads(fair_id)
    return {"total": heads.total, "veteran": heads.veteran, "family": heads.family, "other": heads.other, "inside": heads.inside}


@bp.get("/bureau/fairs/<int:fair_id>/doors/<int:door_id>/state")
@staff_with(Right.FAIR_DOOR)
def state(fair_id: int, door_id: int) -> ResponseReturnValue:
    """For the script: the counts, and a fresh token for what it sends."""
    seen(fair_id), _door(fair_id, door_id)
    return {"counts": _counts(fair_id), "token": generate_csrf()}


@bp.post("/bureau/fairs/<int:fair_id>/doors/<int:door_id>/scans")
@staff_with(Right.FAIR_DOOR)
def take_scans(fair_id: int, door_id: int) -> ResponseReturnValue:
    """For the script: scans kept by the device, each in its envelope; every one is answered, so that the device can forget it."""
    seen(fair_id), _door(fair_id, door_id)
    body = request.get_json(silent=True)
    sent = body.get("scans") if isinstance(body, dict) else None
    if not isinstance(sent, list) or len(sent) > MOST_SCANS:
        raise BadInput(_("This batch of scans cannot be read."))
    return {"verdicts": [_answer(fair_id, door_id, one) for one in sent], "counts": _counts(fair_id)}


def _answer(fair_id: int, door_id: int, sent: Any) -> dict[str, Any]:
    nonce = str(sent.get("nonce", ""))[:40] if isinstance(sent, dict) else ""
    try:
        shown = _opened(sent, nonce)
    except (CannotOpen, KeyError, OverflowError, TypeError, ValueError):
        return {"nonce": nonce, "result": "unreadable", "let_in": False, "title": _("This scan cannot be read"), "name": "", "number": "", "kind": "",
                "time": "", "note": _("Please scan the person again."), "choices": []}
    return _taken(fair_id, door_id, shown)


def _opened(sent: Any, nonce: str) -> services.Shown:
    """One scan out of its envelope: `{"shown"}` or `{"walk_in": {name, phone, kind}}` or `{"picked"}`, with `at`, `out` and `offline`."""
    said = json.loads(open_envelope(b64decode(sent["sealed"], validate=True)))
    if said["nonce"] != nonce or not 8 <= len(nonce) <= 40:
        raise ValueError("the envelope is of another scan")
    at, is_out, was_offline = datetime.fromtimestamp(int(said["at"]) / 1000, UTC), bool(said.get("out")), bool(said.get("offline"))
    if "walk_in" in said:
        return services.Shown(nonce, "walk_in", at, walk_in=_walked_in(said["walk_in"]), was_offline=was_offline)
    if "picked" in said:
        return services.Shown(nonce, "list", at, registration_id=whole_number(str(said["picked"])) or 0, is_out=is_out, was_offline=was_offline)
    return read_shown(str(said["shown"])[:300], nonce, at, is_out=is_out, was_offline=was_offline)


def _walked_in(said: Any) -> Visitor:
    """Somebody registered without a network. A phone that is none is left out: the person is inside already."""
    row = WalkInRow(MultiDict({name: str(said.get(name, ""))[:60] for name in ("name", "phone", "kind")}))
    row.validate()
    if row.name.errors or row.kind.errors:
        raise ValueError("a name and a kind are asked for")
    return Visitor(row.name.data or "", None if row.phone.errors else row.phone.data or None, row.kind.data, origin="walk_in")


@bp.get("/bureau/fairs/door-worker.js")
@staff_with(Right.FAIR_DOOR)
def worker() -> Response:
    """The service worker that keeps the door's page at hand; served here so that it may answer for these pages alone."""
    answer = current_app.send_static_file("door-worker.js")
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    answer.headers["Cache-Control"] = "no-cache"
    return answer
