"""The door that commands and tasks share: what was read and computed without a lock is written in a short transaction."""

from flask import current_app

from core.audit import Actor
from core.db import transaction
from jobs.matching.services import fit_city, install, learn_weights, refresh_rows, store_rows, write_snapshots
from jobs.models import RankingWeights
from jobs.services.weights import keep_weights


def refit() -> None:
    """Learn anew how rare each word and skill is, encode everybody and everything, and keep both."""
    found = fit_city()
    with transaction():
        install(found)
    write_snapshots(current_app.config["INSTANCE"])


def keep_rows(least: int = 1) -> None:
    """Store the rows of what was changed, when there are at least so many, so that a process that starts need not encode them."""
    found = refresh_rows(least)
    if found:
        with transaction():
            store_rows(found)


def learn(actor: Actor) -> RankingWeights:
    """Learn the blocks' weights from what came of positions, and keep them for staff to decide on."""
    row = learn_weights()
    with transaction():
        keep_weights(row, actor)
    return row
