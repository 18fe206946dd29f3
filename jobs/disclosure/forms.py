"""What a person enters about who may see the file."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.forms import PageForm, compact
from core.types import LARGEST_ID
from core.validators import CreditCode


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


class HideForm(PageForm):
    """An enterprise to hide from."""

    name = StringField(_l("Name of the employer"), description=_l("For example where you work now. Also one that is not here yet."),
                       validators=[InputRequired(_l("Enter the name")), Length(max=80)])
    credit_code = StringField(_l("Credit code (you may leave this empty)"), filters=[compact, _upper], validators=[Optional(), CreditCode()])


class LedgerForm(PageForm):
    """Which part of the ledger the auditor reads."""

    class Meta(PageForm.Meta):
        """It changes nothing, so it needs no token."""

        csrf = False

    person = IntegerField(_l("File number"), validators=[Optional(), NumberRange(1, LARGEST_ID)])
    employer = IntegerField(_l("Employer number"), validators=[Optional(), NumberRange(1, LARGEST_ID)])
