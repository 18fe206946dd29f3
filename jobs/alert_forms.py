"""The form of a saved search."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import PageForm, choices
from jobs.models.alerts import DAILY, WEEKLY

FREQUENCIES = {DAILY: _l("Every day, at nine in the morning"), WEEKLY: _l("Once a week, on Monday morning")}


class SaveSearchForm(PageForm):
    """What to call it and how often to hear of it."""

    name = StringField(_l("What to call it"), validators=[InputRequired(_l("Give it a name")), Length(max=40)])
    frequency = RadioField(_l("How often?"), description=_l("You only hear when something is new."), choices=choices(FREQUENCIES.items()),
                           validators=[InputRequired(_l("Choose how often"))])
