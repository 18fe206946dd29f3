"""The compiled engine: spreads the walk over threads, shard after shard."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from jobs.matching.kernel.cross import LEAST, Scratch, last_scores, merge, scratch, walk
from jobs.matching.kernel.finish import finish
from jobs.matching.kernel.online import Index, build, search
from jobs.matching.kernel.pairs import score_pairs
from jobs.matching.kernel.prepare import SHARD, Rows, Shard, build_shard, head_slots, rows_of
from jobs.matching.kernel.scan import BLOCK

Results = tuple[NDArray[np.int64], NDArray[np.float32]]
Masks = NDArray[np.uint64]
Halves = NDArray[np.uint32]
Step = Callable[[int, int, int], None]
Spread = Callable[[Step, int], None]
Progress = Callable[[int, int], None]
AT_A_TIME = 256
SAMPLE = 16
ORDER_SEED = 7


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _spread_over(pool: ThreadPoolExecutor, workers: int) -> Spread:
    """Give pieces of a range to the threads as they come."""
    def spread(step: Step, total: int) -> None:
        taken = count()

        def take(worker: int) -> None:
            while (begin := next(taken) * AT_A_TIME) < total:
                step(worker, begin, min(begin + AT_A_TIME, total))
        list(pool.map(take, range(workers)))
    return spread


def _finished(keys: Any, filled: Any, size: int, k: int, spread: Spread) -> Results:
    ids, scores = np.empty((size, k), np.int64), np.empty((size, k), np.float32)
    spread(lambda _, begin, stop: finish(keys, filled, begin, stop, ids, scores), size)
    return ids, scores


def cross(left: csr_matrix, right: csr_matrix, row_masks: Masks, column_masks: Masks, k_row: int, k_column: int, threads: int,
          progress: Progress | None = None) -> tuple[Results, Results]:
    """Both lists of every pair of rows and columns; masks are [words, n], a pair counts where no bit is in both."""
    told = _told(progress, rows_total=left.shape[0] * -(-right.shape[0] // SHARD))
    workers, rows, columns = threads or _processors(), rows_of(left), rows_of(right)
    asked, lacking = _halves(row_masks), _halves(column_masks)
    room, column_room = max(min(k_row, columns.size), 1), max(min(k_column, rows.size), 1)
    out, filled = np.zeros((rows.size, room), np.uint64), np.zeros(rows.size, np.int32)
    slots = head_slots(rows, columns)
    order = np.random.default_rng(ORDER_SEED).permutation(rows.size)
    found = [(np.empty((0, k_column), np.int64), np.empty((0, k_column), np.float32))]
    with ThreadPoolExecutor(workers) as pool:
        spread = _spread_over(pool, workers)
        for first in range(0, columns.size, SHARD):
            shard = build_shard(columns, first, min(SHARD, columns.size - first), slots)
            bars = np.full(shard.width, LEAST, np.float32)
            sample = np.sort(order[:min(max(rows.size // SAMPLE, SAMPLE * column_room), SHARD)])
            if 2 * len(sample) < rows.size:
                _raise_bars(bars, left[sample], asked[:, sample], columns, lacking, shard, column_room, workers, spread)
            keys, counts = _walk_shard(shard, rows, order, asked, lacking, bars, room, column_room, out, filled, workers, spread, told)
            found.append(_finished(keys, counts, shard.size, k_column, spread))
        by_row = _finished(out, filled, rows.size, k_row, spread)
    return by_row, (np.concatenate([ids for ids, _ in found]), np.concatenate([scores for _, scores in found]))


def _told(progress: Progress | None, rows_total: int) -> Callable[[int], None]:
    """Adds up the rows that were walked, from any thread."""
    done, lock = [0], Lock()

    def tell(rows: int) -> None:
        with lock:
            done[0] += rows
            if progress is not None:
                progress(done[0], rows_total)
    return tell


def _halves(masks: Masks) -> Halves:
    """Words of 32 bits, as wide as a score, so that both are compared in one step."""
    return np.concatenate([(masks & np.uint64(0xFFFFFFFF)).astype(np.uint32), (masks >> np.uint64(32)).astype(np.uint32)])


def _padded(masks: Halves, width: int) -> Halves:
    out = np.zeros((len(masks), width), np.uint32)
    out[:, :masks.shape[1]] = masks
    return out.reshape(len(masks), width // BLOCK, BLOCK)


def _walker(shard: Shard, rows: Rows, order: Any, row_masks: Halves, shard_masks: Halves, bars: Any, k_row: int, k_column: int, out: Any, filled: Any,
            rooms: list[Scratch]) -> Step:
    """The walk over a shard, as a step for the threads."""
    masks = _padded(shard_masks, shard.width)

    def step(worker: int, begin: int, stop: int) -> None:
        s = rooms[worker]
        walk(order, begin, stop, rows.indptr, rows.indices, rows.data, row_masks, shard.first, shard.starts, shard.ids, shard.values, shard.slots,
             shard.head, shard.norms, masks, bars, k_row, k_column, out, filled, s.scores, s.lanes, s.head, s.weights, s.starts, s.ends, s.row,
             s.columns, s.counts, s.picked, s.exact)
    return step


def _raise_bars(bars: Any, sample: csr_matrix, sample_masks: Halves, columns: Rows, column_masks: Halves, shard: Shard, k: int, workers: int,
                spread: Spread) -> None:
    """Raise every column's bar to its k-th score over a sample of the rows, which its k-th over all rows cannot be under."""
    index = build_shard(rows_of(sample), 0, sample.shape[0], shard.slots)
    part = columns.part(shard.first, shard.size)
    out, filled = np.zeros((shard.size, k), np.uint64), np.zeros(shard.size, np.int32)
    rooms = scratch(workers, index.width, part.longest, k, 0)
    masks = np.ascontiguousarray(column_masks[:, shard.first:shard.first + shard.size])
    closed = np.full(index.width, np.inf, np.float32)
    spread(_walker(index, part, np.arange(shard.size), masks, np.ascontiguousarray(sample_masks), closed, k, 1, out, filled, rooms), shard.size)
    last_scores(out, filled, k, bars)


