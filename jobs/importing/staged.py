"""A row between the check and the confirmation: JSON fields, and back to column values and to what is matched."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from employers.models import Employer
from employers.names import name_key
from jobs.importing import matching
from jobs.mandate import LONGEST
from jobs.parsing.firm import read_industry, read_nature, read_size
from jobs.parsing.place import read_place
from jobs.parsing.plain import paragraphs
from jobs.parsing.row import PositionRow
from jobs.posts import post_key

CONTRACT = ("employer", "title", "headcount", "pay_min", "pay_max", "pay_unit", "education", "place", "duties", "valid_until")
ABOUT_EMPLOYER = ("nature", "industry", "size", "intro", "address")


def as_fields(row: PositionRow) -> dict[str, Any]:
    """A parsed row as JSON: the contract's fields first, what is not stated null."""
    day = row.values["valid_until"]
    values = {"employer": row.employer, **row.values, "education": row.values["education"] or None, "valid_until": day.isoformat() if day else None}
    return {name: values[name] for name in (*CONTRACT, *(other for other in values if other not in CONTRACT))}


def employer_fields(cells: Mapping[str, Any]) -> dict[str, str]:
    """What a row says about the enterprise, as column values."""
    return {
        "nature": read_nature(cells.get("nature")), "industry": read_industry(cells.get("industry")), "size": read_size(cells.get("size")),
        "intro": paragraphs(cells.get("intro")), "address": read_place(cells.get("address")),
    }


def as_values(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Column values of a posting from staged JSON."""
    values = {name: fields[name] for name in matching.COLUMNS}
    day = values["valid_until"]
    return values | {"education": values["education"] or "", "valid_until": date.fromisoformat(day) if day else None}


def as_row(index: int, fields: Mapping[str, Any], employer: Employer | None, today: date) -> matching.Row:
    """A row as it is matched: an employer not on file is known by its code or name."""
    values = as_values(fields)
    whose: Any = employer.id if employer else fields["credit_code"] or f"?{name_key(fields['employer'])}"
    return matching.Row(index, (whose, post_key(values["title"], values["place"])), matching.content_hash(values), matching.stated(values, today, LONGEST))
