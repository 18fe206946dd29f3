"""The desk's list of stations; joined to the staff blueprint."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import services
from accounts.forms import AddStationForm, StationForm
from accounts.models import Station
from accounts.permissions import Right, actor, scope, staff_with
from accounts.services import StationCodeMisplaced, StationCodeTaken
from accounts.stations import covers, parent_choices, station, station_names, station_page
from accounts.views.staff import bp as staff_bp
from core.db import transaction
from core.errors import NotFound
from core.forms import tidy
from core.web.page import PAGE_SIZE, Page, page_number

bp = staff_bp


@bp.get("/bureau/stations")
@staff_with(Right.STATIONS)
def stations() -> ResponseReturnValue:
    number, words = page_number(), str(tidy(request.args.get("q", "")))[:40]
    rows, total = station_page(scope(), words, number, PAGE_SIZE)
    return render_template("accounts/stations_desk.html", page=Page(rows, number, total), words=words,
                           parents=station_names({row.parent_code for row in rows if row.level == "village"}))


def _station(code: str) -> Station:
    found = station(code) if covers(scope(), code) else None
    if found is None:
        raise NotFound
    return found


@bp.route("/bureau/stations/<string:code>", methods=["GET", "POST"])
@staff_with(Right.STATIONS)
def edit_station(code: str) -> ResponseReturnValue:
    place = _station(code)
    form = StationForm(obj=place)
    if form.validate_on_submit():
        with transaction():
            services.change_station(actor(), place.code, {f.short_name: f.data or "" for f in (form.name, form.phone, form.address, form.hours)})
        flash(_("Saved: %(name)s", name=form.name.data), "ok")
        return redirect(url_for("accounts_staff.stations"), 303)
    return render_template("accounts/station_form.html", form=form, station=place), 422 if form.errors else 200


@bp.route("/bureau/stations/add", methods=["GET", "POST"])
@staff_with(Right.STATIONS)
def add_station() -> ResponseReturnValue:
    form = AddStationForm(parents=parent_choices(scope()))
    if form.validate_on_submit() and _add(form):
        flash(_("Added: %(name)s", name=form.name.data), "ok")
        return redirect(url_for("accounts_staff.edit_station", code=form.code.data), 303)
    return render_template("accounts/station_add.html", form=form), 422 if form.errors else 200


def _add(form: AddStationForm) -> bool:
    try:
        with transaction():
            services.add_station(actor(), form.parent.data, form.code.data, form.name.data)
    except (StationCodeMisplaced, StationCodeTaken) as refused:
        form.code.errors = [refused.message]
        return False
    return True


@bp.post("/bureau/stations/<string:code>/close")
@staff_with(Right.STATIONS)
def close_station(code: str) -> ResponseReturnValue:
    return _set_active(code, False, _("The station is closed and no longer shown to the public."))


@bp.post("/bureau/stations/<string:code>/open")
@staff_with(Right.STATIONS)
def reopen_station(code: str) -> ResponseReturnValue:
    return _set_active(code, True, _("The station is open again."))


def _set_active(code: str, is_active: bool, message: str) -> ResponseReturnValue:
    with transaction():
        services.set_station_active(actor(), _station(code).code, is_active)
    flash(message, "ok")
    return redirect(url_for("accounts_staff.stations"), 303)
