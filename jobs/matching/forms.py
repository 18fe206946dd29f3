"""Which of the ranked positions a station puts before a person, and how."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectMultipleField, ValidationError
from wtforms.validators import InputRequired

from core.forms import PageForm, choices
from core.types import LARGEST_ID

MOST = 30


class RecommendForm(PageForm):
    """Ticked positions and what is done with them."""

    position = SelectMultipleField(_l("Positions"), coerce=int, validate_choice=False, validators=[InputRequired(_l("Tick at least one position"))])
    then = RadioField(_l("What shall be done?"), default="send", choices=choices((
        ("send", _l("Send them to the person")), ("print", _l("Print them for the person")),
        ("apply", _l("Apply for the person: the employers get name and phone")))))
    agreed = BooleanField(_l("The person was told what the employers see, and agreed: here or on the phone."))

    def validate_position(self, field: Field) -> None:
        """Not more than the page offers, and only what a row may be numbered."""
        if len(field.data or []) > MOST or any(not 0 < number <= LARGEST_ID for number in field.data or ()):
            raise ValidationError(_l("Tick fewer positions"))

    def validate_agreed(self, field: Field) -> None:
        """Applying for somebody needs their word."""
        if self.then.data == "apply" and not field.data:
            raise ValidationError(_l("Ask the person first, then tick this"))
