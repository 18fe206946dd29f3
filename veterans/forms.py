"""What may be entered about a person: by the person, by staff, and to find or claim a file."""

import re
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    Field,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core import reference
from core.clock import today
from core.forms import CheckboxesField, PageForm, RowForm, choices, compact
from core.validators import Identity, Phone
from veterans.labels import EMPTIED, EVIDENCE, EXPORT_REASONS, LEVELS, MISSING, QUALIFICATIONS, REASONS, SEEKING, VISIBILITY

EARLIEST = 1920
SERVICE = ("enlisted_on", "discharged_on", "branch", "category", "rank", "duty", "placement_mode", "merits")
SPECIALTIES = 3
NO_DESIGNATORS = _l("Do not write unit designators, cover numbers, equipment or garrisons.")
MASKED = ("name", "identity_number", "phone", "birth_date", "address", "disability", "note")
_COMMAS = re.compile(r"[、，,;；]+")


def _plain(form: PageForm, *without: str) -> dict[str, Any]:
    """A form's data as column values: nothing entered becomes the empty text, a decimal a float."""
    kept = {name: value for name, value in form.data.items() if name not in ("csrf_token", "version", *without)}
    kept = {name: float(value) if isinstance(value, Decimal) else value for name, value in kept.items()}
    return {name: "" if value is None and isinstance(form[name], StringField) else value for name, value in kept.items()}


def _required(message: Any) -> list[Any]:
    return [InputRequired(message)]


def _not_future(_form: Form, field: Field) -> None:
    if field.data and field.data > today():
        raise ValidationError(_("This day lies in the future."))


def _plausible_year(_form: Form, field: Field) -> None:
    if field.data and field.data.year < EARLIEST:
        raise ValidationError(_("This year is too early."))


class OwnBasicsForm(PageForm):
    """What a person keeps up to date about themselves. Name, identity number and phone are changed elsewhere."""

    version = HiddenField()
    education = SelectField(_l("Education"), choices=choices(reference.EDUCATION.items(), _l("Not stated")))
    school = StringField(_l("School"), [Length(max=60)])
    major = StringField(_l("Field of study"), [Length(max=60)])
    ethnicity = SelectField(_l("Ethnicity"), choices=choices(reference.ETHNICITIES.items(), _l("Not stated")))
    politics = SelectField(_l("Political status"), choices=choices(reference.POLITICS.items(), _l("Not stated")))
    address = StringField(_l("Address"), [Length(max=120)])
    employment = SelectField(_l("Present situation"), choices=choices(reference.EMPLOYMENT.items(), _l("Not stated")))
    work_unit = StringField(_l("Present employer"), [Length(max=80)])
    experience = TextAreaField(_l("Work since service"), [Length(max=2000)], description=NO_DESIGNATORS)
    experience_years = DecimalField(_l("Years of civil work"), [Optional(), NumberRange(0, 60, _l("Between 0 and 60 years."))], places=1)

    def values(self) -> dict[str, Any]:
        """Column values."""
        return _plain(self)


class NewPersonForm(PageForm):
    """What staff enter to put a person on file."""

    version = HiddenField()
    name = StringField(_l("Name"), [Length(max=40)])
    identity_number = StringField(_l("Identity number"), [Identity()], filters=[compact])
    phone = StringField(_l("Mobile phone"), [Phone()], filters=[compact])
    kind = SelectField(_l("Kind of person"), choices=choices(reference.PERSON_KINDS.items()))
    sex = SelectField(_l("Sex"), choices=choices(reference.SEXES.items()), description=_l("Taken from the identity number where there is one."))
    birth_date = DateField(_l("Birth date"), [Optional(), _not_future, _plausible_year], description=_l("Taken from the identity number where there is one."))
    station_code = SelectField(_l("Station"))
    ethnicity = SelectField(_l("Ethnicity"), choices=choices(reference.ETHNICITIES.items(), _l("Not stated")))
    politics = SelectField(_l("Political status"), choices=choices(reference.POLITICS.items(), _l("Not stated")))
    education = SelectField(_l("Education"), choices=choices(reference.EDUCATION.items(), _l("Not stated")))
    school = StringField(_l("School"), [Length(max=60)])
    major = StringField(_l("Field of study"), [Length(max=60)])
    address = StringField(_l("Address"), [Length(max=120)])
    employment = SelectField(_l("Present situation"), choices=choices(reference.EMPLOYMENT.items(), _l("Not stated")))
    work_unit = StringField(_l("Present employer"), [Length(max=80)])
    experience = TextAreaField(_l("Work since service"), [Length(max=2000)], description=NO_DESIGNATORS)
    experience_years = DecimalField(_l("Years of civil work"), [Optional(), NumberRange(0, 60, _l("Between 0 and 60 years."))], places=1)
    disability = StringField(_l("Disability: nature and grade"), [Length(max=60)])
    has_scanned_file = BooleanField(_l("The paper file is scanned"))
    note = TextAreaField(_l("Note"), [Length(max=1000)], description=NO_DESIGNATORS)

    def validate_name(self, field: Field) -> None:
        """The name is needed."""
        if not field.data:
            raise ValidationError(_("Enter the name."))

    def values(self) -> dict[str, Any]:
        """Column values; a field the member of staff may not see is not among them."""
        return _plain(self)


