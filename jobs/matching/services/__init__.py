"""What the ranking does for its callers."""

from jobs.matching.services.learning import LEARN, TooFewOutcomes, learn_weights
from jobs.matching.services.models import (
    MANY,
    REFIT,
    block_weights,
    fit_city,
    install,
    is_due,
    model_in_force,
    refresh_rows,
    store_rows,
    write_snapshots,
)
from jobs.matching.services.ranking import Ranking, Why, matches_of_account, people_for_position, people_now_and_then, positions_for_person, why

__all__ = [
    "LEARN", "MANY", "REFIT", "Ranking", "TooFewOutcomes", "Why", "block_weights", "fit_city", "install", "is_due", "learn_weights", "matches_of_account",
    "model_in_force", "people_for_position", "people_now_and_then", "positions_for_person", "refresh_rows", "store_rows",
    "why", "write_snapshots",
]
