"""Forms about fairs. Times are the city's; choices are handed in."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, Field, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import HiddenInput

from core.clock import CITY_ZONE, in_city
from core.forms import CheckboxesField, PageForm, RowForm, choices, compact
from core.types import LARGEST_ID
from core.validators import Phone, clean_phone
from jobs.fairs.models import Fair
from jobs.fairs.states import VISITOR_KINDS

MODES = {"site": _l("On site"), "online": _l("Online"), "both": _l("On site and online")}
_MOMENT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{2})")
_BETWEEN = re.compile(r"[，,；;、\n]+")
_NUMBERS = re.compile(r"[，,；;、\s]+")
NONCE = r"^[\w-]{8,40}$"
_LINE = re.compile(r"(\d{1,2}[:：]\d{2})\s*(.+)")


class MomentField(StringField):
    """A day and time on the city's wall clock."""

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else f"{in_city(self.data):%Y-%m-%dT%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read 2026-12-05T09:00, also with a blank."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        found = _MOMENT.fullmatch(text)
        try:
            self.data = datetime(*(int(part) for part in found.groups()), tzinfo=CITY_ZONE) if found else None  # type: ignore[misc,arg-type]
        except ValueError:
            self.data = None
        if self.data is None:
            raise ValueError(_("Write day and time like 2026-12-05 09:00."))


def _moment(label: Any, hint: Any = "", *, must: bool = False) -> MomentField:
    return MomentField(label, description=hint, validators=[InputRequired(_l("Enter day and time"))] if must else [Optional()])


def _count(label: Any, hint: Any, low: int, high: int) -> IntegerField:
    between = NumberRange(low, high, message=_l("Enter a number from %(min)s to %(max)s"))
    return IntegerField(label, description=hint, validators=[InputRequired(_l("Enter a number")), between])


class FairForm(PageForm):
    """What a fair is."""

    title = StringField(_l("Name of the fair"), validators=[DataRequired(_l("Enter the name")), Length(max=80)])
    mode = RadioField(_l("How it is held"), choices=choices(MODES.items()), default="site", validators=[DataRequired(_l("Choose one"))])
    partners = StringField(_l("Held together with"), description=_l("Other offices or cities, commas between; empty: by the bureau itself"),
                           validators=[Length(max=200)])
    starts_at = _moment(_l("Begins at"), must=True)
    ends_at = _moment(_l("Ends at"), must=True)
    venue = StringField(_l("Hall"), validators=[Length(max=80)])
    address = StringField(_l("Address"), validators=[Length(max=120)])
    bus = StringField(_l("Buses"), validators=[Length(max=120)])
    parking = StringField(_l("Parking"), validators=[Length(max=120)])
    notice = TextAreaField(_l("What visitors should know"), validators=[Length(max=1000)])
    schedule = TextAreaField(_l("Course of the day"), description=_l("One line each: 8:30 Doors open"), validators=[Length(max=1000)])
    expected = _count(_l("Expected visitors"), _l("From 1,000 on the police must permit the fair, asked 20 days before"), 0, 50_000)
    booths = _count(_l("Booths"), _l("Follows the halls once they are drawn"), 0, 500)
    tickets = _count(_l("Places for people"), _l("Whoever comes later stands on the waiting list"), 1, 50_000)
    employers_from = _moment(_l("Enterprises apply from"))
    employers_until = _moment(_l("Enterprises apply until"))
    cancel_until = _moment(_l("Enterprises cancel without a mark until"))
    people_from = _moment(_l("People register from"))
    people_until = _moment(_l("People register until"))
    late_after = _count(_l("Booths are kept for (minutes after the start)"), "", 0, 240)
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def validate_ends_at(self, field: Field) -> None:
        """The end comes after the beginning."""
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_("The end must come after the beginning."))

    def validate_people_until(self, field: Field) -> None:
        """Windows close before the fair ends."""
        if field.data and self.ends_at.data and field.data > self.ends_at.data:
            raise ValidationError(_("This lies after the end of the fair."))

    def validate_schedule(self, field: Field) -> None:
        """No line is lost."""
        unread = next((line.strip() for line in (field.data or "").splitlines() if line.strip() and not _LINE.fullmatch(line.strip())), None)
        if unread is not None:
            raise ValidationError(_("Begin each line with a time, like 8:30: “%(line)s”.", line=unread[:30]))

    validate_employers_until = validate_people_until
    validate_cancel_until = validate_people_until

    def columns(self) -> dict[str, Any]:
        """What was entered, as a fair's columns."""
        plain = ("title", "mode", "venue", "address", "bus", "parking", "notice", "starts_at", "ends_at", "expected", "employers_from", "employers_until",
                 "people_from", "people_until", "cancel_until", "late_after")
        values = {name: self.data[name] for name in plain}
        values |= {name: values[name] or "" for name in ("venue", "address", "bus", "parking", "notice")}
        partners = [part.strip() for part in _BETWEEN.split(self.partners.data or "") if part.strip()]
        lines = [found.groups() for line in (self.schedule.data or "").splitlines() if (found := _LINE.fullmatch(line.strip()))]
        return values | {"partners": partners, "schedule": [[time.replace("：", ":"), what.strip()] for time, what in lines]}

    def show(self, fair: Fair, booths: int, tickets: int) -> None:
        """Fill the form from a fair."""
        self.process(obj=fair)
        self.partners.data = "、".join(fair.partners)
        self.schedule.data = "\n".join(f"{time} {what}" for time, what in fair.schedule)
        self.booths.data, self.tickets.data = booths, tickets


