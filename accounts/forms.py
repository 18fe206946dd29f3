"""Forms of sign-up, sign-in, settings, staff and stations."""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length, Regexp

from accounts.passwords import password_problem
from accounts.roles import ROLE_NAMES
from core.forms import PageForm, choices, compact
from core.validators import Phone, clean_phone

DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12"}
TELEPHONE = {"inputmode": "tel", "autocomplete": "tel"}


def _phone(value: Any) -> Any:
    return clean_phone(value) if value else value


def _name(value: Any) -> Any:
    bare = _phone(value)
    return bare if bare and bare.isdigit() else value


def phone_field(label: Any) -> Any:
    """A mobile number; blanks, hyphens and +86 are dropped."""
    return StringField(label, validators=[DataRequired(_l("Enter the mobile number")), Phone()], filters=[_phone], render_kw=TELEPHONE)


def code_field(label: Any) -> Any:
    """Six digits."""
    checks = [DataRequired(_l("Enter the code")), Regexp(r"^\d{6}$", message=_l("The code has 6 digits"))]
    return StringField(label, validators=checks, filters=[compact], render_kw=DIGITS)


def _own_password(label: Any) -> Any:
    return PasswordField(label, validators=[DataRequired(_l("Enter the password"))], render_kw={"autocomplete": "current-password"})


class PhoneForm(PageForm):
    """Step one of everything that is proved by a code."""

    phone = phone_field(_l("Mobile number"))


class CodeForm(PageForm):
    """The code that was sent."""

    code = code_field(_l("Verification code"))


class SignInForm(PageForm):
    """Phone or login name, and password."""

    name = StringField(_l("Mobile number or login name"), validators=[DataRequired(_l("Enter your mobile number or login name")), Length(max=40)],
                       filters=[_name], render_kw={"autocomplete": "username"})
    password = _own_password(_l("Password"))


class NewPasswordForm(PageForm):
    """A new password, checked against the profile of whoever it is for; `own` are words it must not contain."""

    password = PasswordField(_l("New password"), validators=[DataRequired(_l("Enter a new password"))], render_kw={"autocomplete": "new-password"})

    def __init__(self, *, is_staff: bool = False, own: tuple[str, ...] = (), **values: Any) -> None:
        super().__init__(**values)
        self.profile = current_app.config["PASSWORD_PROFILE"] if is_staff else "asvs"
        self.own = own
        self.password.description = (
            _l("At least 10 characters, with three of these: small letters, capital letters, digits, other signs") if self.profile == "dengbao"
            else _l("At least 8 characters; a few words in a row are easy to remember and hard to guess"))

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what the profile refuses."""
        if problem := password_problem(field.data or "", self.profile, self.own):
            raise ValidationError(problem)


class NewAccountForm(NewPasswordForm):
    """The last step of signing up."""

    name = StringField(_l("Your name"), validators=[DataRequired(_l("Enter your name")), Length(max=40)],
                       description=_l("As on your identity card"), render_kw={"autocomplete": "name"})
    password = PasswordField(_l("Password"), validators=[DataRequired(_l("Enter a new password"))], render_kw={"autocomplete": "new-password"})


class ChangePasswordForm(NewPasswordForm):
    """The present password and the new one."""

    present = _own_password(_l("Present password"))


class NewPhoneForm(PageForm):
    """The phone to sign in with from now on."""

    phone = phone_field(_l("New mobile number"))
    password = _own_password(_l("Password"))


class _GrantForm(PageForm):
    """A role at a station; the stations that may be given are handed in."""

    role = SelectField(_l("Role"), choices=choices(ROLE_NAMES.items()))
    station = SelectField(_l("Station"))

    def __init__(self, *, stations: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.station.choices = choices(stations)


class StaffForm(_GrantForm):
    """Another role or station for a member of staff."""


class InviteForm(_GrantForm):
    """Whom to invite."""

    name = StringField(_l("Name"), validators=[DataRequired(_l("Enter the name")), Length(max=40)])
    phone = phone_field(_l("Mobile number"))


class StationForm(PageForm):
    """How a station is reached."""

    name = StringField(_l("Name of the place"), validators=[DataRequired(_l("Enter the name")), Length(max=60)])
    phone = StringField(_l("Telephone"), validators=[Length(max=30), Regexp(r"^[0-9+()（） ,，;；转、-]*$", message=_l("Only digits, blanks and hyphens"))])
    address = StringField(_l("Address"), validators=[Length(max=120)])
    hours = StringField(_l("Opening hours"), validators=[Length(max=60)], description=_l("For example: working days 8:30–11:30, 13:30–17:00"))


class AddStationForm(PageForm):
    """A station that the division tables do not have."""

    parent = SelectField(_l("Under which station"))
    code = StringField(_l("Code"), filters=[compact], render_kw={"inputmode": "numeric"},
                       description=_l("Begins with the code of the station above it and has three digits more"),
                       validators=[DataRequired(_l("Enter the station's code")), Regexp(r"^\d{9}(\d{3})?$", message=_l("9 or 12 digits"))])
    name = StringField(_l("Name of the place"), validators=[DataRequired(_l("Enter the name")), Length(max=60)])

    def __init__(self, *, parents: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.parent.choices = choices(parents)
