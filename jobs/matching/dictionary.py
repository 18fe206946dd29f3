"""What the dictionary adds to a text: words of one group share a token, words that say nothing are blanked.

The characters of a word stay, its group comes on top: measured better than writing one word of the group for all (`benchmarks/quality.py`).
"""

from functools import lru_cache

from core.lexicon import lexicon
from core.lexicon.snapshot import Lexicon
from jobs.matching.concepts import Concepts, job_words


def without_stop_words(text: str) -> str:
    """A normalised text with a blank in place of every stop word."""
    return lexicon().blank_words.blank(text)


@lru_cache(maxsize=4)
def _synonyms(found: Lexicon) -> Concepts:
    return Concepts.of(found.groups.values(), "synonym")


def tables_in_force() -> tuple[Concepts, ...]:
    """The product's words of working life and the synonyms of the dictionary."""
    return job_words(), _synonyms(lexicon())
