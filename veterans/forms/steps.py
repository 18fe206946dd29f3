"""The six steps of a file: what a person, or staff for them, may enter in each."""

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
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, NumberRange, Optional

from core import reference
from core.forms import CheckboxesField, PageForm, choices
from veterans.forms.base import NO_DESIGNATORS, not_future, plain, plausible_year, required, within_a_year
from veterans.labels import EVIDENCE, LEVELS, QUALIFICATIONS, SEEKING, VISIBILITY, YES_NO

SERVICE_FIELDS = ("enlisted_on", "discharged_on", "branch", "category", "rank", "duty", "placement_mode", "merits")
SPECIALTIES = 4
_COMMAS = re.compile(r"[、，,;；]+")


class OwnBasicsForm(PageForm):
    """Step 1. Name, identity number and phone are changed elsewhere."""

    version = HiddenField()
    education = SelectField(_l("Education"), choices=choices(reference.EDUCATION.items(), _l("Not stated")))
    school = StringField(_l("School"), [Length(max=60)])
    major = StringField(_l("Field of study"), [Length(max=60)])
    ethnicity = SelectField(_l("Ethnicity"), choices=choices(reference.ETHNICITIES.items(), _l("Not stated")))
    politics = SelectField(_l("Political status"), choices=choices(reference.POLITICS.items(), _l("Not stated")))
    address = StringField(_l("Address"), [Length(max=120)])

    def values(self) -> dict[str, Any]:
        """Column values."""
        return plain(self)


class FamilyForm(PageForm):
    """Step 2 of a family member: whom they belong to. Never the unit or the place."""

    version = HiddenField()
    relation = SelectField(_l("What you are to the service member"), choices=choices(reference.RELATIONS.items(), _l("Not stated")))
    service_member = StringField(_l("Name of the service member"), [Length(max=40)], description=NO_DESIGNATORS)
    loss = SelectField(_l("How the service member died"), choices=choices(reference.LOSSES.items(), _l("Not stated")))

    def values(self) -> dict[str, Any]:
        """Column values."""
        return plain(self)


class WorkForm(PageForm):
    """Step 4: work since service, or that there was none."""

    version = HiddenField()
    employment = SelectField(_l("Present situation"), choices=choices(reference.EMPLOYMENT.items(), _l("Not stated")))
    work_unit = StringField(_l("Present employer"), [Length(max=80)])
    experience = TextAreaField(_l("Work since service"), [Length(max=2000)], description=NO_DESIGNATORS)
    experience_years = DecimalField(_l("Years of civil work"), [Optional(), NumberRange(0, 60, _l("Between 0 and 60 years."))], places=1)
    nothing = BooleanField(_l("No civil work yet"))

    def validate_nothing(self, field: Field) -> None:
        """Either there was work or there was none."""
        if field.data and (self.experience.data or self.experience_years.data):
            raise ValidationError(_("Either tick this or describe the work."))

    def values(self) -> dict[str, Any]:
        """Column values."""
        return plain(self, "nothing")


class ServiceForm(PageForm):
    """Step 2 of a veteran: when and how they served, with up to four specialties."""

    version = HiddenField()
    enlisted_on = DateField(_l("Enlisted on"), [Optional(), not_future, plausible_year])
    discharged_on = DateField(_l("Discharged on"), [Optional(), within_a_year, plausible_year])
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

    specialty_4 = StringField(_l("Specialty 4"), [Length(max=40)])
    years_4 = DecimalField(_l("Years in specialty 4"), [Optional(), NumberRange(0, 40, _l("Between 0 and 40 years."))], places=1)

    def validate_discharged_on(self, field: Field) -> None:
        """Nobody is discharged before enlisting."""
        if field.data and self.enlisted_on.data and field.data < self.enlisted_on.data:
            raise ValidationError(_("The discharge lies before the enlistment."))

    @staticmethod
    def data_of(record: Any) -> dict[str, Any]:
        """A service record as this form's data."""
        if record is None:
            return {}
        kept = {name: getattr(record, name) for name in SERVICE_FIELDS}
        for number, entry in enumerate(record.specialties[:SPECIALTIES], 1):
            kept[f"specialty_{number}"] = entry["name"]
            kept[f"years_{number}"] = None if entry.get("years") is None else Decimal(str(entry["years"]))
        return kept

    def values(self) -> dict[str, Any]:
        """Fields of the service record, without the specialties."""
        return {name: value for name, value in plain(self).items() if name in SERVICE_FIELDS}

    def specialties(self) -> list[tuple[str, float | None]]:
        """The specialties entered, each with its years."""
        pairs = [(self[f"specialty_{n}"].data, self[f"years_{n}"].data) for n in range(1, SPECIALTIES + 1)]
        return [(name, None if years is None else float(years)) for name, years in pairs if name]


