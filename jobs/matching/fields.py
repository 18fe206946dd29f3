"""Learns what fields count inside their blocks, from the same outcomes as the blocks' weights: a title against plain text, a skill by how it is known.

A field's weight changes the values of one block and nothing else, and not in proportion, so that no regression finds it. A few choices around
the prior are compared instead: under each the blocks' weights are learned, and the choice that explains the earlier outcomes best is taken,
less what its distance from the prior costs. Later outcomes decide on the whole, as they do on the blocks' weights.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np

from jobs.matching.features import BLOCKS, PRIOR, SKILLS, TEXT, BlockWeights, FieldWeights, Model, encode_candidates, encode_postings
from jobs.matching.learning import Context, Floats, Learned, block_products, learn
from jobs.matching.subjects import Candidate, Posting

TITLES = (1.0, 2.0, 3.0, 4.0)
EVIDENCES = ((0.5, 0.75), (0.5, 1.0), (0.7, 0.85), (0.7, 1.0), (0.85, 0.925), (0.85, 1.0))  # self-declared and from service; certified is 1
FIELD_HOLD = 15.0
_UNIT = BlockWeights(1.0, 1.0, 1.0, 1.0, 1.0, name="unit")


@dataclass(frozen=True)
class PairList:
    """One list: pairs of person and position, what came of each, whose outcome it is, and in a position's list each person's groups."""

    outcome: int
    pairs: Sequence[tuple[int, int]]
    gains: Sequence[float]
    groups: tuple[tuple[str, ...], ...] = ()


class Lists:
    """Lists of people and positions, both in the order of their ids, with the block values that any weights of fields give."""

    def __init__(self, lists: Sequence[PairList], people: Sequence[Candidate], postings: Sequence[Posting], model: Model) -> None:
        """Encode both sides once under the prior; blocks that other weights change are encoded when they are asked for."""
        self._lists, self._people, self._postings, self._model = lists, people, postings, model
        pairs = np.array([pair for one in lists for pair in one.pairs], np.int64).reshape(-1, 2)
        ids = (np.array([one.id for one in side], np.int64) for side in (people, postings))
        self._rows = np.stack([np.searchsorted(side, pairs[:, i]) for i, side in enumerate(ids)], axis=1)
        self._prior = self._values(people, postings, PRIOR.fields)
        self._texts, self._skills = {PRIOR.fields.title: self._prior[:, TEXT]}, {_known(PRIOR.fields): self._prior[:, SKILLS]}

    def _values(self, people: Sequence[Candidate], postings: Sequence[Posting], fields: FieldWeights) -> Floats:
        model = replace(self._model, weights=replace(_UNIT, fields=fields))
        return block_products(encode_candidates(people, model), encode_postings(postings, model), self._rows)

    def _text(self, fields: FieldWeights) -> Floats:
        if fields.title not in self._texts:
            people = [Candidate(p.id, texts=p.texts, wishes=p.wishes) for p in self._people]
            postings = [Posting(p.id, title=p.title, texts=p.texts) for p in self._postings]
            self._texts[fields.title] = self._values(people, postings, fields)[:, TEXT]
        return self._texts[fields.title]

    def _skill(self, fields: FieldWeights) -> Floats:
        if _known(fields) not in self._skills:
            people, postings = [Candidate(p.id, skills=p.skills) for p in self._people], [Posting(p.id, skills=p.skills) for p in self._postings]
            self._skills[_known(fields)] = self._values(people, postings, fields)[:, SKILLS]
        return self._skills[_known(fields)]

    def under(self, fields: FieldWeights) -> list[Context]:
        """The lists with their block values under these weights."""
        values = self._prior.copy()
        values[:, TEXT], values[:, SKILLS] = self._text(fields), self._skill(fields)
        ends = np.cumsum([len(one.pairs) for one in self._lists]).tolist()
        return [Context(one.outcome, values[end - len(one.pairs):end], np.array(one.gains), one.groups) for one, end in zip(self._lists, ends, strict=True)]


def _known(fields: FieldWeights) -> tuple[float, float]:
    return fields.self_declared, fields.service


def away(fields: FieldWeights, prior: FieldWeights = PRIOR.fields) -> float:
    """How far weights are from the prior's: the squares of the relative differences."""
    pairs = ((fields.title, prior.title), (fields.self_declared, prior.self_declared), (fields.service, prior.service))
    return sum(log(mine / its) ** 2 for mine, its in pairs)


def choose(under: Callable[[FieldWeights], Sequence[Context]], prior: BlockWeights = PRIOR) -> BlockWeights:
    """The weights of fields and blocks that these outcomes and the prior together speak for: one field after another, then the blocks under them."""
    found: dict[FieldWeights, Learned] = {}

    def cost(fields: FieldWeights) -> float:
        found[fields] = found.get(fields) or learn(under(fields), prior.points)
        return found[fields].loss + FIELD_HOLD * away(fields, prior.fields)

    fields = min((replace(prior.fields, title=title) for title in TITLES), key=cost)
    fields = min((replace(fields, self_declared=own, service=service) for own, service in EVIDENCES), key=cost)
    return BlockWeights(**dict(zip(BLOCKS, found[fields].points.tolist(), strict=True)), fields=fields, name="learned")
