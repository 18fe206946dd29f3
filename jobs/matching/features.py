"""What of a person and of a position can be compared, as rows of tokens in one space.

Five blocks share the space: text, skills, occupation, place, pay. A token's upper three bits name its block. Each block is scaled by
the square root of its weight on both sides, so that the sparse product of two rows *is* the weighted score, and a block's share of the
product is its share of the explanation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.lexicon import same_skill
from jobs.matching.embedding import MEANING, text_embedding, unit_embedding
from jobs.matching.subjects import Candidate, Posting, Skill
from jobs.matching.text import Floats, Occurrences, TermWeights, Tokens, counts, occurrences, rarity, unit_rows

BLOCKS = ("text", "skills", "occupation", "place", "pay")
TEXT, SKILLS, OCCUPATION, PLACE, PAY = range(len(BLOCKS))
BLOCK_SHIFT = np.uint64(61)
OCCUPATION_STEPS = (0.1, 0.2, 0.3, 0.4)
SAME_CITY = 0.3
PAY_STEP, PAY_LEAST, PAY_MOST = 500, 1500, 12000


@dataclass(frozen=True)
class FieldWeights:
    """What fields count inside their blocks: a title or a wish against plain text, a skill by how it is known against a certified one, which counts 1."""

    title: float = 3.0
    self_declared: float = 0.7
    service: float = 0.85

    @property
    def evidence(self) -> dict[str, float]:
        """What a skill counts by how it is known."""
        return {"certified": 1.0, "service": self.service, "self": self.self_declared}


@dataclass(frozen=True)
class BlockWeights:
    """Points out of a hundred that each block can give, and what fields count inside the blocks: the prior, set by hand until outcomes say better."""

    text: float = 40.0
    skills: float = 30.0
    occupation: float = 18.0
    place: float = 7.0
    pay: float = 5.0
    fields: FieldWeights = FieldWeights()
    name: str = "prior-1"

    def of(self, block: int) -> float:
        """The weight of a block by its number."""
        return float(getattr(self, BLOCKS[block]))

    @property
    def points(self) -> Floats:
        """The weights in the order of the blocks."""
        return np.array([self.of(block) for block in range(len(BLOCKS))])


PRIOR = BlockWeights()


@dataclass(frozen=True)
class Encoded:
    """Rows of one side: `tokens` ascending inside each row, scaled values, and which blocks a row has."""

    ids: NDArray[np.int64]
    rows: NDArray[np.int64]
    tokens: Tokens
    values: Floats
    has: NDArray[np.bool_]

    def row(self, index: int) -> tuple[Tokens, Floats]:
        """Tokens and values of one row."""
        start, end = np.searchsorted(self.rows, (index, index + 1))
        return self.tokens[start:end], self.values[start:end]


@dataclass(frozen=True)
class Model:
    """What was learned from the texts and skills on file, and the weights of the blocks and their fields."""

    terms: TermWeights
    skills: TermWeights
    weights: BlockWeights = PRIOR

    @property
    def name(self) -> str:
        """A name that changes whenever the same rows could be ranked otherwise."""
        digest = blake2b(self.terms.terms.tobytes() + self.terms.idf.tobytes() + self.skills.idf.tobytes(), digest_size=4).hexdigest()
        return f"{self.weights.name}-{digest}"


Side = tuple[Sequence[str], Sequence[str]]  # the weighty texts of a row and its plain ones
Entries = list[tuple[int, int, int, float]]  # row, block, token, value
_ENTRY = np.dtype([("row", "i8"), ("block", "u8"), ("token", "u8"), ("value", "f8")])


@lru_cache(maxsize=20_000)
def token_of(name: str) -> int:
    """A stable token of a name: a skill, an occupation code, a township code."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little") >> 3


def skill_token(name: str) -> int:
    """The token of a skill, the same for its other names."""
    return token_of(same_skill(name))


def _occupation_entries(row: int, codes: Iterable[str]) -> Entries:
    """The code and its ancestors: two codes share the steps down to where they part."""
    nodes: dict[str, float] = {}
    for code in codes:
        parts = code.split("-")
        for depth, step in zip(range(1, len(parts) + 1), OCCUPATION_STEPS, strict=False):
            nodes["-".join(parts[:depth])] = sqrt(step)
    return [(row, OCCUPATION, token_of(node), value) for node, value in nodes.items()]


def _place_entries(row: int, townships: Iterable[str]) -> Entries:
    places = {code[:9] for code in townships if code}
    if not places:
        return []
    cities = {code[:6] for code in places}
    return [(row, PLACE, token_of(code), sqrt(1 - SAME_CITY)) for code in places if len(code) == 9] + [
        (row, PLACE, token_of(code), sqrt(SAME_CITY)) for code in cities]


def _pay_band(pay: int) -> int:
    return (min(max(pay, PAY_LEAST), PAY_MOST) - PAY_LEAST) // PAY_STEP


def _wanted_pay_entries(row: int, pay: int | None) -> Entries:
    return [] if pay is None else [(row, PAY, _pay_band(pay), 1.0)]


def _offered_pay(postings: Sequence[Posting]) -> NDArray[Any]:
    """How well each pay meets each wanted band: fully from the band's floor on, not at all under six tenths of it."""
    pay = np.array([posting.monthly_pay or 0 for posting in postings], np.float64)
    floors = np.arange(PAY_LEAST, PAY_MOST + 1, PAY_STEP)
    fit = np.minimum((pay[:, None] / floors - 0.6) / 0.4, 1.0)
    rows, bands = np.nonzero(fit > 0)
    out = np.empty(len(rows), _ENTRY)
    out["row"], out["block"], out["token"], out["value"] = rows, PAY, bands, fit[rows, bands]
    return out


