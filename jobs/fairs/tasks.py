"""What time does at fairs, and the long work of planning booths."""

from typing import Any

from flask import current_app

from core.audit import SYSTEM
from core.db import transaction
from core.errors import NotFound
from core.reservation import lapse_offers
from core.work import Progress
from employers.papers import sweep_papers
from jobs.fairs import printing
from jobs.fairs.queries import fairs
from jobs.fairs.services import booths, demand, guiding, reminders
from jobs.fairs.services.guiding import Pace
from jobs.fairs.states import CLOSED, OPEN, RUNNING


def lapse() -> None:
    """Offers that ran out go to the next in line, a few hundred at a time."""
    more = True
    while more:
        with transaction():
            more = lapse_offers() > 0


def remind_of_tomorrow() -> None:
    """The day before."""
    with transaction():
        reminders.remind_of_tomorrow()


def remind_of_today() -> None:
    """On the morning."""
    with transaction():
        reminders.remind_of_today()


def remind_to_confirm() -> None:
    """Before the day for cancelling, and after the fair."""
    with transaction():
        reminders.remind_to_confirm()
        reminders.remind_of_results()


def sweep() -> None:
    """Delete papers of fairs, uploaded or made for print, that no row names."""
    sweep_papers(current_app.config["INSTANCE"] / printing.FOLDER, printing.kept_names())
    sweep_papers(current_app.config["INSTANCE"] / "fair-papers", fairs.stored_paper_names())


def pace() -> Pace:
    """How much a booth talks, from the settings."""
    return Pace(current_app.config["FAIR_TABLES"], current_app.config["FAIR_TALKS_PER_HOUR"])


def guide_visitors() -> None:
    """Work out anew where visitors are sent, of each fair where people, enterprises, positions or the day are others than at the last run."""
    for fair_id in [fair.id for fair in fairs.coming_fairs() if fair.state in (OPEN, CLOSED, RUNNING) and guiding.is_due(fair, pace())]:
        fair = fairs.fair(fair_id)
        if fair is None:
            continue
        found = guiding.guide(fair, current_app.config["INSTANCE"], pace())
        with transaction():
            fair = fairs.fair(fair_id)
            if fair is not None:
                guiding.keep_guide(fair, found)


def plan_booths(parameters: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Work out who may expect how many visitors, then who stands where."""
    progress(0, 2)
    fair = fairs.fair(parameters["fair_id"])
    if fair is None:
        raise NotFound
    expected = demand.expected_visitors(fair, current_app.config["INSTANCE"], pace())
    progress(1, 2)
    with transaction():
        fair = fairs.fair(parameters["fair_id"])
        if fair is None:
            raise NotFound
        demand.keep_demand(fair, expected)
        outcome = booths.plan_all(fair, SYSTEM)
    return {"placed": outcome.placed, "left_over": outcome.left_over, "peak": round(outcome.peak, 2), "alphabetical": round(outcome.alphabetical, 2),
            "bound": round(outcome.bound, 2)}
