"""The tables of a city run: one packed row a subject. Reads, and writes that only flush."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import undefer

from core.db import db
from jobs.matching.crossing import Lists
from jobs.matching.models import PERSON, POSITION, CityList, CityRun
from jobs.matching.space import Ids

AT_ONCE = 5_000
Found = list[tuple[int, int]]  # the other side's id, and the score in units


def keep(run: CityRun, positions: Lists, people: Lists) -> None:
    """Store a run in place of the last one of its scope."""
    db.session.add(run)
    db.session.flush()
    for side, lists in ((POSITION, positions), (PERSON, people)):
        values = [{"run_id": run.id, "side": side, "subject_id": one, "data": data}
                  for one, data in zip(lists.subjects.tolist(), packed(lists), strict=True) if data]
        for start in range(0, len(values), AT_ONCE):
            db.session.execute(insert(CityList), values[start:start + AT_ONCE])
    older = select(CityRun.id).where(CityRun.scope == run.scope, CityRun.id < run.id)
    for table, column in ((CityList, CityList.run_id), (CityRun, CityRun.id)):
        db.session.execute(delete(table).where(column.in_(older)).execution_options(synchronize_session=False))


def packed(lists: Lists) -> list[bytes]:
    """Each subject's list as bytes, empty where there is none."""
    counts = (lists.ids >= 0).sum(axis=1).tolist()
    both = np.stack((lists.ids, lists.units), axis=2).astype("<u4")
    return [row[:count].tobytes() for row, count in zip(both, counts, strict=True)]


def last_run(scope: str) -> CityRun | None:
    """The newest run of a scope, with the ids that nobody was shown."""
    query = select(CityRun).where(CityRun.scope == scope).options(undefer(CityRun.unshown), undefer(CityRun.unreached))
    return db.session.execute(query.order_by(CityRun.id.desc()).limit(1)).scalar_one_or_none()


def lists_of(run: CityRun, side: str, ids: Sequence[int]) -> dict[int, Found]:
    """What a run found for each of the subjects."""
    query = select(CityList.subject_id, CityList.data).where(CityList.run_id == run.id, CityList.side == side, CityList.subject_id.in_(ids))
    return {one: [(int(other), int(units)) for other, units in np.frombuffer(data, "<u4").reshape(-1, 2)] for one, data in db.session.execute(query)}


def ids_in(data: bytes) -> Ids:
    """Packed ids."""
    return np.frombuffer(data, "<u4").astype(np.int64)


def packed_ids(ids: NDArray[np.int64]) -> bytes:
    """Ids as uint32."""
    return ids.astype("<u4").tobytes()
