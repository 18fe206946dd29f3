"""What may be entered at the desk."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from bureau.labels import ACTIONS
from core.forms import RowForm, choices
from core.types import LARGEST_ID


class AuditFilterForm(RowForm):
    """What narrows the audit log; read from the address."""

    action = SelectField(_l("What was done"), choices=choices(ACTIONS.items(), _l("All")), default="")
    account = IntegerField(_l("Account number"), [Optional(), NumberRange(1, LARGEST_ID)])
    since = DateField(_l("From day"), [Optional()])
    until = DateField(_l("to day"), [Optional()])
