"""What the forms about people share."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, StringField, ValidationError
from wtforms.validators import InputRequired

from core.clock import today
from core.forms import PageForm

EARLIEST = 1920
A_YEAR = timedelta(days=366)
NO_DESIGNATORS = _l("Do not write unit designators, cover numbers, equipment or garrisons.")


def plain(form: PageForm, *without: str) -> dict[str, Any]:
    """A form's data as column values: nothing entered becomes the empty text, a decimal a float."""
    kept = {name: value for name, value in form.data.items() if name not in ("csrf_token", "version", *without)}
    kept = {name: float(value) if isinstance(value, Decimal) else value for name, value in kept.items()}
    return {name: "" if value is None and isinstance(form[name], StringField) else value for name, value in kept.items()}


def required(message: Any) -> list[Any]:
    """Validators of a field that must be filled in, with what to say when it is not."""
    return [InputRequired(message)]


def not_future(_form: Form, field: Field) -> None:
    """Validator: no day to come."""
    if field.data and field.data > today():
        raise ValidationError(_("This day lies in the future."))


def within_a_year(_form: Form, field: Field) -> None:
    """Validator: no day more than a year ahead."""
    if field.data and field.data > today() + A_YEAR:
        raise ValidationError(_("This day lies more than a year ahead."))


def plausible_year(_form: Form, field: Field) -> None:
    """Validator: no year before anybody on file was born."""
    if field.data and field.data.year < EARLIEST:
        raise ValidationError(_("This year is too early."))
