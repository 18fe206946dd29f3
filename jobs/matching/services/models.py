"""Fitting the model, and keeping the encoded rows in line with what is on file.

Reading and encoding take seconds and write nothing; what they give is written afterwards in a short transaction. The numbers of the changes
are read first, so that whatever is changed in between makes its row stale, never wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Engine

from core.db import db
from core.lexicon.queries import ask_again
from jobs.matching import memory, queries, store
from jobs.matching.embedding import text_embedding
from jobs.matching.features import PRIOR, BlockWeights, FieldWeights, Model, encode_candidates, encode_postings, fit
from jobs.matching.models import PERSON, POSITION
from jobs.matching.space import Rows, Space, rows_of
from jobs.matching.store import Fitted
from jobs.queries.weights import weights_in_force

REFIT = "ranking.refit"
DRIFT = 0.1
MANY = 200  # stale rows that are worth a transaction and a snapshot


@dataclass(frozen=True, eq=False)
class Encoded:
    """Rows of a side ready to be stored: of `ids`, those that are on file, and the number of each one's last change. `model_id` is the kept model that
    they were encoded under; None of a model that is only being fitted.
    """

    side: str
    ids: Sequence[int]
    rows: Rows
    sequences: dict[int, int]
    model_id: int | None = None


@dataclass(frozen=True, eq=False)
class CityFit:
    """A fitted model with the rows of both sides."""

    model: Model
    space: Space
    sides: tuple[Encoded, Encoded]


def block_weights() -> BlockWeights:
    """The weights of blocks and fields in force: those that staff adopted last, else the prior. A registered embedding is named with them."""
    row, embedding = weights_in_force(), text_embedding()
    found = PRIOR if row is None else BlockWeights(**row.points, fields=FieldWeights(**row.fields), name=row.name)
    return found if embedding is None else replace(found, name=f"{found.name}+{embedding.name}")


def fit_city() -> CityFit:
    """Learn from everybody and everything on file, and encode both sides. Writes nothing."""
    sequences = {side: store.sequences_of(side, None) for side in (PERSON, POSITION)}
    ask_again()
    people, postings = queries.candidates_among(None), queries.postings_among(None)
    model = fit(people, postings, block_weights())
    left, right = encode_candidates(people, model), encode_postings(postings, model)
    space = Space(np.unique(np.concatenate((left.tokens, right.tokens))))
    sides = ((PERSON, left), (POSITION, right))
    first, second = (Encoded(side, list(sequences[side]), rows_of(found, space), sequences[side]) for side, found in sides)
    return CityFit(model, space, (first, second))


def install(found: CityFit) -> Fitted:
    """Put a fitted model in force with its rows."""
    store.alone()
    kept = store.keep_model(found.model, found.space, *(len(side.rows.ids) for side in found.sides))
    for side in found.sides:
        store.keep_rows(side.side, kept.id, side.ids, side.rows, side.sequences)
    store.forget_older_models(kept.id)
    return kept


def is_due() -> bool:
    """Whether there is no model, the city has grown or shrunk by a tenth since, or other weights are in force."""
    kept = store.fitted()
    return kept is None or not kept.fits(*queries.sizes(), DRIFT) or kept.model.weights.name != block_weights().name


def refresh_rows(least: int = 1) -> list[Encoded]:
    """Encode the subjects whose stored rows no longer hold, when there are at least so many. Writes nothing."""
    kept = store.fitted()
    out: list[Encoded] = []
    if kept is None:
        return out
    for side in (PERSON, POSITION):
        stale = store.stale_ids(side, kept.id)
        if len(stale) >= least:
            sequences = store.sequences_of(side, stale)
            ask_again()
            out.append(Encoded(side, stale, memory.encoded(side, kept, stale), sequences, kept.id))
    return out


def store_rows(found: Sequence[Encoded]) -> int:
    """Store refreshed rows; returns how many subjects they are of. Nothing is stored when another model is in force by now."""
    store.alone()
    kept = store.fitted()
    fresh = [side for side in found if kept is not None and side.model_id == kept.id]
    for side in fresh:
        store.keep_rows(side.side, side.model_id or 0, side.ids, side.rows, side.sequences)
    return sum(len(side.ids) for side in fresh)


_provisional: WeakKeyDictionary[Engine, Fitted] = WeakKeyDictionary()


def model_in_force() -> Fitted:
    """The model in force; before the first is stored (a new installation) one that this process fits for itself."""
    kept = store.fitted()
    if kept is not None:
        return kept
    sizes, own = queries.sizes(), _provisional.get(db.engine)
    if own is None or not own.fits(*sizes, DRIFT):
        found = fit_city()
        own = _provisional[db.engine] = Fitted(0, found.model.name, found.model, found.space, *sizes)
    return own


def write_snapshots(folder: Path) -> None:
    """Keep both sides as files, for processes that start."""
    for side in (PERSON, POSITION):
        memory.write_snapshot(side, model_in_force(), folder)
