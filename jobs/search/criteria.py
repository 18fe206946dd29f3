"""What somebody looks for: words and filters, read from an address and written back into one."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Protocol

from core.reference import ANY_EDUCATION, EDUCATION, LICENCE_CLASSES, RESTS, SHIFTS

TERMS = ("relaxed", "first", "family")
PERKS = ("meals", "lodging", "insurance")
LONGEST_TEXT = 60
PAY_RANGE = range(500, 100_001)


class Arguments(Protocol):
    """The arguments of an address, several values a name."""

    def getlist(self, key: str) -> list[str]:
        """All values given under `key`."""
        ...


class Kept(dict[str, str | list[str]]):
    """Arguments as `Criteria.arguments` wrote them, to be read like an address."""

    def getlist(self, key: str) -> list[str]:
        """All values under `key`."""
        value = self.get(key, [])
        return [value] if isinstance(value, str) else value


@dataclass(frozen=True)
class Criteria:
    """One search. Values inside `town`, `shift`, `rest` and `licence` are alternatives; each of `vet` and `perk` must hold."""

    q: str = ""
    town: tuple[str, ...] = ()
    pay: int | None = None
    vet: tuple[str, ...] = ()
    perk: tuple[str, ...] = ()
    shift: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    edu: str = ""
    licence: tuple[str, ...] = ()

    def chosen(self) -> list[str]:
        """The names of the filters that are set, without the words."""
        return [field.name for field in fields(self) if field.name != "q" and getattr(self, field.name)]

    def without(self, name: str) -> "Criteria":
        """The same search with one filter (or the words, `q`) dropped."""
        return replace(self, **{name: getattr(NOTHING, name)})

    def only_words(self) -> "Criteria":
        """The words alone."""
        return Criteria(q=self.q)

    def joined(self, other: "Criteria") -> "Criteria":
        """Both searches in one: values united, `other` wins where there can be only one."""
        united = {name: tuple(dict.fromkeys((*getattr(self, name), *getattr(other, name)))) for name in _MANY}
        return replace(self, **united, q=other.q, pay=other.pay or self.pay, edu=other.edu or self.edu)

    def arguments(self) -> dict[str, str | list[str]]:
        """The arguments of this search's address; what is not set is left out."""
        found: dict[str, str | list[str]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value:
                found[field.name] = list(value) if isinstance(value, tuple) else str(value)
        return found


NOTHING = Criteria()
_MANY = ("town", "vet", "perk", "shift", "rest", "licence")
_ALLOWED: Mapping[str, Container[str]] = {
    "vet": TERMS, "perk": PERKS, "shift": SHIFTS, "rest": RESTS, "licence": LICENCE_CLASSES,
}


def _kept(values: Sequence[str], allowed: Container[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value in allowed))


def _one(values: Sequence[str]) -> str:
    return values[0].strip() if values else ""


def criteria_from(arguments: Arguments, towns: Container[str]) -> Criteria:
    """Read an address. What is not known (a made-up code, a word where a number belongs) is left out, never an error."""
    many = {name: _kept(arguments.getlist(name), allowed) for name, allowed in _ALLOWED.items()}
    pay, edu = _one(arguments.getlist("pay")), _one(arguments.getlist("edu"))
    return Criteria(
        q=_one(arguments.getlist("q"))[:LONGEST_TEXT],
        town=_kept(arguments.getlist("town"), towns),
        pay=int(pay) if pay.isascii() and pay.isdigit() and len(pay) < 7 and int(pay) in PAY_RANGE else None,
        edu=edu if edu in EDUCATION or edu == ANY_EDUCATION else "",
        **many,
    )
