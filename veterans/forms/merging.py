"""Which of two files stays, and which of their entries."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from core.forms import PageForm, choices, whole_number

ONE, OTHER = "one", "other"
SIDES = {ONE: _l("first file"), OTHER: _l("second file")}


class MergeForm(PageForm):
    """The file that stays, and the versions of both that were compared. Each field that differs has a choice of its own beside these."""

    one_version = HiddenField()
    other_version = HiddenField()
    survivor = RadioField(_l("Which number stays?"), choices=choices(SIDES.items()), default=ONE)

    def taken(self, fields: Sequence[str]) -> list[str]:
        """The fields to take from the file that goes."""
        return [name for name in fields if self[field_name(name)].data != self.survivor.data]

    def versions(self) -> tuple[int, int]:
        """Of the first and the second file; 0 where the page was tampered with."""
        return tuple(whole_number(self[name].data or "") or 0 for name in ("one_version", "other_version"))  # type: ignore[return-value]


def field_name(name: str) -> str:
    """The form's name of a file's field: `service.rank` → `take_service_rank`."""
    return f"take_{name.replace('.', '_')}"


def merge_form(fields: Sequence[str], preferred: dict[str, str]) -> type[MergeForm]:
    """The form for two files that differ in `fields`; `preferred` names the side that is chosen at first."""
    chosen = {field_name(name): RadioField(name, choices=choices(SIDES.items()), default=preferred[name]) for name in fields}
    return type("ChosenMergeForm", (MergeForm,), chosen)
