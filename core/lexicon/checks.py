"""Whether an entry may go into the dictionary beside the others."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from core.errors import BadInput
from core.lexicon.entries import Entry, Kind
from core.lexicon.names import plain
from core.reference import occupation_names
from core.text import normalise

SHORTEST = {Kind.STOP_WORD: 2, Kind.SYNONYM: 2, Kind.ONE_WAY: 2}


def spelling(kind: Kind, word: str) -> str:
    """A word as entries of the kind are compared."""
    return plain(word) if kind in (Kind.SKILL, Kind.CERTIFICATE) else normalise(word)


def _names(entry: Entry) -> list[str]:
    """The names that no other entry of the kind may carry."""
    if entry.kind == Kind.ONE_WAY:
        return [entry.key]
    return [spelling(entry.kind, word) for word in (entry.name, *entry.also)]


def _shape(entry: Entry) -> Iterator[str]:
    if not all(normalise(word) for word in (entry.name, *entry.also)):
        yield _("Write a name.")
    shortest = SHORTEST.get(entry.kind, 1)
    for word in (entry.name, *entry.also):
        if 0 < len(normalise(word)) < shortest:
            yield _("“%(word)s” is too short: one character is part of too many words.", word=word)
    if entry.kind in (Kind.SYNONYM, Kind.ONE_WAY) and not entry.also:
        yield _("Write at least one other word.")
    spelt = [spelling(entry.kind, word) for word in (entry.name, *entry.also)]
    for number, word in enumerate((entry.name, *entry.also)):
        if spelt[number] in spelt[:number]:
            yield _("“%(word)s” stands here twice.", word=word)


def _codes(entry: Entry) -> Iterator[str]:
    for code in entry.codes:
        if code not in occupation_names():
            yield _("There is no occupation with the code %(code)s in the 2022 classification tables.", code=code)


def _taken(entry: Entry, others: Iterable[Entry], before: Entry | None) -> Iterator[str]:
    """Words that another entry of the kind carries already; what the entry carried before stays as it is."""
    kept = set(_names(before)) if before else set()
    wanted = {spelt: word for spelt, word in zip(_names(entry), (entry.name, *entry.also), strict=False) if spelt not in kept}
    for other in others:
        for spelt in wanted.keys() & set(_names(other)):
            yield _("“%(word)s” is already under “%(other)s”.", word=wanted[spelt], other=other.name)


def _circle(entry: Entry, others: Iterable[Entry]) -> Iterator[str]:
    """One-way entries may not lead back: words that find each other belong into one two-way entry."""
    if entry.kind != Kind.ONE_WAY:
        return
    leads = {other.key: [normalise(word) for word in other.also] for other in others}
    seen: set[str] = set()
    waiting = [normalise(word) for word in entry.also]
    while waiting:
        word = waiting.pop()
        if word == entry.key:
            yield _("These words would lead back to “%(word)s”. If each is to find the other, write a two-way entry.", word=entry.name)
            return
        if word not in seen:
            seen.add(word)
            waiting += leads.get(word, [])


def problems(entry: Entry, entries: Iterable[Entry], before: Entry | None = None) -> list[str]:
    """What speaks against an entry among the `entries` in force, as sentences; `before` is what it replaces, which is among them."""
    others = [other for other in entries if other.kind == entry.kind and other != before]
    return list(dict.fromkeys((*_shape(entry), *_codes(entry), *_taken(entry, others, before), *_circle(entry, others))))


def refuse_problems(entry: Entry, entries: Iterable[Entry], before: Entry | None = None) -> None:
    """Let a sound entry pass.

    Raises:
        BadInput: something speaks against it; the message says what.

    """
    if found := problems(entry, entries, before):
        raise BadInput(" ".join(found))
