"""What the scheduler does for the ranking."""

from typing import Any

from core.audit import Actor
from core.errors import Refusal
from core.work import Progress
from jobs.matching import upkeep


def refit() -> None:
    """Learn anew, every night, how rare each word and skill is."""
    upkeep.refit()


def follow_changes() -> None:
    """Twice a minute: what a change of a file means for its person, and the rows of what was changed."""
    upkeep.follow_changes()


def run_city() -> None:
    """Rank live positions and people who seek for each other, and note what would open most to each, every night."""
    upkeep.run_city()
    upkeep.note_next_steps()


def tell_employers() -> None:
    """Every week: how many new people fit."""
    upkeep.tell_employers()


def refit_now(_parameters: dict[str, Any], _progress: Progress) -> dict[str, Any]:
    """Fit the model with the weights that somebody put in force."""
    upkeep.refit()
    return {}


def learn_now(parameters: dict[str, Any], _progress: Progress) -> dict[str, Any]:
    """Learn the weights because somebody asked for it."""
    try:
        return {"version": upkeep.learn(Actor(parameters["account_id"], parameters["station_code"])).id}
    except Refusal as refusal:
        return {"refused": refusal.message}
