"""Who may open what. Every view carries one of the marks below; a view without a mark is refused to everyone."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import Forbidden, NotFound

from accounts.models import Account, StaffRole
from accounts.stations import LEVELS, station
from core.audit import Actor

View = TypeVar("View", bound=Callable[..., Any])


class Right(StrEnum):
    """What a staff role may do; the station says where. FAIRS is to look at fairs, FAIR_RUN to hold them, FAIR_DOOR to work at a desk on the day.
    MESSAGES is to see what was sent to whom and whether it arrived.
    """

    PEOPLE = "people"
    PEOPLE_EDIT = "people_edit"
    REVEAL = "reveal"
    DISABILITY = "disability"
    EXPORT = "export"
    REVIEW = "review"
    POSITIONS_IMPORT = "positions_import"
    STAFF = "staff"
    STATIONS = "stations"
    AUDIT = "audit"
    RANKING = "ranking"
    DESK = "desk"
    DICTIONARY = "dictionary"
    FAIRS = "fairs"
    FAIR_RUN = "fair_run"
    FAIR_DOOR = "fair_door"
    MESSAGES = "messages"


_FIELD = {Right.DESK, Right.FAIRS, Right.PEOPLE, Right.PEOPLE_EDIT, Right.REVEAL, Right.EXPORT}
RIGHTS: dict[str, set[Right]] = {
    StaffRole.VILLAGE: _FIELD,
    StaffRole.TOWNSHIP: _FIELD,
    StaffRole.CITY: _FIELD | {Right.DISABILITY, Right.REVIEW, Right.POSITIONS_IMPORT, Right.STATIONS, Right.RANKING, Right.DICTIONARY,
                               Right.FAIR_RUN, Right.FAIR_DOOR},
    StaffRole.FAIR_DESK: {Right.DESK, Right.FAIRS, Right.FAIR_DOOR},
    StaffRole.AUDITOR: {Right.DESK, Right.PEOPLE, Right.AUDIT},
    StaffRole.SYSTEM_ADMIN: {Right.DESK, Right.STATIONS, Right.MESSAGES},
    StaffRole.SECURITY_ADMIN: {Right.DESK, Right.STAFF},
    StaffRole.AUDIT_ADMIN: {Right.DESK, Right.AUDIT},
}

OF_THE_CITY = {Right.MESSAGES}
"""What belongs to no station: only the city's own staff may, whatever role somebody has further down."""


@dataclass(frozen=True)
class Access:
    """A view's mark: `open`, `signed_in`, `recruiter` or `staff` with the right it needs."""

    kind: str
    right: Right | None = None


def _mark(access: Access) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view
    return decorate


open_to_all = _mark(Access("open"))
signed_in = _mark(Access("signed_in"))
recruiters_only = _mark(Access("recruiter"))


def staff_with(right: Right) -> Callable[[View], View]:
    """Only staff whose role has `right`."""
    return _mark(Access("staff", right))


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The mark of an endpoint's view, or None."""
    view = app.view_functions.get(endpoint)
    return getattr(view, "access", None)


def account() -> Account:
    """The signed-in account; only inside views marked other than `open`."""
    return cast(Account, current_user.account)


def actor() -> Actor:
    """Who acts in this request, for services and the audit trail."""
    who = account()
    return Actor(who.id, who.station_code)


RecruiterCheck = Callable[[Account], int | None]
HomeChooser = Callable[[Account], str | None]
_recruiter_checks: list[RecruiterCheck] = []
home_chooser: list[HomeChooser] = []


def register_recruiter_check(check: RecruiterCheck) -> None:
    """Name the function that says for which employer an account speaks (None for none); `employers` fills it, once."""
    _recruiter_checks[:] = [check]


def register_home(chooser: HomeChooser) -> None:
    """Add a function that names the home page's endpoint for the accounts it knows, None for others; asked in order."""
    if chooser not in home_chooser:
        home_chooser.append(chooser)


def home_endpoint(who: Account) -> str:
    """The home page of an account: the staff desk, what an upper package chooses, or the person's own page."""
    if who.staff_role:
        return "bureau_staff.today"
    return next((endpoint for chooser in home_chooser if (endpoint := chooser(who))), "bureau_veteran.home")


def employer_of(who: Account) -> int | None:
    """The id of the employer `who` speaks for, or None."""
    return next((found for check in _recruiter_checks if (found := check(who)) is not None), None)


def employer_id() -> int:
    """The id of the employer the signed-in recruiter speaks for; only inside `recruiters_only` views."""
    return cast(int, g.employer_id)


def is_signed_in() -> bool:
    """Whether somebody is signed in (and has passed the second factor where one is asked)."""
    return bool(current_user.is_authenticated)


def may(right: Right) -> bool:
    """Whether the signed-in member of staff has `right`; what is the whole city's, nobody at a station below has."""
    if not is_signed_in() or right not in RIGHTS.get(account().staff_role or "", set()):
        return False
    return right not in OF_THE_CITY or LEVELS.get(len(scope())) == "city"


def scope() -> str:
    """The station code that limits everything the signed-in member of staff sees."""
    code = account().station_code
    if code is None:
        raise Forbidden
    return code


def staff_station_name() -> str:
    """The name of the signed-in member of staff's station, for the page head."""
    found = station(scope())
    return found.name if found else ""


def _needs_sign_in() -> ResponseReturnValue:
    if not current_user.is_anonymous:
        return redirect(url_for("accounts.second_factor"), 303)
    following = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=following), 303)


def _refuse_staff(access: Access) -> None:
    if not may(cast(Right, access.right)):
        raise Forbidden if account().staff_role else NotFound


def _refuse_outsider() -> ResponseReturnValue | None:
    """Let recruiters pass; somebody without an enterprise is shown how to join with one, staff and writes find nothing."""
    g.employer_id = employer_of(account())
    if g.employer_id is not None:
        return None
    if account().staff_role or request.method not in ("GET", "HEAD"):
        raise NotFound
    return redirect(url_for("employers_public.join"), 303)


def enforce_access() -> ResponseReturnValue | None:
    """The `before_request` hook: refuse, send to the sign-in page, or let pass."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    access = access_of(current_app, request.endpoint)
    if access is None:
        raise Forbidden
    g.access = access
    is_known = is_signed_in()  # asked here for open pages too: the idle clock moves before the view opens its transaction
    if access.kind == "open":
        return None
    if not is_known:
        return _needs_sign_in()
    if access.kind == "staff":
        _refuse_staff(access)
    return _refuse_outsider() if access.kind == "recruiter" else None


def init_permissions(app: Flask) -> None:
    """Put the guard in front of every view."""
    app.before_request(enforce_access)
    app.jinja_env.globals.update(may=may, Right=Right, is_signed_in=is_signed_in, staff_station_name=staff_station_name)
