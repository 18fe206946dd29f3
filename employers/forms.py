"""Forms about enterprises. Choices of places are handed in."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from core.forms import PageForm, choices, compact
from core.reference import INDUSTRIES, NATURES, SIZES
from core.validators import CreditCode


def _code(value: str | None) -> str | None:
    return str(compact(value)).upper() if value else value


class EmployerForm(PageForm):
    """An enterprise, as it describes itself."""

    name = StringField(_l("Name on the licence"), validators=[DataRequired(_l("Enter the name as it stands on the licence")), Length(max=80)])
    credit_code = StringField(_l("Unified social credit code"), description=_l("18 characters, on the licence under the national emblem"), filters=[_code],
                              validators=[DataRequired(_l("Enter the 18 characters from the licence")), CreditCode()])
    nature = SelectField(_l("Kind"), choices=choices(NATURES.items(), _l("Please choose")), validators=[DataRequired(_l("Choose the kind"))])
    industry = SelectField(_l("Industry"), choices=choices(INDUSTRIES.items(), _l("Please choose")), validators=[DataRequired(_l("Choose the industry"))])
    size = SelectField(_l("Size"), choices=choices(SIZES.items(), _l("Please choose")), validators=[DataRequired(_l("Choose the size"))])
    intro = TextAreaField(_l("What the enterprise does"), description=_l("Two or three sentences; readers see them beside every position"),
                          validators=[DataRequired(_l("Say in a few words what the enterprise does")), Length(max=2000)])
    township_code = SelectField(_l("Township or subdistrict"), validators=[Optional()])
    address = StringField(_l("Address"), validators=[DataRequired(_l("Enter the address")), Length(max=120)])
    veterans_employed = IntegerField(_l("Veterans at work here (may be left empty)"), validators=[Optional(), NumberRange(0, 100000)])

    def offer_townships(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Fill the list of places."""
        self.township_code.choices = choices(pairs, _l("Outside the city"))

    def columns(self) -> dict[str, Any]:
        """What was entered, as an employer's columns; fields taken off the form are left out."""
        texts = ("name", "credit_code", "nature", "industry", "size", "intro", "address")
        entered = {name: self.data[name] or "" for name in texts if name in self.data}
        return entered | {"township_code": self.township_code.data or None, "veterans_employed": self.veterans_employed.data}


class JoinForm(EmployerForm):
    """Joining: the enterprise and the person's position in it."""

    title = StringField(_l("Your position there"), description=_l("For example: head of personnel"),
                        validators=[DataRequired(_l("Enter your position")), Length(max=40)])


class ProfileForm(JoinForm):
    """The enterprise's own later changes; `version` shows when somebody else saved first."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])


class StaffEmployerForm(EmployerForm):
    """The bureau completes what an import or a desk visit left open: only name and code are asked for."""

    nature = SelectField(_l("Kind"), choices=choices(NATURES.items(), _l("Not stated")), validators=[Optional()])
    industry = SelectField(_l("Industry"), choices=choices(INDUSTRIES.items(), _l("Not stated")), validators=[Optional()])
    size = SelectField(_l("Size"), choices=choices(SIZES.items(), _l("Not stated")), validators=[Optional()])
    intro = TextAreaField(_l("What the enterprise does"), validators=[Length(max=2000)])
    address = StringField(_l("Address"), validators=[Length(max=120)])
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])


class PaperForm(PageForm):
    """One scan."""

    file = FileField(_l("Scan or photo"), description=_l("JPG, PNG or PDF, up to 10 MB"), validators=[FileRequired(_l("Choose a file"))])


class VerifyForm(PageForm):
    """Vouching for an enterprise."""

    until = DateField(_l("Verified until"), validators=[DataRequired(_l("Enter the date"))])
    basis = RadioField(_l("What you compared with"), choices=choices([("uploaded", _l("The uploaded papers")), ("desk", _l("The originals, at the desk"))]),
                       validators=[DataRequired(_l("Say what you compared with"))])


class ReasonForm(PageForm):
    """Sending back or stopping, with a reason the enterprise reads."""

    reason = TextAreaField(_l("Reason"), description=_l("The enterprise reads this; say what to put right"),
                           validators=[DataRequired(_l("Write the reason")), Length(max=300)])


class ObjectionForm(PageForm):
    """Why a mark is wrong."""

    text = TextAreaField(_l("Why the mark is wrong"), description=_l("Say what happened; the bureau reads it and answers here"),
                         validators=[DataRequired(_l("Write what happened")), Length(max=300)])


class AnswerForm(PageForm):
    """What the bureau decides on a mark, in words."""

    text = TextAreaField(_l("Answer to the enterprise"), description=_l("The enterprise reads this"),
                         validators=[DataRequired(_l("Write the answer")), Length(max=300)])
