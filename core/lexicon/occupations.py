"""From the name of a job to its code in the 2022 classification."""

from core.lexicon import lexicon
from core.text import normalise


def occupation_of(name: str) -> str | None:
    """The code of an occupation or a usual job title, None when the dictionary does not know the name or has no code for it."""
    return lexicon().occupations.get(normalise(name)) or None
