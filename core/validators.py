"""Checks of numbers people carry: identity number, phone, credit code. Raised messages say what to do."""

from datetime import date

import phonenumbers
from flask_babel import gettext as _
from stdnum import numdb
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError
from wtforms import Field, Form
from wtforms import ValidationError as FieldError

from core.clock import today
from core.facts import is_demo
from core.forms import compact

DEMO_DIVISION = "211399"
DEMO_PHONE = "120"
RESIDENCE_PERMIT = ("81", "82", "83")


def _is_known_place(code: str) -> bool:
    """Whether six digits are, or once were, a county or a residence permit's prefix. The number bears the place of the day it was given out,
    which may be decades after birth, so the years of the place do not matter.
    """
    if code.startswith(RESIDENCE_PERMIT):
        return True
    return any("county" in properties for _part, properties in numdb.get("cn/loc").info(code))


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) <= today()
    except ValueError:
        return False


def identity_problem(number: str, demo: bool) -> str | None:
    """Why `number` is no identity number (18 characters, GB 11643), or None. Residence permits of HK, Macao and Taiwan pass."""
    if len(number) != 18:
        return str(_("has %(n)s characters; an identity number has 18", n=len(number)))
    if not number.isascii() or not number[:-1].isdecimal() or number[-1] not in "0123456789X":
        return str(_("may hold only digits, and X at the end"))
    if ric.calc_check_digit(number) != number[-1]:
        return str(_("the last character does not fit the others; one digit may be mistyped"))
    if number.startswith(DEMO_DIVISION):
        return None if demo else str(_("the first six digits are no known place"))
    if not _is_known_place(number[:6]) or not _is_day(number[6:14]):
        return str(_("the first six digits or the birth date are wrong"))
    return None


def clean_identity(number: str) -> str:
    """Blanks and hyphens dropped, x made X."""
    return str(compact(number)).upper()


def phone_problem(phone: str, demo: bool) -> str | None:
    """Why `phone` is no mobile number (11 digits), or None."""
    if not phone.isdigit():
        return str(_("may hold only digits"))
    if len(phone) != 11:
        return str(_("has %(n)s digits; a mobile number has 11", n=len(phone)))
    if phone.startswith(DEMO_PHONE):
        return None if demo else str(_("no mobile number starts with 120"))
    parsed = phonenumbers.parse(phone, "CN")
    return None if phone.startswith("1") and phonenumbers.is_valid_number(parsed) else str(_("no mobile number starts like this"))


def clean_phone(phone: str) -> str:
    """Blanks, hyphens and a leading +86 dropped."""
    bare = str(compact(phone))
    return bare.removeprefix("+86") if bare.startswith("+86") else bare


def credit_code_problem(code: str) -> str | None:
    """Why `code` is no unified social credit code (18 characters, GB 32100), or None."""
    if len(code) != 18:
        return str(_("has %(n)s characters; a credit code has 18", n=len(code)))
    try:
        uscc.validate(code)
    except ValidationError:
        return str(_("the last character does not fit the others; please compare with the licence"))
    return None


class Identity:
    """WTForms validator."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise when the field holds no identity number."""
        if field.data and (problem := identity_problem(clean_identity(field.data), is_demo())):
            raise FieldError(problem)


class Phone:
    """WTForms validator."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise when the field holds no mobile number."""
        if field.data and (problem := phone_problem(clean_phone(field.data), is_demo())):
            raise FieldError(problem)


class CreditCode:
    """WTForms validator."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise when the field holds no credit code."""
        if field.data and (problem := credit_code_problem(str(compact(field.data)).upper())):
            raise FieldError(problem)
