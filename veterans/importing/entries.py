"""Understanding a row of a roster: each cell on its own, then what must agree between them."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from rapidfuzz import fuzz, process

from core.facts import is_demo
from core.importing import Finding, ImportContext, RowResult, Severity
from core.reference import LICENCE_CLASSES
from core.spreadsheet.model import Cell, Record
from core.spreadsheet.values import as_date
from core.validators import clean_identity, clean_phone, identity_problem, phone_problem
from veterans.importing import columns
from veterans.importing.places import Misplaced, Places
from veterans.secrecy import secret_phrases
from veterans.services.people import birth_date_of

EARLIEST, DRAFT_MONTH = 1930, 12  # people joined and left in December until 2012
YOUNGEST, OLDEST = 16, 35
LOWEST_PAY, HIGHEST_PAY = 500, 100_000
LONGEST = {"name": 40, "specialty": 40, "work_unit": 80, "address": 120, "note": 1000, "certificates": 60, "skills": 40, "wanted_occupations": 40}
NOTHING = frozenset(("无", "没有", "暂无", "/", "-", "—", "未知", "不详"))
WANTED = 3
_SPLIT = re.compile(r"[、，,;；/\n]+")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+$", re.IGNORECASE)
_NAME = re.compile(r"[㐀-鿿𠀀-𲎯·•‧・．.A-Za-z]+$")
_LANDLINE = re.compile(r"0\d{9,11}$")
_YEAR_ALONE = re.compile(r"(19[3-9]\d|20\d\d)\s*年?$")
_LICENCE = re.compile(r"[A-Z]\d?")
_BLANKS = re.compile(r"\s+")


class _Row:
    """One row being understood."""

    def __init__(self, record: Record, context: ImportContext) -> None:
        self.record, self.context = record, context
        self.fields: dict[str, Any] = {}
        self.findings: list[Finding] = []

    def find(self, name: str, code: str, message: str, severity: str = Severity.ERROR) -> None:
        cell = self.record[name]
        cell = cell if cell.heading else Cell(heading=columns.LABEL[name])
        self.findings.append(Finding.at(self.record.row, cell, code, message, field=name, severity=severity))

    def text(self, name: str) -> str:
        """The cell as half-width text; an error cell is found out and counts as empty."""
        cell = self.record[name]
        if cell.kind == "error":
            self.find(name, "formula", _("The cell holds an error or a formula without a result. Enter the value itself."))
            return ""
        plain = unicodedata.normalize("NFKC", cell.text).strip()
        return "" if plain in NOTHING else plain

    def keep(self, name: str, value: Any) -> None:
        if value not in ("", None, []):
            self.fields[name] = value

    def fits(self, name: str, text: str) -> bool:
        """Whether a text is short enough."""
        if len(text) <= LONGEST[name]:
            return True
        self.find(name, "too_long", _("Too long: %(n)s characters, at most %(most)s fit.", n=len(text), most=LONGEST[name]))
        return False


def _name(row: _Row) -> None:
    text = _BLANKS.sub("", row.text("name"))
    if not text:
        row.find("name", "required", _("Must be filled in."))
    elif not _NAME.match(text):
        row.find("name", "name", _("A name has no digits or signs in it."))
    elif row.fits("name", text):
        row.fields["name"] = text


def _identity(row: _Row) -> None:
    cell, text = row.record["identity_number"], row.text("identity_number")
    if cell.kind == "number" or _SCIENTIFIC.match(text):
        row.find("identity_number", "number", _("Excel stored it as a number, and the last digits are lost. Enter this cell again in the template."))
        return
    number = clean_identity(text)
    if not number:
        if cell.kind != "error":
            row.find("identity_number", "required", _("Must be filled in."))
    elif problem := identity_problem(number, bool(row.context.memo["demo"])):
        row.find("identity_number", "identity", problem)
    else:
        row.fields["identity_number"] = number


def _phone(row: _Row) -> None:
    text = row.text("phone")
    if not text:
        return
    several = [clean_phone(part) for part in re.split(r"[、,;/\s]+|或", text)]
    number = next((n for n in several if len(several) > 1 and not phone_problem(n, bool(row.context.memo["demo"]))), clean_phone(text))
    if _LANDLINE.match(number):
        row.find("phone", "landline", _("This is no mobile number and is left out; codes and reminders go to mobile phones."), Severity.WARNING)
    elif _SCIENTIFIC.match(text):
        row.find("phone", "number", _("Excel stored it as a number, and the last digits are lost. Enter this cell again in the template."))
    elif problem := phone_problem(number, bool(row.context.memo["demo"])):
        row.find("phone", "phone", problem)
    else:
        row.fields["phone"] = number


def _place(row: _Row) -> None:
    places: Places = row.context.memo["places"]
    named = row.text("township"), row.text("village")
    found = places.find(*named) if any(named) else places.within(row.text("registered_at"), row.text("address"), row.context.memo["above"])
    if isinstance(found, Misplaced):
        row.find(found.field, found.code, found.message)
    else:
        row.fields["station_code"] = found


def _day(row: _Row, name: str) -> date | None:
    if not row.text(name):
        return None
    value = as_date(row.record[name])
    if value is None and (year := _YEAR_ALONE.match(row.text(name))):
        value = date(int(year[1]), DRAFT_MONTH, 1)
        row.find(name, "year_alone", _("Only a year: taken as %(day)s. Please compare.", day=value.isoformat()), Severity.WARNING)
    if value is None:
        row.find(name, "date", _("No date. Write it like 2019-09-01."))
    elif value > row.context.today:
        row.find(name, "future", _("Lies in the future."))
    elif value.year < EARLIEST:
        row.find(name, "date", _("This year is too early."))
    else:
        row.fields[name] = value.isoformat()
        return value
    return None


def _days(row: _Row) -> None:
    enlisted, discharged = _day(row, "enlisted_on"), _day(row, "discharged_on")
    if enlisted and discharged and discharged < enlisted:
        row.find("discharged_on", "order", _("Earlier than the enlistment (%(day)s).", day=enlisted.isoformat()))
    born = birth_date_of(row.fields.get("identity_number", ""))
    if enlisted and born and not YOUNGEST <= (enlisted - born).days / 365.25 <= OLDEST:
        age = int((enlisted - born).days / 365.25)
        row.find("enlisted_on", "age", _("By the identity number the person enlisted at %(age)s. Please compare.", age=age), Severity.WARNING)


def _word(row: _Row, name: str, words: Mapping[str, str], strip: str = "") -> str:
    """A value from a closed list, by the words offices use for it."""
    text = _BLANKS.sub("", row.text(name))
    bare = re.sub(strip, "", text) if strip else text
    if not text:
        return ""
    if text in words or bare in words:
        row.fields[name] = words.get(text) or words[bare]
        return str(row.fields[name])
    best = process.extractOne(bare, list(words), scorer=fuzz.ratio, score_cutoff=50)
    if best:
        row.find(name, "choice", _("There is no “%(name)s”; is it “%(best)s”?", name=text, best=best[0]))
    else:
        offered = "、".join(next(f.choices for f in columns.FIELDS if f.name == name)[:10])
        row.find(name, "choice", _("There is no “%(name)s”. Choose among %(offered)s.", name=text, offered=offered))
    return ""


def _branch(row: _Row) -> None:
    """The branch of service; of a unit only the branch it begins with is taken."""
    text = re.sub(r"^中国人民解放军", "", _BLANKS.sub("", row.text("branch")))
    if text and text not in columns.BRANCH_WORDS and (secret_phrases(text) or re.search(r"\d|某|部队$|[师旅团营连]$", text)):
        begins = max((word for word in columns.BRANCH_WORDS if text.startswith(word)), key=len, default="")
        row.keep("branch", columns.BRANCH_WORDS.get(begins))
        row.find("branch", "unit", _("Units are not collected: only the branch of service is taken."), Severity.WARNING)
        return
    _word(row, "branch", columns.BRANCH_WORDS, r"^中国人民解放军")


def _service(row: _Row) -> None:
    _branch(row)
    text = _BLANKS.sub("", row.text("rank"))
    if text in columns.CATEGORY_WORDS:
        row.fields["category"] = columns.CATEGORY_WORDS[text]
    elif rank := _word(row, "rank", columns.RANK_WORDS):
        row.keep("category", columns.category_of(rank))
    specialty = row.text("specialty")
    if specialty and row.fits("specialty", specialty):
        row.fields["specialty"] = specialty


def _kind(row: _Row) -> None:
    text = _BLANKS.sub("", row.text("kind"))
    if text and text not in columns.KIND_WORDS:
        family = "bereaved_family" if "遗属" in text else "active_family" if "家属" in text or "军属" in text else ""
        if family or re.search(r"退役|退伍|转业|复员", text):
            row.fields["kind"] = family or "veteran"
            return
    _word(row, "kind", columns.KIND_WORDS)


def _closed(row: _Row) -> None:
    _word(row, "education", columns.EDUCATION_WORDS, r"(?:毕业|学历|文化|程度|在读|肄业|结业)+$|\(.*\)$")
    mode = _BLANKS.sub("", row.text("placement_mode"))
    if mode in columns.CATEGORY_WORDS:
        row.fields.setdefault("category", columns.CATEGORY_WORDS[mode])
    else:
        _word(row, "placement_mode", columns.PLACEMENT_WORDS, r"安置$")
    _word(row, "employment", columns.EMPLOYMENT_WORDS)


def _licences(row: _Row) -> None:
    text = re.sub(r"驾照|驾驶证|驾驶|证|照|本", "", row.text("licences").upper())
    found = [part for part in re.split(r"[、,;/\s+]+|(?<=\d)(?=[A-Z])", text) if part]
    wrong = [part for part in found if not _LICENCE.fullmatch(part) or part not in LICENCE_CLASSES]
    if wrong:
        row.find("licences", "licence", _("“%(name)s” is no licence class. Use %(classes)s.", name="、".join(wrong), classes="、".join(LICENCE_CLASSES)))
    else:
        row.keep("licences", list(dict.fromkeys(found)))


def _several(row: _Row, name: str) -> None:
    parts = [part.strip() for part in _SPLIT.split(row.text(name)) if part.strip() and part.strip() not in NOTHING]
    if all(row.fits(name, part) for part in parts):
        row.keep(name, list(dict.fromkeys(parts)))


def _wishes(row: _Row) -> None:
    _several(row, "wanted_occupations")
    if len(row.fields.get("wanted_occupations", ())) > WANTED:
        row.find("wanted_occupations", "too_many", _("Only the first three are kept."), Severity.WARNING)
        row.fields["wanted_occupations"] = row.fields["wanted_occupations"][:WANTED]
    text = row.text("wanted_pay").replace(",", "")
    if not text or "面议" in text or text == "不限":
        return
    numbers = [float(n) * (1000 if unit else 1) for n, unit in re.findall(r"(\d+(?:\.\d+)?)\s*([kK千]?)", text)]
    if not numbers or not LOWEST_PAY <= numbers[0] <= HIGHEST_PAY:
        row.find("wanted_pay", "pay", _("Write the lowest pay in yuan a month, between 500 and 100,000, for example 4000."))
    else:
        row.fields["wanted_pay"] = int(numbers[0])


def _free(row: _Row) -> None:
    for name in ("work_unit", "address", "note"):
        text = row.text(name)
        if text and row.fits(name, text):
            row.fields[name] = text
    for name in ("specialty", "note", "skills"):
        held = row.fields.get(name, "")
        phrases = secret_phrases(held if isinstance(held, str) else "、".join(held))
        if phrases:
            message = _("“%(what)s” looks like a unit, a cover number, a garrison or equipment. Such things are not collected; take it out.", what=phrases[0])
            row.find(name, "secret", message, Severity.WARNING)


STEPS: tuple[Callable[[_Row], None], ...] = (_name, _identity, _phone, _place, _days, _service, _kind, _closed, _licences, _wishes, _free)


def understood(record: Record, context: ImportContext) -> RowResult:
    """A record as fields, with every finding."""
    row = _Row(record, context)
    for name in ("certificates", "skills"):
        _several(row, name)
    for step in STEPS:
        step(row)
    missing = [name for name in ("phone", "education", "discharged_on") if name not in row.fields]
    return RowResult(record.row, row.fields, missing, row.findings)


def memo_for(context: ImportContext) -> dict[str, Any]:
    """What understanding rows needs of the whole store."""
    return {"demo": is_demo(), "places": Places(context.station_code or "")}
