"""The door that commands and tasks share: what was read and computed without a lock is written in a short transaction."""

from typing import Any

from flask import current_app

from core.audit import Actor
from core.clock import today
from core.db import transaction
from jobs.matching.services import block_weights, fit_city, install, learn_weights, refresh_rows, store_rows, write_snapshots
from jobs.matching.services.city import LIVE, TOP_CANDIDATES, TOP_POSITIONS, CityMatch, keep_run, match_city
from jobs.matching.services.news import fitting_now, tell_news
from jobs.matching.services.steps import NextStep, news, next_steps, note_seen, note_steps
from jobs.models import RankingWeights
from jobs.queries.news import due_employer_ids
from jobs.services.weights import keep_weights

TRIES = 3
AT_ONCE = 200  # people whose next step is written in one transaction


def refit() -> None:
    """Learn anew how rare each word and skill is, encode everybody and everything, and keep both; once more when other weights came into force meanwhile."""
    for _try in range(TRIES):
        found = fit_city()
        with transaction():
            install(found)
            is_right = found.model.weights.name == block_weights().name
        if is_right:
            break
    write_snapshots(current_app.config["INSTANCE"])


def keep_rows(least: int = 1) -> None:
    """Store the rows of what was changed, when there are at least so many, so that a process that starts need not encode them."""
    found = refresh_rows(least)
    if found:
        with transaction():
            store_rows(found)


def learn(actor: Actor) -> RankingWeights:
    """Learn the weights of blocks and fields from what came of positions, and keep them for staff to decide on."""
    row = learn_weights()
    with transaction():
        keep_weights(row, actor)
    return row


def run_city(scope: str = LIVE, top_positions: int = TOP_POSITIONS, top_candidates: int = TOP_CANDIDATES, **options: Any) -> CityMatch:
    """Rank both sides for each other and keep what was found; a run that is broken off leaves the last one as it was."""
    found = match_city(current_app.config["INSTANCE"], scope=scope, top_positions=top_positions, top_candidates=top_candidates, **options)
    with transaction():
        keep_run(found, top_positions, top_candidates)
    return found


def note_next_steps() -> None:
    """Note for everybody which paper would open most positions."""
    _note(next_steps(current_app.config["INSTANCE"]))


def follow_changes() -> None:
    """Note it anew for those whose file was changed, and store the rows of what was changed."""
    found = news()
    if not found.people and not found.has_positions:
        return
    if len(found.people) <= AT_ONCE:  # after an import the nightly run notes it for everybody
        _note(next_steps(current_app.config["INSTANCE"], found.people))
    with transaction():
        note_seen(found)
    keep_rows()


def _note(found: list[NextStep]) -> None:
    for start in range(0, len(found), AT_ONCE):
        with transaction():
            note_steps(found[start:start + AT_ONCE])


def tell_employers() -> int:
    """Each week, enterprises hear how many new people fit their positions; returns how many enterprises have news."""
    told = 0
    for employer_id in due_employer_ids(today()):
        found = fitting_now(employer_id, current_app.config["INSTANCE"])
        with transaction():
            told += tell_news(employer_id, found)
    return told
