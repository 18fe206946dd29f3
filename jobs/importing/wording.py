"""What is said to people about a row: sentences for the remarks of a parsed row, values as they are shown."""

from collections.abc import Callable, Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from flask_babel import gettext as _

from core.reference import PAY_UNITS, RESTS, SHIFTS
from jobs.importing.columns import HEADINGS
from jobs.required import required_of
from jobs.required.reading import Posting
from jobs.required.shown import table_of

MESSAGES: dict[str, Callable[[], str]] = {
    "title_missing": lambda: _("What is the post called? Fill in its name."),
    "title_cut": lambda: _("The name of the post is longer than 80 characters; the rest is left off. Move it to the duties."),
    "employer_missing": lambda: _("Whose post is it? Fill in the name of the enterprise."),
    "employer_too_long": lambda: _("A name of an enterprise has at most 80 characters."),
    "employer_other": lambda: _("This row names another enterprise. You can post only for your own."),
    "employer_unknown": lambda: _("This enterprise is not on file. Confirming puts it on file as registered; its postings stay drafts."),
    "credit_code_wrong": lambda: _("This is no credit code; the row is matched by the name. Compare it with the licence."),
    "headcount_open": lambda: _("How many people? A number is needed before the posting can be published."),
    "headcount_unclear": lambda: _("This is no number of people. Write a number such as 5."),
    "pay_negotiable": lambda: _("Pay must be stated in numbers before the posting can be published, for example 4500-6000元/月."),
    "pay_unclear": lambda: _("The pay could not be read. Write it as 4500-6000元/月, 200元/天 or 8万/年."),
    "pay_by_month": lambda: _("No unit is written; taken as yuan a month."),
    "pay_by_day": lambda: _("No unit is written; taken as yuan a day."),
    "pay_by_hour": lambda: _("No unit is written; taken as yuan an hour."),
    "pay_by_year": lambda: _("No unit is written; taken as yuan a year."),
    "pay_by_piece": lambda: _("No unit is written; taken as piece work."),
    "education_unclear": lambda: _("The schooling could not be read. Write 不限, 初中, 高中, 中专, 大专 or 本科."),
    "day_open": lambda: _("Until which day does it hold? A date within 180 days is needed before the posting can be published."),
    "day_unclear": lambda: _("This is no date. Write it as 2026-12-31."),
    "day_passed": lambda: _("This day has passed. Give a new one before the posting can be published."),
    "day_far": lambda: _("A posting is shown for at most 180 days; it can be extended then."),
    "element_missing": lambda: _("Nothing is written here; it is needed before the posting can be published."),
    "column_missing": lambda: _("The file has no such column; what it says is needed before its postings can be published."),
    "sex_dropped": lambda: _("Sex is no condition without a legal basis: what is written here is left out. Let the enterprise know."),
    "cell_broken": lambda: _("The cell shows a spreadsheet error and counts as empty."),
}


def message(code: str) -> str:
    """The sentence for a remark."""
    return str(MESSAGES[code]())


def shown(name: str, value: Any) -> str:
    """A column's value as people read it."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, date):
        return value.isoformat()
    labels = {"pay_unit": PAY_UNITS, "shift": SHIFTS, "rest": RESTS}.get(name, {})
    return str(labels.get(value, value))


_LABELLED = {"contact_name": "contact", "contact_phone": "phone", "experience_years": "experience", "age_min": "age", "age_max": "age",
             "has_insurance": "insurance", "has_meals": "board", "has_lodging": "board", "veteran_first": "veteran", "family_welcome": "family",
             "relaxations": "veteran", "township_code": "region"}


def understood(fields: Mapping[str, Any]) -> list[str]:
    """The conditions read from a staged row, one a line: hard ones, what is flagged, wishes."""
    found = table_of(required_of(cast(Posting, SimpleNamespace(**fields))))
    colon, stop = _(": "), _("; ")
    lines = [stop.join(filter(None, (f"{line.label}{colon}{line.public}", line.veteran and _("veterans: %(what)s", what=line.veteran), line.warning)))
             for line in found.hard]
    if found.sex:
        lines.append(_("Sex: %(what)s. Not taken as a condition; please take it out of the text.", what=found.sex.public))
    wishes = _(", ").join(line.public for line in found.wishes)
    return [*lines, *([_("Preferred: %(what)s", what=wishes)] if wishes else [])]


def heading(name: str) -> str:
    """The template's heading of a column."""
    return HEADINGS[_LABELLED.get(name, name)]
