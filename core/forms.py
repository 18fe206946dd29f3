"""The base form: values trimmed and brought to half width, no browser-side required marks, errors in the person's language.

A form states the rules once, for the page and for each spreadsheet row.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, Form, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # PostgreSQL takes no NUL, a spreadsheet none of them
DIGITS_ONLY = str.maketrans("", "", " -\u3000\u00a0")


def tidy(value: Any) -> Any:
    """Trim, drop control characters, and turn full-width letters and digits into ordinary ones; other values pass."""
    if not isinstance(value, str):
        return value
    kept = "".join(unicodedata.normalize("NFKC", c) if "\uff10" <= c <= "\uff5a" else c for c in UNSEEN.sub("", value))
    return kept.strip(" \t\r\n\u3000\u00a0\ufeff")


def compact(value: Any) -> Any:
    """For numbers people write with blanks or hyphens: phones, identity numbers, credit codes."""
    return value.translate(DIGITS_ONLY) if isinstance(value, str) else value


def whole_number(text: str) -> int | None:
    """The number an address or a hidden field carries; None for what is none, or has ten digits or more.

    `isdecimal`, since `int` refuses what is only a digit, such as ².
    """
    return int(text) if text.isdecimal() and len(text) < 10 else None


class Rules:
    """What every form shares: tidy input, no `required` attributes (errors come from the server, with the input kept)."""

    class Meta:
        """WTForms' options."""

        def bind_field(self, form: Form, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Add `tidy` in front of each field's own filters."""
            filters = [tidy, *unbound_field.kwargs.get("filters", ())]
            if _is_text(unbound_field.field_class):
                options = {**options, "filters": filters}
                unbound_field = _without(unbound_field, "filters")
            field: Field = unbound_field.bind(form=form, **options)
            return field

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Any:
            """Never write `required`, and tie the field to its hint and error."""
            described = [f"{field.id}-hint"] if field.description else []
            described += [f"{field.id}-error"] if field.errors else []
            if described:
                render_kw.setdefault("aria-describedby", " ".join(described))
            if field.errors:
                render_kw.setdefault("aria-invalid", "true")
            render_kw["required"] = False
            return field.widget(field, **{**(field.render_kw or {}), **render_kw})


def _is_text(field_class: type) -> bool:
    return issubclass(field_class, StringField)


def _without(unbound: Any, name: str) -> Any:
    kwargs = {k: v for k, v in unbound.kwargs.items() if k != name}
    return type(unbound)(unbound.field_class, *unbound.args, **kwargs)


class PageForm(Rules, FlaskForm):
    """A form on a page: with CSRF token."""

    class Meta(Rules.Meta, FlaskForm.Meta):
        """Both sets of options."""


class RowForm(Rules, Form):
    """The same rules for a spreadsheet row or an API body: no CSRF token."""

    class Meta(Rules.Meta, Form.Meta):  # type: ignore[name-defined]
        """WTForms' own options with ours."""


class CheckboxesField(SelectMultipleField):
    """Several of a few: a group of checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def choices(pairs: Iterable[tuple[str, Any]], blank: Any = None) -> list[SelectChoice]:
    """Choices for a select from (value, label) pairs; `blank` is the label of the empty choice."""
    first = [] if blank is None else [SelectChoice("", blank)]
    return first + [SelectChoice(value, label) for value, label in pairs]
