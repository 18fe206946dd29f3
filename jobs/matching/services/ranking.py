"""Ranks people for a position and positions for a person, from the rows in memory."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from flask_babel import gettext as _
from scipy.sparse import csr_matrix, lil_matrix

from core.clock import today
from core.errors import NotFound
from core.lexicon import using
from core.lexicon.snapshot import Lexicon
from jobs.matching import memory, queries, store
from jobs.matching.models import PERSON, POSITION
from jobs.matching.ranker import Pair, Ranked, order, pair_of, ranked
from jobs.matching.services.models import model_in_force
from jobs.matching.sides import Flags, People
from jobs.matching.similarity import UNIT, similarity
from jobs.matching.space import Ids
from jobs.matching.store import Fitted
from jobs.matching.subjects import Candidate, Posting


@dataclass(frozen=True)
class Ranking:
    """A ranked list, whose it is, and the model that made it."""

    subject: int
    live: bool
    model: str
    results: list[Ranked]


Why = Pair
Order = dict[int, tuple[int, float | None]]


def _among(listed: Flags, ids: Ids, only: Collection[int] | None) -> Flags:
    return listed if only is None else listed & np.isin(ids, np.fromiter(only, np.int64, len(only)))


def people_for_position(position_id: int, folder: Path, *, top: int = 50, only: Collection[int] | None = None, for_employer: bool = False) -> Ranking:
    """Rank everybody of working age who is not marked as not seeking, whatever their visibility: a staff view.

    `only` ranks these people alone (the employer's page names those it may show); `for_employer` leaves out who refused automated
    ranking (PIPL §24).

    Raises:
        NotFound: there is no such position.

    """
    posting = queries.posting(position_id)
    if posting is None:
        raise NotFound(_("There is no position %(id)s.", id=position_id))
    model = model_in_force()
    people = memory.people(model, folder)
    listed = people.stands & people.rankable & (people.personalised if for_employer else True)
    results = _best(people, listed, posting, model, only, top)
    return Ranking(position_id, queries.is_live_position(position_id), model.name, results)


def _best(people: People, listed: Flags, posting: Posting, model: Fitted, only: Collection[int] | None, top: int) -> list[Ranked]:
    row, ids = memory.encoded(POSITION, model, [posting.id]), people.shelf.ids
    scores = people.scores(row, model.space)
    slots = order(scores, ids, people.misses(posting), _among(listed, ids, only), top)
    found = {person.id: person for person in queries.candidates_among([int(ids[slot]) for slot in slots])}
    pairs = [(one, posting, found[one]) for slot in slots if (one := int(ids[slot])) in found]
    return ranked(pairs, [slot for slot in slots if int(ids[slot]) in found], scores, today())


def people_now_and_then(position_ids: Sequence[int], folder: Path, then: Lexicon, touched: Collection[int], top: int) -> Iterator[tuple[Posting, Order, Order]]:
    """The best people for each position with the dictionary in force and with another, whose words `touched` people mention: id to place and score."""
    model = model_in_force()
    now = memory.people(model, folder)
    with using(then):
        changed = memory.people_as_if(now, model, touched)
    for posting in queries.postings_among(position_ids):
        first = _best(now, now.stands & now.rankable, posting, model, None, top)
        with using(then):
            second = _best(changed, changed.stands & changed.rankable, posting, model, None, top)
        yield posting, _places(first), _places(second)


def _places(results: Sequence[Ranked]) -> Order:
    return {result.id: (place, result.score) for place, result in enumerate(results, 1)}


def positions_for_person(person_id: int, folder: Path, *, top: int = 20, live_only: bool = True, only: Collection[int] | None = None) -> Ranking:
    """Rank the live positions, or all that were ever published, for one person; `only` ranks these positions alone.

    Raises:
        NotFound: there is no such person.

    """
    person = queries.candidate(person_id)
    if person is None:
        raise NotFound(_("There is nobody with the number %(id)s on file.", id=person_id))
    return _for_person(person, model_in_force(), folder, top=top, live_only=live_only, only=only)


def _for_person(person: Candidate, model: Fitted, folder: Path, *, top: int, live_only: bool, only: Collection[int] | None = None) -> Ranking:
    positions = memory.positions(model, folder)
    row, ids = memory.encoded(PERSON, model, [person.id]), positions.shelf.ids
    scores = positions.scores(row, model.space)
    listed = positions.stands & (positions.live if live_only else positions.published)
    slots = order(scores, ids, positions.misses(person), _among(listed, ids, only), top)
    found = {posting.id: posting for posting in queries.postings_among([int(ids[slot]) for slot in slots])}
    pairs = [(one, found[one], person) for slot in slots if (one := int(ids[slot])) in found]
    results = ranked(pairs, [slot for slot in slots if int(ids[slot]) in found], scores, today())
    return Ranking(person.id, live_only, model.name, results)


def fits_among(person_ids: Sequence[int], position_ids: Sequence[int], folder: Path) -> csr_matrix:
    """The scores of people × positions in the orders given: live positions of which the person is not known to miss any condition, and that have a score."""
    model, columns, people = model_in_force(), {one: n for n, one in enumerate(position_ids)}, {one: n for n, one in enumerate(person_ids)}
    positions = memory.positions(model, folder)
    listed = positions.stands & positions.live
    offered = memory.encoded(POSITION, model, [one for one in position_ids if (slot := positions.shelf.slot(one)) is not None and listed[slot]])
    slots = np.array([positions.shelf.slot(one) for one in offered.ids.tolist()], np.int64)
    rows, found = memory.encoded(PERSON, model, person_ids), lil_matrix((len(person_ids), len(position_ids)))
    candidates = {person.id: person for person in queries.candidates_among(rows.ids.tolist())}
    where = np.array([columns[one] for one in offered.ids.tolist()], np.int64)
    for n, one in enumerate(rows.ids.tolist()):
        totals = similarity(rows.take(np.array([n])), offered, model.space).totals
        fit = np.flatnonzero((totals > 0) & (positions.misses(candidates[one])[slots] == 0))
        found[people[one], where[fit]] = totals[fit] / UNIT
    return found.tocsr()


def fitting_counts(position_ids: Sequence[int], person_ids: Collection[int], folder: Path) -> dict[int, int]:
    """By position, how many of the people are not known to miss any of its conditions and have a score with it; nothing before a model is kept."""
    model, out = store.fitted(), {}
    if model is None or not person_ids:
        return {}
    people = memory.people(model, folder)
    listed = _among(people.stands, people.shelf.ids, person_ids)
    for posting in queries.postings_among(position_ids):
        scores = people.scores(memory.encoded(POSITION, model, [posting.id]), model.space)
        out[posting.id] = int(np.count_nonzero(listed & (scores.totals > 0) & (people.misses(posting) == 0)))
    return out


def matches_of_account(account_id: int, folder: Path, *, top: int = 5) -> tuple[Ranking, dict[int, str]] | None:
    """The best live positions for the person of an account, with their titles; None without a person who
    wants them, or without a kept model.
    """
    person, model = queries.candidate_of_account(account_id), store.fitted()
    if person is None or model is None:
        return None
    ranking = _for_person(person, model, folder, top=top, live_only=True)
    return ranking, queries.titles([result.id for result in ranking.results])


def why(position_id: int, account_id: int) -> Why | None:
    """Why a position suits the person of an account, or does not; None without a person who wants to know, or without a kept model."""
    person, posting, model = queries.candidate_of_account(account_id), queries.posting(position_id), store.fitted()
    return None if person is None or posting is None or model is None else _beside(posting, person, model)


def _beside(posting: Posting, person: Candidate, model: Fitted) -> Why:
    left, right = memory.encoded(PERSON, model, [person.id]), memory.encoded(POSITION, model, [posting.id])
    return pair_of(posting, person, similarity(left, right, model.space), 0, today())
