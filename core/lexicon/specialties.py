"""From a service specialty to civil work, by the bureau's dictionary."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.reference import specialties
from core.text import normalise


@dataclass(frozen=True)
class CivilWork:
    """What a specialty is worth outside: occupation codes of the 2022 classification, the words of such posts; the occupations' names in the order of
    their codes, and the skills that carry over.
    """

    occupations: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


@cache
def _by_key() -> dict[str, CivilWork]:
    found: dict[str, CivilWork] = {}
    for row in specialties():
        codes, names, titles, skills = (tuple(filter(None, row[key].split(";"))) for key in ("occ_codes_2022", "occ_names", "job_titles", "transferable"))
        work = CivilWork(codes, (*names, *titles, *skills), names, skills)
        for key in (row["id"], row["military_specialty"], *row["aliases"].split(";")):
            if key:
                found.setdefault(normalise(key), work)
    return found


def civil_work(specialty: Mapping[str, Any]) -> CivilWork:
    """The civil work of one entry of a service record: by its code, else by its name; nothing when the dictionary does not know it."""
    keys = (specialty.get("code"), specialty.get("name"))
    return next((_by_key()[normalise(k)] for k in keys if k and normalise(k) in _by_key()), CivilWork())
