"""What must be there before a fair is announced: the papers the law asks for, in time. Pure.

Regulations on the human-resources market, article 28: plan, emergency plan and security plan, published in advance. Regulations on large events: from a
thousand expected visitors the police permit it, asked twenty days before at the latest. Both numbers are settings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

PAPERS = {"plan": _l("Plan of the fair"), "emergency": _l("Emergency plan"), "security": _l("Security plan"), "permit": _l("Police permit")}
ALWAYS = ("plan", "emergency", "security")
PROBLEMS = {
    "plan": _l("The plan of the fair is not attached."), "emergency": _l("The emergency plan is not attached."),
    "security": _l("The security plan is not attached."), "permit": _l("The police permit is not attached."),
    "permit_dates": _l("The permit lacks the day it was asked for or given."), "permit_late": _l("The permit was asked for too late before the fair."),
    "permit_order": _l("The permit was given before it was asked for."), "permit_after": _l("The permit was given after the fair begins."),
    "permit_few": _l("The permit allows fewer people than are expected."), "exhibitors": _l("An approved enterprise is not verified any more."),
}


@dataclass(frozen=True)
class Rules:
    """From how many expected visitors a permit is needed, and how many days before the fair it must be asked for."""

    permit_from: int = 1000
    permit_days: int = 20

    def needs_permit(self, expected: int) -> bool:
        """Whether the police must permit it."""
        return expected >= self.permit_from

    def ask_by(self, day: date) -> date:
        """The last day to ask the police."""
        return day - timedelta(days=self.permit_days)


@dataclass(frozen=True)
class Held:
    """A paper that is there; the permit's dates and how many people it allows."""

    applied_on: date | None = None
    issued_on: date | None = None
    permitted: int | None = None


def problems(day: date, expected: int, papers: Mapping[str, Held], rules: Rules, *, unverified: int = 0, is_on_site: bool = True) -> list[str]:
    """Keys of PROBLEMS that forbid announcing a fair on `day`; empty when nothing does. An online fair needs no permit."""
    found = [kind for kind in ALWAYS if kind not in papers]
    if is_on_site and rules.needs_permit(expected):
        found += _permit(day, expected, papers.get("permit"), rules)
    return [*found, "exhibitors"] if unverified else found


def _permit(day: date, expected: int, permit: Held | None, rules: Rules) -> Sequence[str]:
    if permit is None:
        return ["permit"]
    if permit.applied_on is None or permit.issued_on is None:
        return ["permit_dates"]
    found = []
    if permit.applied_on > rules.ask_by(day):
        found.append("permit_late")
    if permit.issued_on < permit.applied_on:
        found.append("permit_order")
    if permit.issued_on > day:
        found.append("permit_after")
    if permit.permitted is not None and permit.permitted < expected:
        found.append("permit_few")
    return found
