"""What staff enter: a new person, what is masked, filters, reasons."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, DecimalField, Field, HiddenField, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length, NumberRange, Optional

from core import reference
from core.forms import CheckboxesField, PageForm, RowForm, choices, compact
from core.validators import Identity, Phone
from veterans.forms.base import EARLIEST, NO_DESIGNATORS, not_future, plain, plausible_year, required
from veterans.labels import EMPTIED, EXPORT_REASONS, MISSING, PAIRED, PAPERS, REASONS, SEEKING

MASKED = ("name", "identity_number", "phone", "birth_date", "address", "disability", "note")


class NewPersonForm(PageForm):
    """What staff enter to put a person on file."""

    version = HiddenField()
    name = StringField(_l("Name"), [Length(max=40)])
    identity_number = StringField(_l("Identity number"), [Identity()], filters=[compact])
    phone = StringField(_l("Mobile phone"), [Phone()], filters=[compact])
    kind = SelectField(_l("Kind of person"), choices=choices(reference.PERSON_KINDS.items()))
    sex = SelectField(_l("Sex"), choices=choices(reference.SEXES.items()), description=_l("Taken from the identity number where there is one."))
    birth_date = DateField(_l("Birth date"), [Optional(), not_future, plausible_year], description=_l("Taken from the identity number where there is one."))
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
        return plain(self)


class BasicsForm(NewPersonForm):
    """Step 1, by staff. Fields that are masked on the page stay as they are when left empty; `emptied` names those to be taken off."""

    employment = work_unit = experience = experience_years = None  # type: ignore[assignment]  # step 4
    emptied = CheckboxesField(_l("Take off the file"), choices=choices(EMPTIED.items()))

    def validate_name(self, field: Field) -> None:
        """Left empty, the name stays."""

    def values(self) -> dict[str, Any]:
        """Column values, without the masked ones that were left empty; those to be taken off are empty."""
        entered = {name: value for name, value in plain(self, "emptied").items() if name not in MASKED or value}
        return entered | dict.fromkeys(self.emptied.data or (), "")


class RosterFilterForm(RowForm):
    """What narrows the roster; read from the address."""

    kind = SelectField(_l("Kind of person"), choices=choices(reference.PERSON_KINDS.items(), _l("All")), default="")
    seeking = SelectField(_l("Looking for work"), choices=choices(SEEKING.items(), _l("All")), default="")
    employment = SelectField(_l("Present situation"), choices=choices(reference.EMPLOYMENT.items(), _l("All")), default="")
    station = SelectField(_l("Station"), default="")
    discharged_from = IntegerField(_l("Discharged from year"), [Optional(), NumberRange(EARLIEST, 2100)])
    discharged_to = IntegerField(_l("to year"), [Optional(), NumberRange(EARLIEST, 2100)])
    missing = SelectField(_l("Missing on file"), choices=choices(MISSING.items(), _l("All")), default="")
    papers = SelectField(_l("Certificates and licences"), choices=choices(PAPERS.items(), _l("All")), default="")
    paired = SelectField(_l("Link of a family"), choices=choices(PAIRED.items(), _l("All")), default="")


class FindForm(PageForm):
    """Finding a person; sent by POST, so that nothing personal stands in an address."""

    text = StringField(_l("Name, pinyin, phone or identity number"), [*required(_l("Enter whom you look for.")), Length(max=40)])


class RevealForm(PageForm):
    """Which field to show, and what for."""

    field = HiddenField()
    reason = SelectField(_l("What for"), choices=choices(REASONS.items(), _l("Choose")), validators=required(_l("Say what you need it for.")))


class ResetForm(PageForm):
    """The person stands at the desk with a new phone; staff have seen the identity card."""

    phone = StringField(_l("New mobile phone"), [*required(_l("Enter the mobile phone.")), Phone()], filters=[compact])
    has_seen_card = BooleanField(_l("I have compared the person with their identity card"), required(_l("Compare with the identity card first.")))


class ExportForm(PageForm):
    """What for, and whether names and numbers are written out."""

    reason = SelectField(_l("What for"), choices=choices(EXPORT_REASONS.items(), _l("Choose")), validators=required(_l("Say what you need it for.")))
    full = BooleanField(_l("With full names, phones and identity numbers"))
