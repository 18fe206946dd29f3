"""The ranking's tables: the model in force, the encoded rows, the changes. Reads, and writes that only flush."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from io import BytesIO
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import ColumnElement, Engine, and_, delete, func, insert, or_, select

from core.db import db
from jobs.matching.features import BLOCKS, BlockWeights, FieldWeights, Model
from jobs.matching.models import RankingChange, RankingModel, RankingRow
from jobs.matching.space import Rows, Space, no_rows
from jobs.matching.text import TermWeights

PORTION = 500
_WRITERS = 7_211_383
_BITS = 1 << np.arange(len(BLOCKS))


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model version as processes use it."""

    id: int
    name: str
    model: Model
    space: Space
    people: int
    positions: int

    def fits(self, people: int, positions: int, drift: float) -> bool:
        """Whether it is still good: the city has grown or shrunk by less than `drift`."""
        was = self.people + self.positions
        return abs(people + positions - was) <= drift * was


@dataclass(frozen=True)
class Mark:
    """A change up to which something is known."""

    subject_id: int
    sequence: int
    stamp: str


NOTHING = Mark(0, 0, "")
_models: WeakKeyDictionary[Engine, Fitted] = WeakKeyDictionary()


def _packed(model: Model, space: Space) -> bytes:
    out = BytesIO()
    np.savez(out, terms=model.terms.terms, idf=model.terms.idf, texts=model.terms.texts, skills=model.skills.terms, skill_idf=model.skills.idf,
             skill_texts=model.skills.texts, weights=model.weights.name, points=model.weights.points, fields=astuple(model.weights.fields),
             space=space.tokens)
    return out.getvalue()


def _unpacked(data: bytes) -> tuple[Model, Space] | None:
    with np.load(BytesIO(data), allow_pickle=False) as kept:
        if "fields" not in kept:  # from before the weights of fields were learned
            return None
        terms = TermWeights(kept["terms"], kept["idf"], int(kept["texts"]))
        skills = TermWeights(kept["skills"], kept["skill_idf"], int(kept["skill_texts"]))
        points = dict(zip(BLOCKS, kept["points"].tolist(), strict=True))
        weights = BlockWeights(**points, fields=FieldWeights(*kept["fields"].tolist()), name=str(kept["weights"]))
        return Model(terms, skills, weights), Space(kept["space"])


def fitted() -> Fitted | None:
    """The model in force; None before the first fit, or when it cannot be read."""
    newest = select(RankingModel.id, RankingModel.name, RankingModel.people, RankingModel.positions).order_by(RankingModel.id.desc()).limit(1)
    row = db.session.execute(newest).one_or_none()
    if row is None:
        return None
    kept = _models.get(db.engine)
    if kept is None or (kept.id, kept.name) != (row.id, row.name):
        read = _unpacked(db.session.execute(select(RankingModel.data).where(RankingModel.id == row.id)).scalar_one())
        if read is None:
            return None
        _models[db.engine] = kept = Fitted(row.id, row.name, *read, row.people, row.positions)
    return kept


def keep_model(model: Model, space: Space, people: int, positions: int) -> Fitted:
    """Put a model in force; rows of older ones no longer hold."""
    row = RankingModel(name=model.name, data=_packed(model, space), people=people, positions=positions)
    db.session.add(row)
    db.session.flush()
    return Fitted(row.id, row.name, model, space, people, positions)


def forget_older_models(model_id: int) -> None:
    """Drop the models before this one, with the rows that nobody encoded anew."""
    for table, column in ((RankingRow, RankingRow.model_id), (RankingModel, RankingModel.id)):
        db.session.execute(delete(table).where(column < model_id).execution_options(synchronize_session=False))


def last_change(side: str) -> Mark:
    """The newest change of a side."""
    query = select(RankingChange.subject_id, RankingChange.sequence, RankingChange.stamp).where(RankingChange.side == side)
    row = db.session.execute(query.order_by(RankingChange.sequence.desc()).limit(1)).one_or_none()
    return NOTHING if row is None else Mark(*row)


def changes_since(side: str, mark: Mark) -> list[Mark] | None:
    """What was changed after `mark`, oldest first; None when the mark is not of this database: it was restored or emptied meanwhile."""
    query = select(RankingChange.subject_id, RankingChange.sequence, RankingChange.stamp)
    query = query.where(RankingChange.side == side, RankingChange.sequence >= mark.sequence).order_by(RankingChange.sequence)
    rows = [Mark(*row) for row in db.session.execute(query)]
    if mark == NOTHING:
        return rows
    known = rows and (rows[0] == mark or (rows[0].sequence > mark.sequence and any(row.subject_id == mark.subject_id for row in rows)))
    return [row for row in rows if row.sequence > mark.sequence] if known else None


