"""Linking the files of one family."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length

from core import reference
from core.forms import PageForm, choices, compact
from core.validators import Phone
from veterans.forms.base import required


class RelativeForm(PageForm):
    """Whom a person asks."""

    name = StringField(_l("Your relative's name"), [*required(_l("Enter the name as on your relative's file.")), Length(max=40)])
    phone = StringField(_l("Your relative's mobile phone"), [*required(_l("Enter the mobile phone.")), Phone()], filters=[compact])
    relation = SelectField(_l("What they are to you"), choices=choices(reference.RELATIONS.items(), _l("Choose")), validators=required(_l("Choose one.")))
