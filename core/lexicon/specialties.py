"""From a service specialty to civil work, by the bureau's dictionary."""

from collections.abc import Mapping
from typing import Any

from core.lexicon import lexicon
from core.lexicon.snapshot import CivilWork
from core.text import normalise

__all__ = ["CivilWork", "civil_work"]


def civil_work(specialty: Mapping[str, Any]) -> CivilWork:
    """The civil work of one entry of a service record: by its code, else by its name; nothing when the dictionary does not know it."""
    known = lexicon().civil_work
    keys = (specialty.get("code"), specialty.get("name"))
    return next((known[normalise(k)] for k in keys if k and normalise(k) in known), CivilWork())
