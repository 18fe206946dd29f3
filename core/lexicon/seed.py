"""The dictionary the product comes with: the tables beside this file and the code tables of `core.reference`."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from core.lexicon.entries import Entry, Kind, unique
from core.reference import occupations, specialties

FOLDER = Path(__file__).parent
TABLES = {Kind.SYNONYM: "synonyms.csv", Kind.ONE_WAY: "one_way.csv", Kind.STOP_WORD: "stop_words.csv", Kind.SKILL: "skills.csv",
          Kind.CERTIFICATE: "certificates.csv"}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _list(text: str | None) -> tuple[str, ...]:
    return unique(part.strip() for part in (text or "").split(";"))


def _occupations() -> Iterator[Entry]:
    """The code table, one entry a name, with more titles from `titles.csv`."""
    more = {row["name"]: _list(row["also"]) for row in _rows("titles.csv")}
    for row in occupations():
        also = unique(title for title in (*_list(row["titles"]), *more.get(row["name"], ())) if title != row["name"])
        yield Entry(Kind.OCCUPATION, row["name"], also, (row["code"],) if row["code"] else ())


def _specialties() -> Iterator[Entry]:
    for row in specialties():
        detail = {"code": row["id"], "titles": list(_list(row["job_titles"])), "certificates": list(_list(row["certificates"])),
                  "transferable": list(_list(row["transferable"])), "strength": row["strength"], "note": row["note"]}
        yield Entry(Kind.SPECIALTY, row["military_specialty"], _list(row["aliases"]), _list(row["occ_codes_2022"]), detail)


@cache
def seed_entries() -> tuple[Entry, ...]:
    """Every entry the product comes with."""
    plain = (Entry(kind, row["name"], _list(row.get("also"))) for kind, table in TABLES.items() for row in _rows(table))
    return (*plain, *_occupations(), *_specialties())