def ids_changed_after(side: str, sequence: int) -> list[int]:
    """Who or what was changed after a number."""
    query = select(RankingChange.subject_id).where(RankingChange.side == side, RankingChange.sequence > sequence)
    return list(db.session.execute(query.order_by(RankingChange.sequence)).scalars())


def _same_subject() -> ColumnElement[bool]:
    return and_(RankingRow.side == RankingChange.side, RankingRow.subject_id == RankingChange.subject_id)


def stored_rows(side: str, model_id: int) -> Rows:
    """The stored rows that hold, by id, with the empty ones of subjects that are no longer on file."""
    query = select(RankingRow.subject_id, RankingRow.blocks, RankingRow.data).join(RankingChange, _same_subject())
    query = query.where(RankingRow.side == side, RankingRow.model_id == model_id, RankingRow.sequence >= RankingChange.sequence)
    found: Sequence[Any] = db.session.execute(query.order_by(RankingRow.subject_id)).all()
    if not found:
        return no_rows()
    ids, blocks, data = zip(*found, strict=True)
    entries = np.frombuffer(b"".join(data), "<u4").reshape(-1, 2)
    starts = np.concatenate(([0], np.cumsum(np.fromiter(map(len, data), np.int64, len(data)) // 8)))
    return Rows(np.array(ids, np.int64), starts, entries[:, 0].copy(), entries[:, 1].copy().view("<f4"), np.array(blocks)[:, None] & _BITS > 0)


def stale_ids(side: str, model_id: int) -> list[int]:
    """The subjects without a stored row that holds, those among them that are no longer on file included."""
    query = select(RankingChange.subject_id).outerjoin(RankingRow, _same_subject())
    query = query.where(RankingChange.side == side, or_(RankingRow.sequence.is_(None), RankingRow.model_id != model_id,
                                                        RankingRow.sequence < RankingChange.sequence))
    return list(db.session.execute(query.order_by(RankingChange.subject_id)).scalars())


def sequences_of(side: str, ids: Sequence[int] | None) -> dict[int, int]:
    """The number of the last change of these subjects, or of all there ever were."""
    query = select(RankingChange.subject_id, RankingChange.sequence).where(RankingChange.side == side)
    if ids is not None and len(ids) <= PORTION:
        query = query.where(RankingChange.subject_id.in_(ids))
    return dict(db.session.execute(query).all())


def _data_of(rows: Rows) -> list[bytes]:
    entries = np.empty((len(rows.columns), 2), "<u4")
    entries[:, 0], entries[:, 1] = rows.columns, np.asarray(rows.values, "<f4").view("<u4")
    whole, ends = entries.tobytes(), (rows.starts * 8).tolist()
    return [whole[start:end] for start, end in zip(ends, ends[1:], strict=False)]


def keep_rows(side: str, model_id: int, ids: Sequence[int], rows: Rows, sequences: dict[int, int]) -> None:
    """Store `rows` in place of those of `ids`; a subject of `ids` without a row is no longer on file, and leaves an empty one.

    `sequences` are the numbers that were read before the rows were encoded: a change since makes a row stale, never wrong.
    """
    touched = np.union1d(np.array(ids, np.int64), rows.ids).tolist()
    for start in range(0, len(touched), PORTION):
        old = delete(RankingRow).where(RankingRow.side == side, RankingRow.subject_id.in_(touched[start:start + PORTION]))
        db.session.execute(old.execution_options(synchronize_session=False))
    blocks = (rows.has @ _BITS).tolist()
    values = [{"side": side, "subject_id": one, "model_id": model_id, "sequence": sequences.get(one, 0), "blocks": bits, "data": data}
              for one, bits, data in zip(rows.ids.tolist(), blocks, _data_of(rows), strict=True)]
    gone = np.setdiff1d(touched, rows.ids).tolist()
    values += [{"side": side, "subject_id": one, "model_id": model_id, "sequence": sequences.get(one, 0), "blocks": 0, "data": b""} for one in gone]
    for start in range(0, len(values), 10 * PORTION):
        db.session.execute(insert(RankingRow), values[start:start + 10 * PORTION])


def alone() -> None:
    """Let one process at a time write models and rows; SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(_WRITERS)))
