"""A position's conditions as pages show them: in words, hard ones apart from wishes. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask_babel import gettext as _

from jobs.required.kinds import PREFER, Required, span
from jobs.required.reading import ORDER
from jobs.required.wording import GROUP_LABELS, LABELS, ORIGIN_LABELS, relaxed_text, value_text, wish_text

YOUNG = 35


class Stored(Protocol):
    """The columns of a stored condition."""

    id: int
    name: str
    op: str
    value: Any
    relaxed: dict[str, Any]
    origin: str
    phrase: str
    is_hard: bool
    is_dropped: bool
    legal_basis: str


@dataclass(frozen=True)
class Line:
    """One condition in words. `says_otherwise`: the phrase contradicts the field that won."""

    id: int | None
    name: str
    label: str
    public: str
    veteran: str = ""
    families: tuple[tuple[str, str], ...] = ()
    origin: str = ""
    phrase: str = ""
    says_otherwise: bool = False
    is_dropped: bool = False
    legal_basis: str = ""
    warning: str = ""
    yours: Any = None


@dataclass
class Table:
    """Hard conditions, those somebody dropped, wishes, and a sex that is asked for without a legal basis."""

    hard: list[Line] = field(default_factory=list)
    dropped: list[Line] = field(default_factory=list)
    wishes: list[Line] = field(default_factory=list)
    sex: Line | None = None

    @property
    def has_yours(self) -> bool:
        """Whether the reader's own standing is known."""
        return any(line.yours for line in self.hard)

    @property
    def is_relaxed(self) -> bool:
        """Whether any of them is relaxed for somebody."""
        return any(line.veteran or line.families for line in self.hard)


def table(rows: Iterable[Stored], standing: Mapping[int, Any] | None = None) -> Table:
    """The conditions of a position; `standing` is how the reader meets each."""
    out = Table()
    for row in sorted(rows, key=lambda one: ORDER.index(one.name)):
        _place(out, _line(row, row.id, row.is_dropped, row.legal_basis, (standing or {}).get(row.id)), row.op, row.is_hard)
    return out


def table_of(read: Iterable[Required]) -> Table:
    """The conditions as they would be read from a form that is not saved."""
    out = Table()
    for one in read:
        _place(out, _line(one, None, is_dropped=False), one.op, one.is_hard)
    return out


def _place(out: Table, line: Line, op: str, is_hard: bool) -> None:
    if op == PREFER:
        out.wishes.append(line)
    elif line.name == "sex" and not is_hard:
        out.sex = line
    else:
        (out.dropped if line.is_dropped else out.hard).append(line)


def _line(row: Stored | Required, number: int | None, is_dropped: bool, legal_basis: str = "", yours: Any = None) -> Line:
    words = {group: relaxed_text(row.name, row.op, value) for group, value in row.relaxed.items()}
    public = wish_text(row.name, row.value) if row.op == PREFER else value_text(row.name, row.op, row.value)
    families = tuple((str(GROUP_LABELS[group]), words[group]) for group in ("active_family", "bereaved_family") if group in words)
    label = "" if (row.name, row.op) == ("veteran", PREFER) else str(LABELS[row.name])
    return Line(number, row.name, label, public, words.get("veteran", ""), families, str(ORIGIN_LABELS[row.origin]), row.phrase,
                bool(row.phrase) and row.origin != "text", is_dropped, legal_basis, _warning(row), yours)


def _warning(row: Stored | Required) -> str:
    high = span(row.op, row.value)[1] if row.name == "age" and row.op != PREFER else None
    if high is None:
        return ""
    return str(_("Ask for an age only if the work itself calls for it; under 35 people often see discrimination in it.") if high <= YOUNG
               else _("Ask for an age only if the work itself calls for it."))
