"""What the scheduler does for the ranking."""

from jobs.matching import upkeep


def refit() -> None:
    """Learn anew, every night, how rare each word and skill is."""
    upkeep.refit()


def keep_rows() -> None:
    """Store the rows of what was changed during the day."""
    upkeep.keep_rows()
