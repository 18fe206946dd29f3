"""What may have been meant when words find nothing: a title or a word of a title that looks or sounds alike."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz, process

from core.lazily import Lazily
from core.text import words
from jobs.search import queries
from jobs.search.columns import LiveColumns, Mask
from jobs.search.criteria import Criteria

pinyin = Lazily("pypinyin")

ALIKE = 66
SOUNDS_ALIKE = 86
COMMON = ("司机", "电工", "保安", "焊工", "叉车", "普工", "厨师", "会计", "仓库", "维修", "客服", "销售", "保洁", "护理", "装卸", "质检", "驾驶员", "安全员")


@dataclass(frozen=True)
class Suggestion:
    """A word to try instead, and the search for it."""

    text: str
    wanted: Criteria


def _counted() -> Counter[str]:
    counted: Counter[str] = Counter()
    for title, count in queries.live_titles().items():
        counted[title] += count
        for word in words(title):
            if len(word) > 1 and word != title:
                counted[word] += count
    return counted


@lru_cache(maxsize=2)
def _kept(_stamp: str, _day: date) -> Counter[str]:
    return _counted()


@lru_cache(maxsize=20_000)
def _sound(text: str) -> str:
    return "".join(pinyin.lazy_pinyin(text)).lower()


def _title_words(live: LiveColumns) -> Counter[str]:
    """Words of live titles and how often they occur; kept until what is live changes."""
    return _kept(live.stamp, live.day) if live.stamp else _counted()


def _alike(text: str, known: Sequence[str]) -> list[str]:
    looks = process.extract(text, known, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=3)
    sounds = process.extract(_sound(text), {word: _sound(word) for word in known}, scorer=fuzz.ratio, score_cutoff=SOUNDS_ALIKE, limit=3)
    scored: dict[str, float] = {word: score for word, score, _index in looks}
    for _sounding, score, word in sounds:
        scored[word] = max(scored.get(word, 0), score)
    return sorted(scored, key=lambda word: -scored[word])


def suggestions(wanted: Criteria, typed: Sequence[str], live: LiveColumns, others: Mask, limit: int = 3) -> tuple[Suggestion, ...]:
    """Up to three searches with hits, in place of words without any: the whole text first, then each word that is in no title.

    The other filters (`others` is what passes them) are kept where something passes, and dropped where nothing would.
    """
    counted = _title_words(live)
    known = list(counted)
    texts = _alike("".join(typed), known)
    for word in typed:
        if word not in counted and len(typed) > 1:
            texts += [" ".join(other if one == word else one for one in typed) for other in _alike(word, known)[:1]]
    found = []
    for text in dict.fromkeys(texts):
        hits = live.among(queries.hits(words(text)))
        if text != " ".join(typed) and hits.any():
            found.append(Suggestion(text, replace(wanted, q=text) if (hits & others).any() else Criteria(q=text)))
    return tuple(found[:limit])


def common_searches(live: LiveColumns, limit: int = 4) -> list[str]:
    """Words people look for that live titles carry, the most frequent first."""
    counted = _title_words(live)
    return sorted((word for word in COMMON if counted[word]), key=lambda word: -counted[word])[:limit]
