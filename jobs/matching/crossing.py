"""Every position beside every person: the best of each for each, among the pairs that no known fact shuts out. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from jobs.matching.sides import Flags, People, Positions
from jobs.matching.similarity import UNIT
from jobs.matching.space import Ids, Rows, Space
from jobs.matching.topk import cross_top_k, exact_units

SLACK = 6  # places beyond the list, so that rounding block by block finds its best among them
WORD = 64

Progress = Callable[[int, int], None]
Masks = NDArray[np.uint64]
Cross = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Pairing:
    """Both sides as matrices over the columns they use, and the masks: one bit a distinct condition of the city."""

    position_ids: Ids
    person_ids: Ids
    positions: csr_matrix
    people: csr_matrix
    asked: Masks
    cleared: Masks
    firsts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Lists:
    """For each subject, its best on the other side: ids (-1 where there are no more) and scores in units, best first."""

    subjects: Ids
    ids: Ids
    units: NDArray[np.int64]


def pairing(positions: Positions, offered: Flags, people: People, listed: Flags, space: Space) -> Pairing:
    """The positions of some slots beside the people of some slots."""
    left, right = _rows(positions, offered), _rows(people, listed)
    used = np.zeros(space.width, bool)
    used[left.columns] = used[right.columns] = True
    columns = np.flatnonzero(used)
    place = np.zeros(space.width, np.int32)
    place[columns] = np.arange(len(columns), dtype=np.int32)
    asked, cleared = _masks(positions, offered, people, listed)
    return Pairing(left.ids, right.ids, _matrix(left, place, len(columns)), _matrix(right, place, len(columns)), asked, cleared,
                   np.searchsorted(columns, space.firsts))


def _slots(shelf_ids: Ids, chosen: Flags) -> NDArray[np.int64]:
    slots = np.flatnonzero(chosen)
    return slots[np.argsort(shelf_ids[slots], kind="stable")]


def _rows(side: Positions | People, chosen: Flags) -> Rows:
    """The chosen rows by id, so that ties go to the lower id."""
    whole = side.shelf.whole()
    ids = side.shelf.ids[_slots(side.shelf.ids, chosen)]
    return whole if len(ids) == len(whole.ids) else whole.take(np.searchsorted(whole.ids, ids))


def _matrix(rows: Rows, place: NDArray[np.int32], width: int) -> csr_matrix:
    starts = rows.starts.astype(np.int32 if rows.starts[-1] < 2**31 else np.int64)
    return csr_matrix((np.ascontiguousarray(rows.values), place[rows.columns], starts), shape=(len(rows.ids), width))


def _masks(positions: Positions, offered: Flags, people: People, listed: Flags) -> tuple[Masks, Masks]:
    """Bits of what each position asks for, and of what each person meets or may meet for all that is on file."""
    slots, others = _slots(positions.shelf.ids, offered), _slots(people.shelf.ids, listed)
    book = positions.book
    row_of = np.full(book.slots, -1)
    row_of[slots] = np.arange(len(slots))
    there = row_of[book.owners] >= 0
    numbers = np.unique(book.numbers[there])
    words = max(-(-len(numbers) // WORD), 1)
    asked, cleared = np.zeros((len(slots), words), np.uint64), np.zeros((len(others), words), np.uint64)
    bits = np.searchsorted(numbers, book.numbers[there])
    np.bitwise_or.at(asked, (row_of[book.owners[there]], bits // WORD), np.uint64(1) << (bits % WORD).astype(np.uint64))
    asks = list(book.asks)
    for bit, number in enumerate(numbers.tolist()):
        may = people.crowd.verdicts(asks[number])[others] != 0
        cleared[:, bit // WORD] |= may.astype(np.uint64) << np.uint64(bit % WORD)
    return asked, cleared


def cross(found: Pairing, *, top_positions: int, top_candidates: int, threads: int = 0, progress: Progress | None = None,
          engine: Cross = cross_top_k) -> tuple[Lists, Lists]:
    """The best candidates of every position and the best positions of every person."""
    by_position, by_person = engine(found.positions, found.people, k_documents=min(top_candidates, found.people.shape[0]) + SLACK,
                                    k_queries=min(top_positions, found.positions.shape[0]) + SLACK, threads=threads,
                                    query_mask=found.asked, document_mask=found.cleared, progress=progress)
    return (_lists(found.position_ids, found.person_ids, found.positions, found.people, by_position[0], found.firsts, top_candidates, threads),
            _lists(found.person_ids, found.position_ids, found.people, found.positions, by_person[0], found.firsts, top_positions, threads))


def _lists(subjects: Ids, others: Ids, left: csr_matrix, right: csr_matrix, chosen: Ids, firsts: NDArray[np.int64], top: int, threads: int) -> Lists:
    """Score the chosen pairs as a single ranking scores them, and put them in its order."""
    units = exact_units(left, right, chosen, firsts, unit=UNIT, threads=threads)
    units[chosen < 0] = -1
    order = np.lexsort((chosen, -units), axis=1)[:, :top]
    chosen, units = np.take_along_axis(chosen, order, axis=1), np.take_along_axis(units, order, axis=1)
    there = units > 0
    return Lists(subjects, np.where(there, others[np.maximum(chosen, 0)] if len(others) else -1, -1), np.where(there, units, 0))
