"""Forms about positions. The mandated elements are asked for when a posting is handed in, not when a draft is kept."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from core.clock import today
from core.forms import CheckboxesField, PageForm, choices, tidy
from core.lazily import Lazily
from core.reference import ANY_EDUCATION, CLOSE_REASONS, EDUCATION, LICENCE_CLASSES, PAY_UNITS, RESTS, SHIFTS, occupations
from core.validators import Phone, clean_phone
from jobs.mandate import LONGEST, is_negotiable
from jobs.states import EXTEND_REASONS

pinyin = Lazily("pypinyin")
_BETWEEN = re.compile(r"[，,；;、\n]+")
MOST_WORDS = 30


class WordsField(StringField):
    """Several words in one line: 叉车证、电工证."""

    def _value(self) -> str:
        return "、".join(self.data or [])

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Cut at commas and the like; each word once."""
        words = [tidy(word)[:40] for word in _BETWEEN.split(valuelist[0])] if valuelist else []
        self.data = list(dict.fromkeys(word for word in words if word))[:MOST_WORDS]


@cache
def _occupations() -> list[tuple[str, str]]:
    """The occupations that carry a code, in the order of their names' pinyin; names that share a code share a line."""
    names: dict[str, list[str]] = {}
    for row in occupations():
        if row["code"]:
            names.setdefault(row["code"], []).append(row["name"])
    return sorted(((code, "、".join(group[:3])) for code, group in names.items()), key=lambda pair: pinyin.lazy_pinyin(pair[1]))


def _number(low: int, high: int) -> list[Any]:
    return [Optional(), NumberRange(low, high, message=_l("Enter a number from %(min)s to %(max)s"))]