class CloneForm(PageForm):
    """When the next one begins."""

    starts_at = _moment(_l("The new fair begins at"), _l("All other times move with it"), must=True)


class FairPaperForm(PageForm):
    """A paper's scan."""

    file = FileField(_l("Scan or photo"), description=_l("JPG, PNG or PDF, up to 10 MB"))


class PermitForm(FairPaperForm):
    """The police permit."""

    number = StringField(_l("Number of the permit"), validators=[Length(max=40)])
    applied_on = DateField(_l("Asked for on"), validators=[DataRequired(_l("Enter the date"))])
    issued_on = DateField(_l("Given on"), validators=[DataRequired(_l("Enter the date"))])
    permitted = IntegerField(_l("How many people it allows"), validators=[InputRequired(_l("Enter a number")), NumberRange(1, 100_000)])


class HallForm(PageForm):
    """A hall: drawn from three numbers, or as signs."""

    name = StringField(_l("Name of the hall"), validators=[DataRequired(_l("Enter the name")), Length(max=40)])
    rows = IntegerField(_l("Rows of booths"), validators=[Optional(), NumberRange(1, 26)])
    blocks = IntegerField(_l("Blocks in a row"), validators=[Optional(), NumberRange(1, 6)])
    per_block = IntegerField(_l("Booths in a block"), validators=[Optional(), NumberRange(1, 12)])
    grid = TextAreaField(_l("Plan in signs"), description=_l("A to Z: a booth of that row. Walkway . (a step :), entrance >, information i, water w, wall #"),
                         validators=[Length(max=4000)])
    zones = StringField(_l("What the rows are"), description=_l("For example: A Manufacturing, B Services"), validators=[Length(max=300)])

    def zone_names(self) -> dict[str, str]:
        """Names by row letter."""
        found = (re.fullmatch(r"([A-Z])\s*[:：=]?\s*(.+)", part.strip()) for part in _BETWEEN.split(self.zones.data or ""))
        return {m[1]: m[2].strip()[:20] for m in found if m}


class ReasonForm(PageForm):
    """Sending back, with a reason."""

    reason = TextAreaField(_l("Reason"), description=_l("The enterprise reads this; say what to put right"),
                           validators=[DataRequired(_l("Write the reason")), Length(max=300)])


