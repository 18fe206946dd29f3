"""What the scheduler does for the ranking."""

from flask import current_app

from jobs.matching.services import refit_model


def refit() -> None:
    """Learn anew, every night, how rare each word and skill is."""
    refit_model(current_app.config["INSTANCE"])
