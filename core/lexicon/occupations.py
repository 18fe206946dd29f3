"""From the name of a job to its code in the 2022 classification."""

from core.lexicon import lexicon
from core.text import normalise


def occupation_of(name: str) -> str | None:
    """The code of an occupation or a usual job title, None when the dictionary does not know the name or has no code for it."""
    return lexicon().occupations.get(normalise(name)) or None


def occupation_in(title: str) -> str | None:
    """The code for a title as postings write it: of the whole, else of the longest usual title inside it (急聘夜班叉车司机两名 → 叉车司机)."""
    whole = occupation_of(title)
    if whole:
        return whole
    found = lexicon()
    inside = [word for _place, word in found.title_words.find(normalise(title))]
    return found.occupations[max(inside, key=len)] if inside else None
