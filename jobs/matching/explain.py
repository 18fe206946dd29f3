"""What speaks for a pair and what is missing, as facts; `jobs.matching.wording` turns them into sentences."""

from dataclasses import dataclass
from typing import Any

from core.lexicon import same_skill
from core.lexicon.occupations import occupation_of
from core.text import words
from jobs.matching.rules import Condition
from jobs.matching.subjects import Candidate, Posting
from jobs.required.kinds import LATER, WAIVED

MOST_REASONS, MOST_WORDS = 3, 4
_EVIDENCE_ORDER = {"certified": 0, "service": 1, "self": 2}


@dataclass(frozen=True)
class Reason:
    """A fact that speaks for the pair: its kind and the values a sentence needs."""

    kind: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """What both sides share, what the person lacks or has not on file, and the strongest reasons."""

    matched: tuple[str, ...]
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]


def shared_words(posting: Posting, person: Candidate) -> list[str]:
    """Words of two characters and more that stand on both sides, those of the title first."""
    own = {w for text in (*person.wishes, *person.texts) for w in words(text) if len(w) > 1}
    there = dict.fromkeys(w for text in (posting.title, *posting.texts) for w in words(text))
    return [w for w in there if w in own][:MOST_WORDS]


def _skill_reasons(posting: Posting, person: Candidate) -> tuple[list[str], list[str], list[Reason]]:
    known = {same_skill(s.name): s for s in sorted(person.skills, key=lambda s: -_EVIDENCE_ORDER.get(s.evidence, 2))}
    asked = list(dict.fromkeys(posting.skills))
    matched = [name for name in asked if same_skill(name) in known]
    missing = [name for name in asked if same_skill(name) not in known]
    best = sorted(matched, key=lambda name: _EVIDENCE_ORDER.get(known[same_skill(name)].evidence, 2))
    reasons = [Reason("skills", (len(matched), len(asked), tuple(best[:3]), known[same_skill(best[0])].evidence))] if best else []
    return matched, missing, reasons


def _condition_reasons(found: list[Condition]) -> list[Reason]:
    met = [c for c in found if c.met]
    papers = [Reason("paper", (c.name, c.has, c.note)) for c in met if c.name in ("licence", "certificate") and c.note not in (LATER, WAIVED)]
    return papers or ([Reason("conditions", (len(met), len(found)))] if met else [])


def explain(posting: Posting, person: Candidate, found: list[Condition], blocks: dict[str, float | None]) -> Explanation:
    """The facts behind one pair, the weightiest first."""
    matched, missing, reasons = _skill_reasons(posting, person)
    reasons += _condition_reasons(found)[:1]
    if (blocks["occupation"] or 0) > 0 and any(code == posting.occupation for code in person.occupations):
        reasons.append(Reason("wanted" if any(occupation_of(name) == posting.occupation for name in person.wishes) else "trained"))
    shared = shared_words(posting, person)
    if shared:
        reasons.append(Reason("text", tuple(shared)))
    if posting.township and posting.township[:9] in {t[:9] for t in person.townships}:
        reasons.append(Reason("place"))
    if posting.monthly_pay and person.wanted_pay and posting.monthly_pay >= person.wanted_pay:
        reasons.append(Reason("pay", (posting.monthly_pay, person.wanted_pay)))
    gaps = [c.name for c in found if not c.met]
    return Explanation(tuple(dict.fromkeys(matched + shared)), tuple(dict.fromkeys(missing + gaps)), tuple(reasons[:MOST_REASONS]))
