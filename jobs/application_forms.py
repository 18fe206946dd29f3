"""Forms of an application: applying, setting an interview, ending it, following it up."""

from datetime import datetime
from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.clock import from_city
from core.forms import PageForm, choices
from jobs.states.applications import DECLINE_REASONS, UNSUCCESSFUL_REASONS

CONTACT, HIDDEN = "contact", "hidden"


class ApplyForm(PageForm):
    """What the employer may see is chosen, never preset."""

    gives = RadioField(_l("What may the employer see?"), validators=[InputRequired(_l("Choose what the employer may see"))], choices=choices((
        (CONTACT, _l("My profile with name and phone: they can call me")),
        (HIDDEN, _l("My profile without name and phone: they ask me first")),
    )))
    message = TextAreaField(_l("A word to the employer"), description=_l("If you like, for example when you can start. No phone numbers, no unit designators."),
                            validators=[Length(max=300)])
    agrees = BooleanField(_l("I have read this and agree that the employer sees it for this position."),
                          validators=[InputRequired(_l("Nothing is sent before you agree"))])
    nonce = HiddenField(validators=[Length(max=40)])


class InviteForm(PageForm):
    """Day, hour and place of an interview, in the city's time."""

    at = DateTimeLocalField(_l("Day and time"), validators=[InputRequired(_l("Enter day and time"))])
    place = StringField(_l("Where"), description=_l("Address, or how to talk on the phone"), validators=[InputRequired(_l("Say where")), Length(max=120)])

    def moment(self) -> datetime:
        """The entered time as an instant; only of a valid form."""
        return from_city(cast(datetime, self.at.data))


class RefuseForm(PageForm):
    """Why the applicant is not taken; the person reads it."""

    reason = RadioField(_l("Reason"), description=_l("The person reads it."), choices=choices(UNSUCCESSFUL_REASONS.items()),
                        validators=[InputRequired(_l("Choose a reason"))])


class DeclineForm(PageForm):
    """Why the person does not take the job."""

    reason = RadioField(_l("Reason"), choices=choices(DECLINE_REASONS.items()), validators=[InputRequired(_l("Choose a reason"))])


class HelpForm(PageForm):
    """What the station found out."""

    note = TextAreaField(_l("What you found out"), description=_l("The person reads it."), validators=[InputRequired(_l("Write a sentence")), Length(max=300)])
