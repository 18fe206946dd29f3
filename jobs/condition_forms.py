"""Forms about one condition of a position: another value, less asked of a group, the rule that allows it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FloatField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from core.forms import CheckboxesField, PageForm, choices
from core.reference import EDUCATION, LICENCE_CLASSES, SHIFTS
from jobs.forms import WordsField
from jobs.required import EVERYBODY, LATER, SERVICE, WAIVED
from jobs.required.kinds import span
from jobs.required.wording import GROUP_LABELS

VALUE = "value"
ENTRY = {"age": ("low", "high"), "height": ("low", "high"), "education": ("level",), "experience": ("years",), "licence": ("classes",),
         "certificate": ("names",), "shift": ("shifts",)}
HOW = {VALUE: _l("Ask for less"), WAIVED: _l("Do not ask for it"), LATER: _l("It may be earned after starting"), SERVICE: _l("Years of service count")}
WORDS_OF = {"certificate": (LATER,), "licence": (LATER,), "experience": (SERVICE,)}
OCCASIONS = {"position": _l("With the position"), "booth": _l("On the spot, at a job fair"), "adviser": _l("On an adviser's advice")}
_LICENCES = [*((c, c) for c in LICENCE_CLASSES), ("military", _l("a military licence")), ("any", _l("any driving licence"))]


def _number(low: int, high: int) -> list[Any]:
    return [Optional(), NumberRange(low, high, message=_l("Enter a number from %(min)s to %(max)s"))]


class ValueForm(PageForm):
    """What is asked for, of any kind; `keep_only` leaves the fields of one condition."""

    low = IntegerField(_l("Lowest"), validators=_number(14, 250))
    high = IntegerField(_l("Highest"), validators=_number(14, 250))
    level = SelectField(_l("Education, at least"), choices=choices(EDUCATION.items()), validators=[Optional()])
    years = FloatField(_l("Years of experience"), validators=_number(0, 40))
    classes = CheckboxesField(_l("Any of these"), choices=choices(_LICENCES))
    names = WordsField(_l("Any of these certificates"), description=_l("With commas between"))
    shifts = CheckboxesField(_l("Any of these shifts"), choices=choices(SHIFTS.items()))

    def keep_only(self, name: str, op: str = "") -> None:
        """Drop the fields that do not belong to a condition of this name; with an `op`, also the open end of a span."""
        open_end = {"<=": "low", ">=": "high"}.get(op) if name in ("age", "height") else None
        for field in ("low", "high", "level", "years", "classes", "names", "shifts"):
            if field not in ENTRY.get(name, ()) or field == open_end:
                delattr(self, field)

    def entered(self, name: str, op: str) -> tuple[str, Any] | None:
        """The comparison and value as entered; None, with an error at the field, when nothing is."""
        if name in ("age", "height"):
            return self._span()
        fields = ENTRY.get(name, ())
        value = self[fields[0]].data if fields else None
        if value in (None, "", []):
            if fields:
                self[fields[0]].errors = [_("Enter what is asked for")]
            return None
        return op, value

    def _span(self) -> tuple[str, Any] | None:
        low, high = (self[end].data if end in self else None for end in ("low", "high"))
        if low is None and high is None or low is not None and high is not None and low > high:
            field = self["high"] if "high" in self else self["low"]
            field.errors = [_("is lower than where the age starts") if low is not None and high is not None else _("Enter a number")]
            return None
        return ("between", [low, high]) if low is not None and high is not None else (">=", low) if high is None else ("<=", high)


def value_data(name: str, op: str, value: Any) -> dict[str, Any]:
    """The fields of a value form as a condition stands."""
    if name in ("age", "height"):
        low, high = span(op, value)
        return {"low": low, "high": high}
    return dict.fromkeys(ENTRY.get(name, ()), value)


class RelaxForm(ValueForm):
    """Less asked of everybody or of a group."""

    whom = SelectField(_l("For whom"), choices=choices(GROUP_LABELS.items()), default="veteran")
    how = RadioField(_l("How"), default=VALUE, validators=[InputRequired()])
    occasion = SelectField(_l("Where this was agreed"))
    reason = StringField(_l("Reason (you may leave this empty)"), validators=[Length(max=200)])

    def fit(self, name: str, op: str, occasions: tuple[str, ...]) -> None:
        """Leave what can be relaxed of a condition of this name."""
        ways = (*((VALUE,) if name in ENTRY else ()), WAIVED, *WORDS_OF.get(name, ()))
        self.how.choices = choices((way, HOW[way]) for way in ways)
        if VALUE not in ways and self.how.data == VALUE:
            self.how.data = WAIVED
        self.occasion.choices = choices((key, OCCASIONS[key]) for key in occasions)
        self.occasion.data = self.occasion.data or occasions[0]
        self.keep_only(name, op)

    def becomes(self, name: str, op: str) -> Any:
        """What is asked instead; None, with an error at the field, when it cannot be read."""
        if self.how.data != VALUE:
            if self.whom.data == EVERYBODY and self.how.data in (LATER, SERVICE):
                self.how.errors = [_("This can be said for a group only.")]
                return None
            return self.how.data
        entered = self.entered(name, op)
        if entered is not None and entered[0] != op:
            self["high" if "high" in self else "low"].errors = [_("Enter a number")]
            return None
        return None if entered is None else entered[1]


class BasisForm(PageForm):
    """The rule that allows asking for the sex."""

    basis = StringField(_l("Legal basis"), description=_l("For example: 女职工劳动保护特别规定附录第一条"),
                        validators=[DataRequired(_l("Write the rule with its article")), Length(max=120)])
