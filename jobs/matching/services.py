"""Ranks people for a position and positions for a person, from the rows on file."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask_babel import gettext as _

from core.clock import today
from core.errors import NotFound
from core.lexicon import lexicon
from jobs.matching import queries, store
from jobs.matching.explain import Explanation, explain
from jobs.matching.features import Encoded, Model, encode_candidates, encode_postings, fit
from jobs.matching.ranker import Ranked, rank, rank_postings
from jobs.matching.rules import Condition, conditions
from jobs.matching.similarity import block_values, similarity
from jobs.matching.subjects import Candidate, Posting


@dataclass(frozen=True)
class Ranking:
    """A ranked list, whose it is, and the model that made it."""

    subject: int
    live: bool
    model: str
    results: list[Ranked]


@dataclass(frozen=True)
class Why:
    """Why one position suits one person, or does not."""

    conditions: list[Condition]
    blocks: dict[str, float | None]
    explanation: Explanation

    @property
    def score(self) -> float | None:
        """The sum of the blocks; None when nothing can be compared."""
        known = [value for value in self.blocks.values() if value is not None]
        return round(sum(known), 4) if known else None


@lru_cache(maxsize=4)
def _kept(folder: Path, _stamp: int) -> store.Snapshot | None:
    return store.load(folder)


def _stored(folder: Path) -> store.Snapshot | None:
    path = folder / store.FILE
    return _kept(folder, path.stat().st_mtime_ns) if path.exists() else None


def refit_model(folder: Path) -> Model:
    """Fit the model on everybody and everything on file, and keep it."""
    model = fit(queries.everybody(), queries.all_postings())
    store.save(folder, store.Snapshot(model, queries.database_name(), *queries.sizes()))
    return model


def current_model(folder: Path) -> Model:
    """The kept model, fitted anew when there is none for this database or the city has grown or shrunk by a tenth since."""
    snapshot = _stored(folder)
    if snapshot is not None and snapshot.fits(queries.database_name(), *queries.sizes()):
        return snapshot.model
    return refit_model(folder)


def kept_model(folder: Path) -> Model | None:
    """The kept model as it is, for pages, which have no time to fit one."""
    snapshot = _stored(folder)
    return snapshot.model if snapshot is not None and snapshot.database == queries.database_name() else None


def people_for_position(position_id: int, folder: Path, *, top: int = 50, only: Collection[int] | None = None, for_employer: bool = False) -> Ranking:
    """Rank everybody of working age who is not marked as not seeking, whatever their visibility: a staff view.

    `only` ranks these people alone; `for_employer` says that an enterprise reads the list.

    Raises:
        NotFound: there is no such position.

    """
    posting = queries.posting(position_id)
    if posting is None:
        raise NotFound(_("There is no position %(id)s.", id=position_id))
    people, day, model = queries.everybody(), today(), current_model(folder)
    if only is not None or for_employer:
        people = [person for person in people if only is None or person.id in only]
    results = rank(encode_postings([posting], model), encode_candidates(people, model), posting, people, lambda i: conditions(posting, people[i], day), top)
    return Ranking(position_id, queries.is_live_position(position_id), model.name, results)


def positions_for_person(person_id: int, folder: Path, *, top: int = 20, live_only: bool = True, only: Collection[int] | None = None) -> Ranking:
    """Rank the live positions, or all that were ever published, for one person; `only` ranks these positions alone.

    Raises:
        NotFound: there is no such person.

    """
    person = queries.candidate(person_id)
    if person is None:
        raise NotFound(_("There is nobody with the number %(id)s on file.", id=person_id))
    postings, model = queries.live_postings() if live_only else queries.all_postings(), current_model(folder)
    postings = postings if only is None else [posting for posting in postings if posting.id in only]
    return _for_person(person, postings, encode_postings(postings, model), model, live_only, top)


def _for_person(person: Candidate, postings: Sequence[Posting], rows: Encoded, model: Model, live_only: bool, top: int) -> Ranking:
    day = today()
    results = rank_postings(encode_candidates([person], model), rows, person, postings, lambda i: conditions(postings[i], person, day), top)
    return Ranking(person.id, live_only, model.name, results)


_live: dict[tuple[object, ...], tuple[list[Posting], Encoded]] = {}


def live_rows(model: Model) -> tuple[list[Posting], Encoded]:
    """The live positions with their rows, encoded once for all readers until one of them changes."""
    key = (queries.database_name(), queries.live_stamp(), today(), model.name, lexicon().mark)
    if key not in _live:
        postings = queries.live_postings()
        _live.clear()
        _live[key] = (postings, encode_postings(postings, model))
    return _live[key]


def matches_of_account(account_id: int, folder: Path, *, top: int = 5) -> tuple[Ranking, dict[int, str]] | None:
    """The best live positions for the person of an account, with their titles; None without a person or a kept model."""
    person, model = queries.candidate_of_account(account_id), kept_model(folder)
    if person is None or model is None:
        return None
    postings, rows = live_rows(model)
    ranking = _for_person(person, postings, rows, model, True, top)
    return ranking, queries.titles([result.id for result in ranking.results])


def why(position_id: int, account_id: int, folder: Path) -> Why | None:
    """Why a position suits the person of an account; None without a person or a kept model."""
    person, posting, model = queries.candidate_of_account(account_id), queries.posting(position_id), kept_model(folder)
    if person is None or posting is None or model is None:
        return None
    scores = similarity(encode_candidates([person], model), encode_postings([posting], model))
    found, blocks = conditions(posting, person, today()), block_values(scores.parts[0], scores.has[0])
    return Why(found, blocks, explain(posting, person, found, blocks))
