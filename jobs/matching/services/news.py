"""How many new people fit an enterprise's positions: counts alone, of those it may be shown, told once a week."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from accounts.links import public_address
from core.clock import today
from core.db import db
from core.outbox import Template
from core.telling import tell
from employers.queries import reaches_for_people
from jobs.disclosure.queries import everybody_visible
from jobs.matching.services.ranking import people_for_position
from jobs.models import PeopleNews
from jobs.queries import news as queries
from jobs.queries.applications import application_states

MOST = 200
"""How many people the enterprise's page lists for a position."""
REMEMBERED = 5 * MOST
"""How many people are remembered of a position: all that fit now, and of those that did once, the last ones seen."""
FEWEST = 3
"""Fewer new people than this are not told; they wait until there are as many."""


def fitting_now(employer_id: int, folder: Path) -> dict[int, set[int]]:
    """By position whose week has come, who fits it of those the enterprise may be shown, without who has applied."""
    allowed, found = everybody_visible(employer_id), {}
    for position_id in queries.due_positions(employer_id, today()):
        ranking = people_for_position(position_id, folder, top=MOST, only=allowed, for_employer=True)
        found[position_id] = {result.id for result in ranking.results if result.eligible} - application_states(position_id).keys()
    return found


def _note(row: PeopleNews | None, position_id: int, people: set[int]) -> int:
    """Remember who fits; how many of them are new and enough to be told. Who fits at the first look is no news."""
    if row is None:
        db.session.add(PeopleNews(position_id=position_id, known=sorted(people), ran_on=today()))
        return 0
    fresh = people - set(row.known)
    told = fresh if len(fresh) >= FEWEST else set()
    row.ran_on, row.known = today(), _remembered(row.known, people - fresh | told)
    return len(told)


def _remembered(known: Sequence[int], seen: set[int]) -> list[int]:
    """Those seen now last, before them the others as they were; those gone for the longest are forgotten, and would be news again."""
    return [*(one for one in known if one not in seen), *sorted(seen)][-REMEMBERED:]


def tell_news(employer_id: int, found: Mapping[int, set[int]]) -> bool:
    """Tell those who speak for an enterprise how many new people fit, in one message each; False when nothing is to be told.

    What is due is asked again with the employer held, so that of any number that try, one tells.
    """
    queries.hold_employer(employer_id)
    due = queries.due_positions(employer_id, today())
    rows = queries.news_of(due)
    counts = {one: _note(rows.get(one), one, found[one]) for one in due if one in found}
    db.session.flush()
    told = {one: count for one, count in counts.items() if count}
    if not told:
        return False
    best = max(told, key=lambda one: told[one])
    for reach in reaches_for_people(employer_id):
        tell(f"people_news:{employer_id}:{today()}", reach, Template.PEOPLE_DIGEST, title=due[best], count=told[best], positions=len(told),
             site=public_address("matching_employer.candidates", position_id=best))
    return True
