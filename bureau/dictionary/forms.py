"""What may be entered into the dictionary."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from bureau.dictionary.labels import STRENGTHS
from core.forms import PageForm, choices
from core.lexicon.entries import Entry, Kind, unique
from core.reference import occupation_names

MOST_WORDS, LONGEST = 60, 60
_SEPARATORS = re.compile(r"[\n;；、,，]+")
_LISTS = ("titles", "certificates", "transferable")
_OF_KIND = {
    Kind.SYNONYM: ("also",), Kind.ONE_WAY: ("also",), Kind.STOP_WORD: (), Kind.SKILL: ("also",), Kind.CERTIFICATE: ("also",), Kind.OCCUPATION: ("also", "code"),
    Kind.SPECIALTY: ("also", "codes", *_LISTS, "strength", "note"),
}


def listed(text: str | None) -> tuple[str, ...]:
    """The words of a list, one a line or between semicolons."""
    return unique(" ".join(part.split()) for part in _SEPARATORS.split(text or ""))


class _ShortWords:
    """Not too many words, none too long."""

    def __call__(self, _form: Any, field: Field) -> None:
        found = listed(field.data)
        if len(found) > MOST_WORDS:
            raise ValidationError(_("At most %(n)s words.", n=MOST_WORDS))
        if any(len(word) > LONGEST for word in found):
            raise ValidationError(_("A word has at most %(n)s characters.", n=LONGEST))


class EntryForm(PageForm):
    """One entry; `form_for` leaves the fields of its kind."""

    name = StringField(_l("Entry name"), [DataRequired(_l("Write a name.")), Length(max=LONGEST)])
    also = TextAreaField(_l("Other names"), [_ShortWords()], description=_l("One a line."), render_kw={"rows": 5})
    code = SelectField(_l("Occupation code (2022 classification)"), default="")
    codes = TextAreaField(_l("Occupation codes (2022 classification)"), [_ShortWords()], description=_l("One a line, the closest first."),
                          render_kw={"rows": 4})
    titles = TextAreaField(_l("Usual posts"), [_ShortWords()], description=_l("One a line."), render_kw={"rows": 4})
    certificates = TextAreaField(_l("Certificates needed"), [_ShortWords()], description=_l("One a line."), render_kw={"rows": 3})
    transferable = TextAreaField(_l("Skills that carry over"), [_ShortWords()], description=_l("One a line."), render_kw={"rows": 4})
    strength = SelectField(_l("How close"), choices=choices(STRENGTHS.items()), default="B")
    note = StringField(_l("Note"), [Length(max=200)])
    seen = HiddenField()

    def entry(self, kind: Kind, code: str) -> Entry:
        """The entry as entered; `code` is the number of a specialty (M01), which is not the clerk's to choose."""
        also = listed(self.also.data) if "also" in self else ()
        if kind == Kind.OCCUPATION:
            return Entry(kind, self.name.data or "", also, unique((self.code.data,)))
        if kind != Kind.SPECIALTY:
            return Entry(kind, self.name.data or "", also)
        detail = {"code": code} | {name: list(listed(self[name].data)) for name in _LISTS} | {"strength": self.strength.data, "note": self.note.data or ""}
        return Entry(kind, self.name.data or "", also, listed(self.codes.data), detail)


def _filled(entry: Entry) -> dict[str, Any]:
    lists = {"also": entry.also, "codes": entry.codes} | {name: entry.detail.get(name, ()) for name in _LISTS}
    lines = {name: "\n".join(words) for name, words in lists.items()}
    return {"name": entry.name, "code": next(iter(entry.codes), ""), "strength": entry.detail.get("strength"), "note": entry.detail.get("note", ""), **lines}


def form_for(kind: Kind, entry: Entry | None = None, seen: int | None = None) -> EntryForm:
    """The form of a kind, filled with an entry that is to be changed."""
    form = EntryForm(data={**_filled(entry), "seen": seen or ""} if entry else {})
    for name in [field.short_name for field in form if field.short_name not in ("name", "seen", "csrf_token", *_OF_KIND[kind])]:
        del form[name]
    if kind == Kind.OCCUPATION:
        names = occupation_names()
        form.code.choices = choices(((code, f"{code} {names[code]}") for code in sorted(names)), _l("None fits"))
    if kind == Kind.ONE_WAY:
        form.also.label.text = _l("Also look for")
    return form