def _candidate_skill_entries(row: int, skills: Iterable[Skill], evidence: Mapping[str, float]) -> Entries:
    best: dict[int, float] = {}
    for skill in skills:
        known = evidence.get(skill.evidence, evidence["self"]) + (0.03 * (5 - skill.level) if skill.level else 0.0)
        token = skill_token(skill.name)
        best[token] = max(best.get(token, 0.0), min(known, 1.0))
    return [(row, SKILLS, token, value) for token, value in best.items()]


def _asked_skills(postings: Sequence[Posting], weights: TermWeights) -> NDArray[Any]:
    """The share of each skill in what is asked, by rarity: the product with a person is the part of it that the person brings."""
    pairs = [(row, token) for row, posting in enumerate(postings) for token in sorted({skill_token(name) for name in posting.skills})]
    out = np.empty(len(pairs), _ENTRY)
    out["row"], out["block"] = [row for row, _ in pairs], SKILLS
    out["token"] = np.array([token for _, token in pairs], np.uint64)
    rarity = weights.of(out["token"])
    out["value"] = rarity / np.bincount(out["row"], rarity, minlength=len(postings))[out["row"]]
    return out


def _meanings(sides: Sequence[Side], values: Floats) -> tuple[Floats, NDArray[Any]]:
    """The text block's values with room made for a registered embedding, and the embedding's entries: its share of the block's product."""
    embedding = text_embedding()
    if embedding is None or not sides:
        return values, np.empty(0, _ENTRY)
    found = unit_embedding(embedding, ["；".join((*heavy, *plain)) for heavy, plain in sides])
    out = np.empty(found.nnz, _ENTRY)
    out["row"], out["block"], out["token"], out["value"] = found.row, TEXT, MEANING | found.col.astype(np.uint64), found.data * sqrt(embedding.share)
    return values * sqrt(1 - embedding.share), out


def _encode(ids: Sequence[int], sides: Sequence[Side], entries: NDArray[Any], model: Model) -> Encoded:
    """Join the text block with the other blocks, scale each by the square root of its weight, sort by row and token."""
    text = counts(*_texts(sides, model.weights.fields.title))
    written, meanings = _meanings(sides, unit_rows(text, model.terms))
    entries = np.concatenate((entries, meanings))
    scale = np.sqrt(model.weights.points)
    rows = np.concatenate((text.rows, entries["row"]))
    tokens = np.concatenate((text.tokens, entries["block"] << BLOCK_SHIFT | entries["token"]))
    values = np.concatenate((written * scale[TEXT], entries["value"] * scale[entries["block"].astype(int)]))
    order = np.lexsort((tokens, rows))
    has = np.zeros((len(ids), len(BLOCKS)), bool)
    has[rows, (tokens >> BLOCK_SHIFT).astype(int)] = True
    return Encoded(np.array(ids, np.int64), rows[order], tokens[order], values[order], has)


def _texts(sides: Sequence[Side], title: float) -> tuple[Occurrences, Floats]:
    """Tokens of every row from its weighty texts (titles, wishes), which count `title` times, and its plain ones."""
    found = occurrences([part for heavy, plain in sides for part in ("；".join(heavy), "；".join(plain))])
    return Occurrences(found.rows // 2, found.tokens, len(sides)), np.where(found.rows % 2 == 0, title, 1.0)


def _candidate_sides(people: Sequence[Candidate]) -> list[Side]:
    return [(p.wishes, p.texts) for p in people]


def _posting_sides(postings: Sequence[Posting]) -> list[Side]:
    return [((p.title,), p.texts) for p in postings]


def encode_candidates(people: Sequence[Candidate], model: Model) -> Encoded:
    """Rows of people."""
    entries: Entries = []
    evidence = model.weights.fields.evidence
    for row, person in enumerate(people):
        entries += _candidate_skill_entries(row, person.skills, evidence)
        entries += _occupation_entries(row, person.occupations)
        entries += _place_entries(row, person.townships)
        entries += _wanted_pay_entries(row, person.wanted_pay)
    return _encode([p.id for p in people], _candidate_sides(people), np.array(entries, _ENTRY), model)


def encode_postings(postings: Sequence[Posting], model: Model) -> Encoded:
    """Rows of positions."""
    entries: Entries = []
    for row, posting in enumerate(postings):
        entries += _occupation_entries(row, [posting.occupation] if posting.occupation else [])
        entries += _place_entries(row, [posting.township] if posting.township else [])
    parts = np.concatenate((np.array(entries, _ENTRY), _offered_pay(postings), _asked_skills(postings, model.skills)))
    return _encode([p.id for p in postings], _posting_sides(postings), parts, model)


def fit(people: Sequence[Candidate], postings: Sequence[Posting], weights: BlockWeights = PRIOR) -> Model:
    """Learn how rare each character, pair and skill is over everybody and everything on file."""
    terms = TermWeights.fit(*(counts(*_texts(sides, weights.fields.title)) for sides in (_candidate_sides(people), _posting_sides(postings))))
    names = [{skill_token(s.name) for s in p.skills} for p in people] + [{skill_token(s) for s in p.skills} for p in postings]
    tokens, seen = np.unique(np.array([t for group in names for t in group], np.uint64), return_counts=True)
    return Model(terms, TermWeights(tokens, rarity(seen.astype(np.float64), len(names)), len(names)), weights)
