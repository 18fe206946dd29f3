"""The form by which a reader reports a posting."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.forms import PageForm, choices
from core.reference import REPORT_KINDS


class ReportForm(PageForm):
    """What is wrong with the posting; no name is asked."""

    kind = RadioField(_l("What is wrong?"), choices=choices(REPORT_KINDS.items()), validators=[InputRequired(_l("Please choose what is wrong."))])
    text = TextAreaField(_l("What happened (you may leave this empty)"), description=_l("Please do not write identity numbers or bank cards here."),
                         validators=[Length(max=500, message=_l("Please use at most 500 characters."))])