def _walk_shard(shard: Shard, rows: Rows, order: Any, row_masks: Halves, column_masks: Halves, bars: Any, k_row: int, k_column: int, out: Any, filled: Any,
                workers: int, spread: Spread, told: Callable[[int], None]) -> tuple[Any, Any]:
    """Walk all rows over a shard; returns the columns' keys and how many each has."""
    rooms = scratch(workers, shard.width, rows.longest, k_row, k_column)
    masks = column_masks[:, shard.first:shard.first + shard.size]
    walker = _walker(shard, rows, order, row_masks, masks, bars, k_row, k_column, out, filled, rooms)

    def step(worker: int, begin: int, stop: int) -> None:
        walker(worker, begin, stop)
        told(stop - begin)
    spread(step, rows.size)
    buffers, counts = rooms[0].columns.base, rooms[0].counts.base
    merging = [np.empty(workers * rooms[0].columns.shape[1], np.uint64) for _ in rooms]
    spread(lambda worker, begin, stop: merge(buffers, counts, begin, stop, k_column, merging[worker]), shard.size)
    return rooms[0].columns, rooms[0].counts


def index_of(documents: csr_matrix, masks: Masks) -> Index:
    """A standing index of documents."""
    return build(rows_of(documents), _halves(masks), len(masks))


def search_index(queries: csr_matrix, masks: Masks, index: Index, k: int) -> Results:
    """The best k documents of every query."""
    rows, room = rows_of(queries), max(min(k, index.size), 1)
    out, filled = np.zeros((rows.size, room), np.uint64), np.zeros(rows.size, np.int32)
    search(rows.indptr, rows.indices, rows.data, 0, rows.size, _halves(masks), index.bounds, index.ids, index.values, index.heads, index.norms, index.slots,
           index.lacking, room, out, filled)
    ids, scores = np.empty((rows.size, k), np.int64), np.empty((rows.size, k), np.float32)
    finish(out, filled, 0, rows.size, ids, scores)
    return ids, scores


def exact_units(left: csr_matrix, right: csr_matrix, chosen: NDArray[np.int64], firsts: NDArray[np.int64], unit: float, threads: int) -> NDArray[np.int64]:
    """The score of each row with the others in `chosen`, in units; blocks begin at the columns `firsts`."""
    workers, out = threads or _processors(), np.zeros(chosen.shape, np.int64)
    rooms = [np.zeros(left.shape[1], np.float64) for _ in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        _spread_over(pool, workers)(lambda worker, begin, stop: score_pairs(
            begin, stop, left.indptr, left.indices, left.data, right.indptr, right.indices, right.data, firsts, chosen, unit, rooms[worker], out), len(chosen))
    return out
