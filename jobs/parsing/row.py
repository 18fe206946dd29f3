"""One row of a spreadsheet of positions: from cells by field to the values of a posting, and what a person has to look at. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jobs.parsing import demands, offers
from jobs.parsing.contact import read_contact, read_phone
from jobs.parsing.dates import read_day
from jobs.parsing.education import education_said_in, read_education
from jobs.parsing.headcount import read_headcount, split_title
from jobs.parsing.pay import LONGEST_NOTE, Pay, read_pay, read_pay_columns
from jobs.parsing.place import read_place, township_of
from jobs.parsing.plain import dense, joined, one_line, paragraphs
from jobs.parsing.title import LENGTH, read_title

EMPLOYER_LENGTH = 80
Cells = Mapping[str, Any]


@dataclass(frozen=True)
class Remark:
    """Something to tell about one field of a row; `code` names it, `severity` is error, warning or note."""

    field: str
    code: str
    severity: str


@dataclass
class PositionRow:
    """What a row says: whose post, the posting's column values, remarks. With an error among them the row is not understood."""

    employer: str
    credit_code: str
    values: dict[str, Any]
    remarks: list[Remark] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        """Whether it cannot be understood."""
        return any(remark.severity == "error" for remark in self.remarks)

    def remark(self, name: str, code: str, severity: str = "warning") -> None:
        """Add a remark."""
        self.remarks.append(Remark(name, code, severity))


def read_row(cells: Cells, headings: Mapping[str, str], today: date, townships: Mapping[str, str]) -> PositionRow:
    """Read one row.

    Inputs:
        cells     field → cell value, as found under the file's headings
        headings  field → heading as written (it may name the unit of pay)
        today     the civil date, for deadlines without a year
        townships name → code, to recognise where the work is

    """
    row = PositionRow(joined(cells.get("employer")), dense(cells.get("credit_code")).upper(), {})
    _read_names(row, cells, headings)
    _read_numbers(row, cells, headings)
    _read_deadline(row, cells, today)
    _read_words(row, cells, townships)
    _read_conditions(row, cells, headings)
    _read_offers(row, cells)
    return row


def _read_names(row: PositionRow, cells: Cells, headings: Mapping[str, str]) -> None:
    title = read_title(cells.get("title"))
    if "headcount" not in headings:
        title, row.values["headcount"] = split_title(title)
    if not title:
        row.remark("title", "title_missing", "error")
    elif len(title) > LENGTH:
        row.remark("title", "title_cut")
    if len(row.employer) > EMPLOYER_LENGTH:
        row.remark("employer", "employer_too_long", "error")
    row.values["title"] = title[:LENGTH]


def _pay(cells: Cells, headings: Mapping[str, str]) -> Pay:
    heading = " ".join(headings.get(name, "") for name in ("pay", "pay_min", "pay_max"))
    if cells.get("pay_min") is None and cells.get("pay_max") is None:
        unit = one_line(cells.get("pay_unit"))
        return read_pay(cells.get("pay"), f"{heading} {unit}" if unit else heading)
    note = " ".join(filter(None, (one_line(cells.get(name)) for name in ("pay", "pay_note"))))
    return read_pay_columns(cells.get("pay_min"), cells.get("pay_max"), cells.get("pay_unit"), note, heading)


def _read_numbers(row: PositionRow, cells: Cells, headings: Mapping[str, str]) -> None:
    headcount = read_headcount(cells.get("headcount"))
    if headcount.code == "unclear":
        row.remark("headcount", "headcount_unclear")
    elif headcount.value is None and row.values.get("headcount") is None and one_line(cells.get("headcount")):
        row.remark("headcount", "headcount_open")
    pay = _pay(cells, headings)
    where = "pay" if "pay" in headings or "pay_min" not in headings else "pay_min"
    if pay.code in ("negotiable", "unclear"):
        row.remark(where, f"pay_{pay.code}")
    elif pay.code == "assumed":
        row.remark(where, f"pay_by_{pay.unit}", "note")
    note = pay.note or one_line(cells.get("pay_note"))[:LONGEST_NOTE]
    row.values |= {"headcount": headcount.value or row.values.get("headcount"), "pay_min": pay.low, "pay_max": pay.high, "pay_unit": pay.unit, "pay_note": note}