class BoothForm(PageForm):
    """A booth given by hand."""

    number = StringField(_l("Booth"), validators=[DataRequired(_l("Enter the booth's number")), Length(max=6)])


class KeptForm(PageForm):
    """The booths that enterprises do not get."""

    numbers = StringField(_l("Booths for our own desks"), description=_l("Numbers with commas between, for example A01, A02; empty: all are for enterprises"),
                          validators=[Length(max=400)])

    def named(self) -> list[str]:
        """The numbers, each once."""
        return list(dict.fromkeys(part.upper() for part in _NUMBERS.split(self.numbers.data or "") if part))


class ApplyForm(PageForm):
    """An enterprise applies with positions."""

    positions = CheckboxesField(_l("Positions you bring"), coerce=int)
    needs_access = BooleanField(_l("Somebody of ours uses a wheelchair"))
    note = StringField(_l("What you need at the booth (may be left empty)"), description=_l("For example: a socket, room for a model"),
                       validators=[Length(max=200)])

    def offer(self, pairs: Iterable[tuple[int, str]]) -> None:
        """Fill the list of positions."""
        self.positions.choices = [SelectChoice(value, label) for value, label in pairs]

    def validate_positions(self, field: Field) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(_("Choose at least one position."))


class Delegates(PageForm):
    """Who comes to the booth: up to three people, the first must be named."""

    name1 = StringField(_l("First person: name"), validators=[DataRequired(_l("Name at least one person who comes.")), Length(max=40)])
    phone1 = StringField(_l("Their phone"), filters=[lambda v: clean_phone(v) if v else v], validators=[DataRequired(_l("Enter the phone")), Phone()])
    name2 = StringField(_l("Second person (may be left empty)"), validators=[Length(max=40)])
    phone2 = StringField(_l("Their phone"), filters=[lambda v: clean_phone(v) if v else v], validators=[Phone()])
    name3 = StringField(_l("Third person (may be left empty)"), validators=[Length(max=40)])
    phone3 = StringField(_l("Their phone"), filters=[lambda v: clean_phone(v) if v else v], validators=[Phone()])

    def people(self) -> list[dict[str, str]]:
        """Those named."""
        return [{"name": self.data[f"name{n}"], "phone": self.data[f"phone{n}"] or ""} for n in (1, 2, 3) if self.data[f"name{n}"]]


