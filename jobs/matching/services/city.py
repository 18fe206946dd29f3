"""The run over the whole city: the best of each side for the other, and who is in nobody's list."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.clock import now
from jobs.matching import memory, runs
from jobs.matching.crossing import Cross, Lists, Progress, cross, pairing
from jobs.matching.models import CityRun
from jobs.matching.services.models import model_in_force
from jobs.matching.similarity import UNIT
from jobs.matching.space import Ids
from jobs.matching.topk import cross_top_k

LIVE, ALL = "live", "all"
TOP_POSITIONS, TOP_CANDIDATES = 20, 50


@dataclass(frozen=True, eq=False)
class CityMatch:
    """What a run found, not stored yet."""

    scope: str
    model: str
    positions: Lists
    people: Lists

    @property
    def unshown(self) -> Ids:
        """People who are in no position's list."""
        return np.setdiff1d(self.people.subjects, self.positions.ids)

    @property
    def unreached(self) -> Ids:
        """Positions that are in no person's list."""
        return np.setdiff1d(self.positions.subjects, self.people.ids)

    @property
    def mutual(self) -> int:
        """How many pairs are in both lists."""
        listing, listed = _pairs(self.positions.subjects, self.positions.ids), _pairs(self.people.subjects, self.people.ids, turned=True)
        return len(np.intersect1d(listing, listed, assume_unique=True))


def _pairs(subjects: Ids, ids: Ids, *, turned: bool = False) -> Ids:
    """Each pair of a position and a person as one number."""
    rows, places = np.nonzero(ids >= 0)
    left, right = subjects[rows], ids[rows, places]
    return np.asarray(right << 32 | left if turned else left << 32 | right, np.int64)


def match_city(folder: Path, *, scope: str = LIVE, top_positions: int = TOP_POSITIONS, top_candidates: int = TOP_CANDIDATES,
               progress: Progress | None = None, engine: Cross = cross_top_k) -> CityMatch:
    """Rank live positions and people who seek, or everything and everybody on file, for each other: a staff view, as a single ranking is. Writes nothing."""
    model = model_in_force()
    positions, people = memory.positions(model, folder), memory.people(model, folder)
    offered, listed = positions.stands, people.stands
    if scope == LIVE:
        offered, listed = offered & positions.live, listed & people.seeking
    found = pairing(positions, offered, people, listed, model.space)
    return CityMatch(scope, model.name, *cross(found, top_positions=top_positions, top_candidates=top_candidates, progress=progress, engine=engine))


def keep_run(found: CityMatch, top_positions: int = TOP_POSITIONS, top_candidates: int = TOP_CANDIDATES) -> CityRun:
    """Store a run in place of the last one of its scope."""
    run = CityRun(scope=found.scope, model=found.model, top_positions=top_positions, top_candidates=top_candidates, people=len(found.people.subjects),
                  positions=len(found.positions.subjects), mutual=found.mutual, unshown=runs.packed_ids(found.unshown),
                  unreached=runs.packed_ids(found.unreached), made_at=now())
    runs.keep(run, found.positions, found.people)
    return run


def csv_lines(lists: Lists, heading: str) -> Iterator[str]:
    """`subject,rank,other,score` a line, best first."""
    yield heading + "\n"
    rows, places = np.nonzero(lists.ids >= 0)
    columns = (lists.subjects[rows], places + 1, lists.ids[rows, places], *np.divmod(lists.units[rows, places], UNIT))
    for subject, rank, other, whole, rest in zip(*(column.tolist() for column in columns), strict=True):
        yield f"{subject},{rank},{other},{whole}.{rest:04d}\n"
