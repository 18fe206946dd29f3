"""From the name of a job to its code in the 2022 classification."""

from functools import cache

from core.reference import occupations
from core.text import normalise


@cache
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in occupations():
        found.setdefault(normalise(row["name"]), row["code"])
    for row in occupations():
        for title in row["titles"].split(";"):
            found.setdefault(normalise(title), row["code"])
    return found


def occupation_of(name: str) -> str | None:
    """The code of an occupation or a usual job title, None when the table does not know the name."""
    return _by_name().get(normalise(name)) or None
