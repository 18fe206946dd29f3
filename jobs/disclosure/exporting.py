"""The candidates of a position as a spreadsheet: as masked as on the page."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _

from core.spreadsheet.writing import ColumnSpec, write_workbook
from jobs.disclosure.showing import Shown
from veterans.labels import label


class Standing(NamedTuple):
    """Where somebody stands for the position: rank and score (None without), what is missing, the state of the application."""

    rank: int | None = None
    score: int | None = None
    gap: str = ""
    state: str = ""


def _columns() -> list[ColumnSpec]:
    return [
        ColumnSpec(_("Rank"), "number", 6), ColumnSpec(_("Name"), width=10), ColumnSpec(_("Age"), "number", 6), ColumnSpec(_("Township"), width=14),
        ColumnSpec(_("Kind of person"), width=12), ColumnSpec(_("Education"), width=10), ColumnSpec(_("Specialties"), width=24),
        ColumnSpec(_("Skills"), width=30), ColumnSpec(_("Certificates and licences"), width=24), ColumnSpec(_("Score"), "number", 8),
        ColumnSpec(_("Condition not met"), width=36), ColumnSpec(_("Application"), width=14), ColumnSpec(_("Phone"), width=14)]


def _cells(person: Shown, standing: Standing) -> list[Any]:
    specialties = "、".join(f"{name} {years:g}" if years else name for name, years in person.specialties)
    return [standing.rank, person.name, person.age, person.place, label(person.kind, "kind"), label(person.education, "education"), specialties,
            "、".join(name for name, _evidence in person.skills), "、".join(person.papers), standing.score, standing.gap, standing.state, person.phone or ""]


def candidates_workbook(people: Iterable[Shown], standings: Mapping[int, Standing]) -> bytes:
    """An .xlsx with a row for each person, in the order given."""
    rows = [_cells(person, standings.get(person.id, Standing())) for person in people]
    return write_workbook(_columns(), rows, name=str(_("Candidates")))