def _read_deadline(row: PositionRow, cells: Cells, today: date) -> None:
    reading = read_day(cells.get("valid_until"), today)
    if reading.is_unclear:
        row.remark("valid_until", "day_unclear")
    elif reading.value is None and one_line(cells.get("valid_until")):
        row.remark("valid_until", "day_open")
    elif reading.value is not None and reading.value < today:
        row.remark("valid_until", "day_passed")
    row.values["valid_until"] = reading.value


def _read_words(row: PositionRow, cells: Cells, townships: Mapping[str, str]) -> None:
    place = read_place(*(cells.get(name) for name in ("province", "city", "region", "place"))) or read_place(cells.get("address"))
    name, phone = read_contact(cells.get("contact"))
    row.values |= {
        "place": place, "township_code": township_of(place, townships), "duties": paragraphs(cells.get("duties")),
        "requirements": _requirements(cells), "source": one_line(cells.get("source"))[:80],
        "contact_name": name, "contact_phone": read_phone(cells.get("phone")) or phone,
    }


def _requirements(cells: Cells) -> str:
    parts = [paragraphs(cells.get("requirements"))]
    major = one_line(cells.get("major"))
    if major and major not in ("不限", "无", "/", "-", "专业不限"):
        parts.append(f"专业：{major}")
    return "\n".join(filter(None, parts))


def _age_cell(cells: Cells) -> str:
    """The age in one cell; else from a column for each end."""
    ends = [re.sub(r"\D", "", one_line(cells.get(name))) for name in ("age_min", "age_max")]
    low, high = ends
    return one_line(cells.get("age")) or ("-".join(ends) if low and high else f"{low}岁以上" if low else f"{high}岁以下" if high else "")


def _read_conditions(row: PositionRow, cells: Cells, headings: Mapping[str, str]) -> None:
    said = "\n".join((row.values["requirements"], row.values["duties"]))
    reading = read_education(cells.get("education"))
    if reading.is_unclear:
        row.remark("education", "education_unclear")
    education = reading.value or (education_said_in(said) if "education" not in headings else None) or ""
    age = _age_cell(cells)
    ages = demands.read_age_cell(age) if age else demands.read_age(said)
    if (sex := one_line(cells.get("sex"))) and ("男" in sex) != ("女" in sex):
        row.remark("sex", "sex_dropped")
    years = demands.read_experience_cell(cells.get("experience")) if one_line(cells.get("experience")) else demands.read_experience(said)
    named = cells.get("certificates")
    licences = demands.read_licences(named) or demands.read_licences(cells.get("licences")) or demands.read_licences(said)
    row.values |= {
        "education": education, "age_min": ages[0], "age_max": ages[1], "experience_years": years, "licences": licences,
        "certificates": demands.read_certificate_cell(named) if one_line(named) else demands.read_certificates(said),
    }


def _read_offers(row: PositionRow, cells: Cells) -> None:
    board = one_line(cells.get("board"))
    said = "\n".join(one_line(cells.get(name)) for name in ("benefits", "pay", "pay_note", "remark", "duties", "requirements"))
    hours = "\n".join(one_line(cells.get(name)) for name in ("shift", "rest"))
    insured = offers.is_yes(cells.get("insurance"))
    first, family = offers.is_yes(cells.get("veteran")), offers.is_yes(cells.get("family"))
    row.values |= {
        "shift": offers.read_shift(hours) or offers.read_shift(said), "rest": offers.read_rest(hours) or offers.read_rest(said),
        "has_insurance": offers.has_insurance(f"{one_line(cells.get('insurance'))}\n{said}") if insured is None else insured,
        "has_meals": offers.has_meals(board or said), "has_lodging": offers.has_lodging(board or said),
        "veteran_first": offers.is_veteran_first(said) if first is None else first,
        "family_welcome": offers.is_family_welcome(said) if family is None else family,
        "relaxations": offers.read_relaxations(said),
    }