class WishesForm(PageForm):
    """Step 5: what work the person looks for."""

    version = HiddenField()
    seeking = RadioField(_l("Are you looking for work?"), choices=choices(SEEKING.items()))
    wanted_occupations = StringField(_l("Wanted work"), [Length(max=120)], description=_l("Up to three, with a comma between: forklift driver, electrician"))
    wanted_pay = IntegerField(_l("Lowest pay, yuan a month"), [Optional(), NumberRange(500, 100000, _l("Between 500 and 100,000 yuan."))])
    wanted_shifts = CheckboxesField(_l("Shifts that suit"), choices=choices(reference.SHIFTS.items()))
    wanted_places = CheckboxesField(_l("Wanted place"), choices=choices((row["code"], row["name"]) for row in reference.townships()))
    can_travel = SelectField(_l("Would you work out of town?"), choices=choices(YES_NO.items(), _l("Not stated")))
    can_live_in = SelectField(_l("Would you live in the employer's lodging?"), choices=choices(YES_NO.items(), _l("Not stated")))

    @staticmethod
    def data_of(person: Any) -> dict[str, Any]:
        """A person's wishes as this form's data."""
        said = {None: "", True: "yes", False: "no"}
        names = ("seeking", "wanted_pay", "wanted_shifts", "wanted_places")
        return {name: getattr(person, name) for name in names} | {
            "wanted_occupations": "、".join(person.wanted_occupations), "can_travel": said[person.can_travel], "can_live_in": said[person.can_live_in]}

    def validate_wanted_occupations(self, field: Field) -> None:
        """No more than three."""
        if len(self._wanted()) > 3:
            raise ValidationError(_("Three at most; please take some off."))

    def _wanted(self) -> list[str]:
        return list(dict.fromkeys(part.strip() for part in _COMMAS.split(self.wanted_occupations.data or "") if part.strip()))

    def values(self) -> dict[str, Any]:
        """Column values."""
        said = {"yes": True, "no": False}
        return plain(self) | {"wanted_occupations": self._wanted(), **{name: said.get(self[name].data) for name in ("can_travel", "can_live_in")}}


class PrivacyForm(PageForm):
    """Step 6: who may see the file, and whether suggestions are computed from it."""

    version = HiddenField()
    visibility = RadioField(_l("Who may see the file?"), choices=choices(VISIBILITY.items()))
    personalised = BooleanField(_l("Suggest positions that suit me"),
                                description=_l("Untick it and nothing is suggested to you any more; searching works as before."))

    @staticmethod
    def data_of(person: Any) -> dict[str, Any]:
        """A person's choice as this form's data."""
        return {"visibility": person.visibility, "personalised": person.personalised}

    def values(self) -> dict[str, Any]:
        """Column values."""
        return {"visibility": self.visibility.data, "personalised": bool(self.personalised.data)}


class StaffPrivacyForm(PrivacyForm):
    """Step 6 on the person's behalf: only with their word."""

    agreed = BooleanField(_l("The person told me so"), required(_l("The choice is the person's: ask them first, then tick this.")))


class SkillForm(PageForm):
    """One skill."""

    name = StringField(_l("Skill"), [*required(_l("Enter a skill, for example welding.")), Length(max=40)])
    level = SelectField(_l("Level"), choices=choices(LEVELS.items(), _l("Not graded")))


class StaffSkillForm(SkillForm):
    """Staff also say how the skill is known."""

    evidence = SelectField(_l("Known from"), choices=choices(EVIDENCE.items()))


class QualificationForm(PageForm):
    """A certificate or driving licence."""

    kind = SelectField(_l("What it is"), choices=choices(QUALIFICATIONS.items()))
    name = StringField(_l("Certificate, or licence class"), [*required(_l("Enter the certificate or the licence class.")), Length(max=60)],
                       description=_l("For example forklift operator N1; for a licence only the class: B2"))
    issued_on = DateField(_l("Issued on"), [Optional(), not_future, plausible_year])
    expires_on = DateField(_l("Valid until"), [Optional(), plausible_year])
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