class PositionForm(PageForm):
    """A posting."""

    title = StringField(_l("Position"), description=_l("The name of the work: forklift driver, warehouse clerk"), validators=[Length(max=80)])
    occupation_code = SelectField(_l("Occupation"), description=_l("The nearest one; it helps people find the position"),
                                  validators=[Optional()])
    headcount = IntegerField(_l("How many people"), validators=_number(1, 9999))
    duties = TextAreaField(_l("What they do"), description=_l("Two or three sentences on a normal day"), validators=[Length(max=3000)])
    education = SelectField(_l("Education, at least"), choices=choices([(ANY_EDUCATION, _l("None asked")), *EDUCATION.items()], _l("Please choose")),
                            validators=[Optional()])
    experience_years = IntegerField(_l("Years of experience"), validators=_number(0, 40))
    age_min = IntegerField(_l("Age from"), validators=_number(16, 70))
    age_max = IntegerField(_l("Age to"), description=_l("Only if the work itself calls for it"), validators=_number(16, 70))
    certificates = WordsField(_l("Certificates"), description=_l("With commas between: forklift licence, electrician's licence"))
    licences = CheckboxesField(_l("Driving licence (any of those ticked)"), choices=choices((c, c) for c in LICENCE_CLASSES))
    skills = WordsField(_l("Skills"), description=_l("With commas between"))
    requirements = TextAreaField(_l("Anything else you ask for"), validators=[Length(max=3000)])
    relax_age = IntegerField(_l("Age for veterans, up to"), validators=_number(16, 70))
    relax_education = SelectField(_l("Education for veterans, at least"), choices=choices(list(EDUCATION.items())[:-1], _l("As for everybody")),
                                  validators=[Optional()])
    relax_certificate = BooleanField(_l("Veterans may take the certificate after they start"))
    relax_experience = BooleanField(_l("Years of service count as experience"))
    relax_other = StringField(_l("Anything else you relax for veterans"), validators=[Length(max=80)])
    veteran_first = BooleanField(_l("Veterans are preferred where people are equal"))
    family_welcome = BooleanField(_l("Families of service members are welcome"))
    pay_min = IntegerField(_l("Pay from (yuan)"), validators=_number(1, 9_999_999))
    pay_max = IntegerField(_l("Pay to (yuan)"), validators=_number(1, 9_999_999))
    pay_unit = SelectField(_l("Per"), choices=choices(PAY_UNITS.items()), default="month", validators=[Optional()])
    pay_note = StringField(_l("About the pay"), description=_l("Base pay, piece rate, probation"), validators=[Length(max=120)])
    shift = SelectField(_l("Shifts"), choices=choices(SHIFTS.items(), _l("Not stated")), validators=[Optional()])
    rest = SelectField(_l("Days off"), choices=choices(RESTS.items(), _l("Not stated")), validators=[Optional()])
    has_insurance = BooleanField(_l("Social insurance and housing fund"))
    has_meals = BooleanField(_l("Meals provided"))
    has_lodging = BooleanField(_l("Lodging provided"))
    township_code = SelectField(_l("Township or subdistrict"), validators=[Optional()])
    place = StringField(_l("Place of work"), description=_l("Street and number, so that people find it"), validators=[Length(max=120)])
    valid_until = DateField(_l("Open until"), description=_l("At most 180 days ahead; it ends by itself after that day"), validators=[Optional()])
    contact_name = StringField(_l("Whom the bureau calls"), description=_l("Not shown to readers"), validators=[Length(max=40)])
    contact_phone = StringField(_l("Their phone"), validators=[Length(max=30)])
    nonce = HiddenField(validators=[Length(max=40)])
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def offer_townships(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Fill the list of places."""
        self.township_code.choices = choices(pairs, _l("Not stated, or outside the city"))

    def offer_occupation(self, code: str | None) -> None:
        """Add an occupation that an import brought and our list does not have."""
        listed = choices(_occupations(), _l("None fits"))
        extra = choices([(code, code)]) if code and all(c.value != code for c in listed) else []
        self.occupation_code.choices = listed + extra

    def validate_pay_max(self, field: Field) -> None:
        """The pay is a range."""
        if field.data and self.pay_min.data and field.data < self.pay_min.data:
            raise ValidationError(_("is lower than where the pay starts"))

    def validate_pay_note(self, field: Field) -> None:
        """面议 is not a pay."""
        if is_negotiable(field.data or ""):
            raise ValidationError(_("“Negotiable” is not accepted: state the pay people can count on"))

    def validate_age_max(self, field: Field) -> None:
        """The age is a range."""
        if field.data and self.age_min.data and field.data < self.age_min.data:
            raise ValidationError(_("is lower than where the age starts"))

    def validate_valid_until(self, field: Field) -> None:
        """From today, for at most 180 days."""
        _refuse_far_day(field)

    def validate_contact_phone(self, field: Field) -> None:
        """A mobile number, or a landline with area code."""
        if field.data and not re.fullmatch(r"0\d{2,3}-?\d{7,8}(-\d{1,5})?", field.data):
            Phone()(self, field)
            field.data = clean_phone(field.data)


def _refuse_far_day(field: Field) -> None:
    if field.data and not today() <= field.data <= today() + LONGEST:
        raise ValidationError(_("must lie between today and %(day)s", day=(today() + LONGEST).isoformat()))


class ExtendForm(PageForm):
    """Keeping a posting open longer."""

    until = DateField(_l("New last day"), validators=[DataRequired(_l("Enter the day"))])
    reason = SelectField(_l("Why longer"), choices=choices(EXTEND_REASONS.items()))

    def validate_until(self, field: Field) -> None:
        """From tomorrow, for at most 180 days."""
        _refuse_far_day(field)
        if field.data < today() + timedelta(days=1):
            raise ValidationError(_("must be later than today"))


class CloseForm(PageForm):
    """Ending a posting."""

    reason = RadioField(_l("How did it end?"), choices=choices((k, v) for k, v in CLOSE_REASONS.items() if k != "expired_unfilled"),
                        validators=[DataRequired(_l("Choose how it ended"))])


class TemplateForm(PageForm):
    """Keeping a posting as a pattern."""

    name = StringField(_l("Name of the template"), validators=[DataRequired(_l("Give it a name")), Length(max=60)])


class SettleForm(PageForm):
    """What came of a reader's report."""

    outcome = StringField(_l("What came of it"), validators=[DataRequired(_l("Write what came of it")), Length(max=300)])


class ReturnForm(PageForm):
    """Sending a posting back."""

    reason = TextAreaField(_l("Reason"), description=_l("The enterprise reads this; say what to put right"),
                           validators=[DataRequired(_l("Write the reason")), Length(max=300)])