class BasicsForm(NewPersonForm):
    """What staff change. Fields that are masked on the page stay as they are when left empty; `emptied` names those to be taken off."""

    emptied = CheckboxesField(_l("Take off the file"), choices=choices(EMPTIED.items()))

    def validate_name(self, field: Field) -> None:
        """Left empty, the name stays."""

    def values(self) -> dict[str, Any]:
        """Column values, without the masked ones that were left empty; those to be taken off are empty."""
        entered = {name: value for name, value in _plain(self, "emptied").items() if name not in MASKED or value}
        return entered | dict.fromkeys(self.emptied.data or (), "")


class ServiceForm(PageForm):
    """When and how the person served."""

    version = HiddenField()
    enlisted_on = DateField(_l("Enlisted on"), [Optional(), _not_future, _plausible_year])
    discharged_on = DateField(_l("Discharged on"), [Optional(), _plausible_year])
    branch = SelectField(_l("Branch"), choices=choices(((b, b) for b in reference.BRANCHES), _l("Not stated")))
    category = SelectField(_l("Served as"), choices=choices(reference.SERVICE_CATEGORIES.items(), _l("Not stated")))
    rank = SelectField(_l("Last rank"), choices=choices(((r, r) for r in reference.RANKS), _l("Not stated")))
    duty = StringField(_l("Duty"), [Length(max=40)], description=_l("For example squad leader, cook, driver. Do not write unit designators or equipment."))
    placement_mode = SelectField(_l("Way of placement"), choices=choices(reference.PLACEMENT_MODES.items(), _l("Not stated")))
    merits = StringField(_l("Merits and honours"), [Length(max=120)], description=NO_DESIGNATORS)
    specialty_1 = StringField(_l("Specialty 1"), [Length(max=40)], description=_l("Choose from the list or write your own words."))
    years_1 = DecimalField(_l("Years in specialty 1"), [Optional(), NumberRange(0, 40, _l("Between 0 and 40 years."))], places=1)
    specialty_2 = StringField(_l("Specialty 2"), [Length(max=40)])
    years_2 = DecimalField(_l("Years in specialty 2"), [Optional(), NumberRange(0, 40, _l("Between 0 and 40 years."))], places=1)
    specialty_3 = StringField(_l("Specialty 3"), [Length(max=40)])
    years_3 = DecimalField(_l("Years in specialty 3"), [Optional(), NumberRange(0, 40, _l("Between 0 and 40 years."))], places=1)

    def validate_discharged_on(self, field: Field) -> None:
        """Nobody is discharged before enlisting."""
        if field.data and self.enlisted_on.data and field.data < self.enlisted_on.data:
            raise ValidationError(_("The discharge lies before the enlistment."))

    @staticmethod
    def data_of(record: Any) -> dict[str, Any]:
        """A service record as this form's data."""
        if record is None:
            return {}
        kept = {name: getattr(record, name) for name in SERVICE}
        for number, entry in enumerate(record.specialties[:SPECIALTIES], 1):
            kept[f"specialty_{number}"] = entry["name"]
            kept[f"years_{number}"] = None if entry.get("years") is None else Decimal(str(entry["years"]))
        return kept

    def values(self) -> dict[str, Any]:
        """Fields of the service record, without the specialties."""
        return {name: value for name, value in _plain(self).items() if name in SERVICE}

    def specialties(self) -> list[tuple[str, float | None]]:
        """The specialties entered, each with its years."""
        pairs = [(self[f"specialty_{n}"].data, self[f"years_{n}"].data) for n in range(1, SPECIALTIES + 1)]
        return [(name, None if years is None else float(years)) for name, years in pairs if name]


class WishesForm(PageForm):
    """What work the person looks for, and who may see them."""

    version = HiddenField()
    seeking = RadioField(_l("Are you looking for work?"), choices=choices(SEEKING.items()))
    wanted_occupations = StringField(_l("Wanted work"), [Length(max=120)], description=_l("Up to three, with a comma between: forklift driver, electrician"))
    wanted_pay = IntegerField(_l("Lowest pay, yuan a month"), [Optional(), NumberRange(500, 100000, _l("Between 500 and 100,000 yuan."))])
    wanted_shifts = CheckboxesField(_l("Shifts that suit"), choices=choices(reference.SHIFTS.items()))
    wanted_places = CheckboxesField(_l("Wanted place"), choices=choices((row["code"], row["name"]) for row in reference.townships()))
    visibility = RadioField(_l("Who may see the file?"), choices=choices(VISIBILITY.items()))

    @staticmethod
    def data_of(person: Any) -> dict[str, Any]:
        """A person's wishes as this form's data."""
        names = ("seeking", "wanted_pay", "wanted_shifts", "wanted_places", "visibility")
        return {name: getattr(person, name) for name in names} | {"wanted_occupations": "、".join(person.wanted_occupations)}

    def values(self) -> dict[str, Any]:
        """Column values; of the wanted work the first three."""
        wanted = [part.strip() for part in _COMMAS.split(self.wanted_occupations.data or "") if part.strip()]
        return _plain(self) | {"wanted_occupations": wanted[:3]}


