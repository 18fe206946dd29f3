"""Joining an account to a file."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length

from core.forms import PageForm, compact
from core.validators import Identity
from veterans.forms.base import required


class ClaimForm(PageForm):
    """A person claims their file."""

    name = StringField(_l("Your name, as on the identity card"), [*required(_l("Enter your name.")), Length(max=40)])
    identity_number = StringField(_l("Identity number"), [*required(_l("Enter your identity number.")), Identity()], filters=[compact])
    station_code = SelectField(_l("Township or subdistrict you live in"), validators=required(_l("Choose where you live.")))


class ConfirmClaimForm(PageForm):
    """Staff join the account to the file."""

    take_phone = BooleanField(_l("Note the account's phone on the file"))


class NewFileForm(PageForm):
    """Staff put the claimant on file."""

    station_code = SelectField(_l("Station that keeps the file"), validators=required(_l("Choose a station.")))


class RefuseClaimForm(PageForm):
    """Staff refuse, with a reason the person reads."""

    reason = StringField(_l("Reason, shown to the person"), [*required(_l("Say why, so that the person knows what to do.")), Length(max=200)])