class RegisterForm(PageForm):
    """Somebody wants to come: name and phone are enough."""

    name = StringField(_l("Name"), validators=[DataRequired(_l("Enter your name")), Length(max=40)], render_kw={"autocomplete": "name"})
    phone = StringField(_l("Phone"), description=_l("For your ticket; enterprises do not see it"), filters=[lambda v: clean_phone(v) if v else v],
                        validators=[DataRequired(_l("Enter your phone number")), Phone()], render_kw={"autocomplete": "tel", "inputmode": "tel"})
    kind = RadioField(_l("You are"), choices=choices(VISITOR_KINDS.items()), validators=[DataRequired(_l("Choose one"))])
    township_code = SelectField(_l("Where you live (may be left empty)"), validators=[Optional()])
    shows_profile = BooleanField(_l("Enterprises may see my masked profile when they scan my ticket"))

    def offer_townships(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Fill the list of places."""
        self.township_code.choices = choices(pairs, _l("Not stated"))


class DeskRegisterForm(RegisterForm):
    """The desk registers somebody; a phone may be missing."""

    phone = StringField(_l("Phone (may be left empty)"), filters=[lambda v: clean_phone(v) if v else v], validators=[Phone()])


class TaskForm(PageForm):
    """One tick of the checklist."""

    key = HiddenField(validators=[DataRequired()])
    done = BooleanField()


class DoorForm(PageForm):
    """A fair's new door."""

    name = StringField(_l("Name of the door"), [InputRequired(_l("Give the door a name, for example: Door 1")), Length(max=40)])


def digits_or_ticket(value: Any) -> Any:
    """Digits without the blanks and hyphens they are written with; a ticket's address as it is, its token has hyphens of its own."""
    tidy = compact(value)
    return tidy if not isinstance(tidy, str) or tidy.isdigit() else value.strip()


class ScanForm(PageForm):
    """What somebody says or shows at a door: four digits of the phone, the number on the ticket, or the ticket's code read by a scanner."""

    shown = StringField(_l("Last four digits of the phone, or the number on the ticket"), [InputRequired(_l("Enter the digits, or scan the ticket.")),
                        Length(max=300)], filters=[digits_or_ticket])
    nonce = HiddenField(validators=[Regexp(NONCE)])


class WalkInRules:
    """Somebody without a registration."""

    name = StringField(_l("Name"), [InputRequired(_l("Enter the name.")), Length(max=40)])
    phone = StringField(_l("Mobile number"), [Phone()], filters=[compact],
                        description=_l("May stay empty. With it, the same person is counted once at every door."))
    kind = RadioField(_l("Who it is"), choices=choices(VISITOR_KINDS.items()), validators=[InputRequired(_l("Choose who it is."))])


class WalkInForm(WalkInRules, PageForm):
    """The page's form."""

    nonce = HiddenField(validators=[Regexp(NONCE)])


class WalkInRow(WalkInRules, RowForm):
    """The same rules for what a device kept."""


class BoothScanForm(PageForm):
    """Whom the booth has before it: the number on the ticket, or its code read by a scanner."""

    shown = StringField(_l("Number on the visitor's ticket"), [InputRequired(_l("Enter the number, or scan the ticket.")), Length(max=300)],
                        filters=[digits_or_ticket])
    nonce = HiddenField(validators=[Regexp(NONCE)])


class LineForm(PageForm):
    """A visitor lines up at a booth."""

    booth = SelectField(_l("Booth"), validators=[InputRequired(_l("Choose a booth"))])


class CodeForm(PageForm):
    """The code that the person was sent and tells the booth."""

    code_id = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, LARGEST_ID)])
    digits = StringField(_l("Code the person was sent"), filters=[compact], validators=[Regexp(r"^\d{6}$", message=_l("The code has six digits."))])


class SlipForm(PageForm):
    """A paper slip, both have signed: who is known by number, or by name and phone."""

    slip = IntegerField(_l("Number of the slip"), validators=[InputRequired(_l("Enter the number printed on the slip")), NumberRange(1, 99_999)])
    booth = StringField(_l("Booth"), filters=[compact], validators=[InputRequired(_l("Enter the booth's number")), Length(max=6)])
    line = IntegerField(_l("Position: its number in the booth's list"), validators=[InputRequired(_l("Enter the number of the position")), NumberRange(1, 60)])
    number = StringField(_l("Visitor's number at the door"), filters=[compact],
                         validators=[Optional(), Regexp(r"^\d{3,5}$", message=_l("Three to five digits"))])
    name = StringField(_l("Or the name"), validators=[Length(max=40)])
    phone = StringField(_l("And the phone"), filters=[lambda v: clean_phone(v) if v else v], validators=[Phone()])
    kind = RadioField(_l("Who it is"), choices=choices(VISITOR_KINDS.items()), default="veteran")

    def validate_name(self, field: Field) -> None:
        """Somebody must be named."""
        if not self.number.data and not (field.data and self.phone.data):
            raise ValidationError(_("Enter the visitor's number, or name and phone."))


class PrintForm(PageForm):
    """Which numbers the slips get."""

    first = IntegerField(_l("First number"), default=1, validators=[Optional(), NumberRange(1, 99_000)])
    count = IntegerField(_l("How many slips"), default=40, validators=[Optional(), NumberRange(1, 400)])