class SkillForm(PageForm):
    """One skill."""

    name = StringField(_l("Skill"), [*_required(_l("Enter a skill, for example welding.")), Length(max=40)])
    level = SelectField(_l("Level"), choices=choices(LEVELS.items(), _l("Not graded")))


class StaffSkillForm(SkillForm):
    """Staff also say how the skill is known."""

    evidence = SelectField(_l("Known from"), choices=choices(EVIDENCE.items()))


class QualificationForm(PageForm):
    """A certificate or driving licence."""

    kind = SelectField(_l("What it is"), choices=choices(QUALIFICATIONS.items()))
    name = StringField(_l("Certificate, or licence class"), [*_required(_l("Enter the certificate or the licence class.")), Length(max=60)],
                       description=_l("For example forklift operator N1; for a licence only the class: B2"))
    issued_on = DateField(_l("Issued on"), [Optional(), _not_future, _plausible_year])
    expires_on = DateField(_l("Valid until"), [Optional(), _plausible_year])
    is_military = BooleanField(_l("A military licence, not exchanged yet"))

    def validate_name(self, field: Field) -> None:
        """A licence is named by its class alone."""
        if self.kind.data == "licence":
            field.data = field.data.upper()
            if field.data not in reference.LICENCE_CLASSES:
                raise ValidationError(_("A licence class is one of %(classes)s.", classes="、".join(reference.LICENCE_CLASSES)))

    def validate_expires_on(self, field: Field) -> None:
        """Nothing ends before it was issued."""
        if field.data and self.issued_on.data and field.data < self.issued_on.data:
            raise ValidationError(_("The end lies before the issue."))


class RosterFilterForm(RowForm):
    """What narrows the roster; read from the address."""

    kind = SelectField(_l("Kind of person"), choices=choices(reference.PERSON_KINDS.items(), _l("All")), default="")
    seeking = SelectField(_l("Looking for work"), choices=choices(SEEKING.items(), _l("All")), default="")
    employment = SelectField(_l("Present situation"), choices=choices(reference.EMPLOYMENT.items(), _l("All")), default="")
    station = SelectField(_l("Station"), default="")
    discharged_from = IntegerField(_l("Discharged from year"), [Optional(), NumberRange(EARLIEST, 2100)])
    discharged_to = IntegerField(_l("to year"), [Optional(), NumberRange(EARLIEST, 2100)])
    missing = SelectField(_l("Missing on file"), choices=choices(MISSING.items(), _l("All")), default="")


class FindForm(PageForm):
    """Finding a person; sent by POST, so that nothing personal stands in an address."""

    text = StringField(_l("Name, pinyin, phone or identity number"), [*_required(_l("Enter whom you look for.")), Length(max=40)])


class RevealForm(PageForm):
    """Which field to show, and what for."""

    field = HiddenField()
    reason = SelectField(_l("What for"), choices=choices(REASONS.items(), _l("Choose")), validators=_required(_l("Say what you need it for.")))


class ResetForm(PageForm):
    """The person stands at the desk with a new phone; staff have seen the identity card."""

    phone = StringField(_l("New mobile phone"), [*_required(_l("Enter the mobile phone.")), Phone()], filters=[compact])
    has_seen_card = BooleanField(_l("I have compared the person with their identity card"), _required(_l("Compare with the identity card first.")))


class ExportForm(PageForm):
    """What for, and whether names and numbers are written out."""

    reason = SelectField(_l("What for"), choices=choices(EXPORT_REASONS.items(), _l("Choose")), validators=_required(_l("Say what you need it for.")))
    full = BooleanField(_l("With full names, phones and identity numbers"))


class ClaimForm(PageForm):
    """A person claims their file."""

    name = StringField(_l("Your name, as on the identity card"), [*_required(_l("Enter your name.")), Length(max=40)])
    identity_number = StringField(_l("Identity number"), [*_required(_l("Enter your identity number.")), Identity()], filters=[compact])
    station_code = SelectField(_l("Township or subdistrict you live in"), validators=_required(_l("Choose where you live.")))


class ConfirmClaimForm(PageForm):
    """Staff join the account to the file."""

    take_phone = BooleanField(_l("Note the account's phone on the file"))


class NewFileForm(PageForm):
    """Staff put the claimant on file."""

    station_code = SelectField(_l("Station that keeps the file"), validators=_required(_l("Choose a station.")))


class RefuseClaimForm(PageForm):
    """Staff refuse, with a reason the person reads."""

    reason = StringField(_l("Reason, shown to the person"), [*_required(_l("Say why, so that the person knows what to do.")), Length(max=200)])
