"""The dictionary at one version, frozen: what the ranking, the search and the imports read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from core.lexicon.entries import Entry, Kind, unique
from core.lexicon.names import plain
from core.lexicon.patterns import Words, any_of
from core.lexicon.seed import seed_entries
from core.reference import occupation_names
from core.text import normalise

SEED = "seed"


@dataclass(frozen=True)
class CivilWork:
    """What a specialty is worth outside: occupation codes of the 2022 classification, the words of such posts; the occupations' names in the order of
    their codes, and the skills that carry over.
    """

    occupations: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Lexicon:
    """One version of the dictionary. `mark` differs whenever the content may: a version that was rolled back may come again with other content."""

    version: int
    mark: str
    skills: Mapping[str, str]
    certificates: Mapping[str, str]
    occupations: Mapping[str, str]
    synonyms: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]
    wider: Mapping[str, tuple[str, ...]]
    stop_words: frozenset[str]
    specialties: tuple[Entry, ...]
    known: Mapping[Kind, frozenset[str]] = field(repr=False)

    @cached_property
    def civil_work(self) -> Mapping[str, CivilWork]:
        """Civil work by the code, the name and each other name of a specialty."""
        found: dict[str, CivilWork] = {}
        for entry in self.specialties:
            names = tuple(occupation_names()[code] for code in entry.codes)
            titles, skills = tuple(entry.detail.get("titles", ())), tuple(entry.detail.get("transferable", ()))
            work = CivilWork(entry.codes, (*names, *titles, *skills), names, skills)
            for key in unique((entry.detail.get("code", ""), entry.name, *entry.also)):
                found.setdefault(normalise(key), work)
        return found

    def specialty(self, name: str) -> Entry | None:
        """The specialty with this code, name or other name."""
        return self._specialty.get(normalise(name))

    @cached_property
    def _specialty(self) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for entry in self.specialties:
            for key in unique((entry.detail.get("code", ""), entry.name, *entry.also)):
                found.setdefault(normalise(key), entry)
        return found

    @cached_property
    def blank_words(self) -> Words:
        """Finds stop words in a normalised text."""
        return any_of(self.stop_words)

    @cached_property
    def title_words(self) -> Words:
        """Finds job titles that lead to an occupation in a normalised text."""
        return any_of(name for name, code in self.occupations.items() if code and len(name) > 1)

    @cached_property
    def asked_words(self) -> Words:
        """Finds the words of a search that stand for more than themselves, or for nothing."""
        return any_of({*self.synonyms, *self.wider, *self.stop_words})

    def alternatives(self, word: str) -> tuple[str, ...]:
        """What a search for `word` also finds: its synonyms in both directions, and what one-way entries add with their synonyms; without itself."""
        same = self._group(word)
        more = (other for name in same for wider in self.wider.get(name, ()) for other in self._group(wider))
        return unique(other for other in (*same, *more) if other != word)

    def _group(self, word: str) -> tuple[str, ...]:
        return self.groups.get(self.synonyms.get(word, ""), (word,))


def _aliases(entries: Iterable[Entry]) -> dict[str, str]:
    return {plain(other): plain(entry.name) for entry in entries for other in entry.also}


def _codes(entries: list[Entry]) -> dict[str, str]:
    """Normalised name to code: an entry's own name goes before other entries' titles."""
    found: dict[str, str] = {}
    for entry in entries:
        found.setdefault(entry.key, next(iter(entry.codes), ""))
    for entry in entries:
        for title in entry.also:
            found.setdefault(normalise(title), next(iter(entry.codes), ""))
    return found


def _known(kind: Kind, entries: list[Entry]) -> frozenset[str]:
    spelling = plain if kind in (Kind.SKILL, Kind.CERTIFICATE) else normalise
    return frozenset(spelling(word) for entry in entries for word in (entry.name, *entry.also))


def build(entries: Iterable[Entry], version: int, mark: str) -> Lexicon:
    """The snapshot of these entries."""
    by_kind: dict[Kind, list[Entry]] = {kind: [] for kind in Kind}
    for entry in entries:
        by_kind[entry.kind].append(entry)
    groups = {entry.key: unique((entry.key, *map(normalise, entry.also))) for entry in by_kind[Kind.SYNONYM]}
    values: dict[str, Any] = {
        "skills": _aliases(by_kind[Kind.SKILL]), "certificates": _aliases(by_kind[Kind.CERTIFICATE]), "occupations": _codes(by_kind[Kind.OCCUPATION]),
        "synonyms": {word: key for key, members in groups.items() for word in members}, "groups": groups,
        "wider": {entry.key: unique(map(normalise, entry.also)) for entry in by_kind[Kind.ONE_WAY]},
        "stop_words": frozenset(entry.key for entry in by_kind[Kind.STOP_WORD]), "specialties": tuple(by_kind[Kind.SPECIALTY]),
        "known": {kind: _known(kind, listed) for kind, listed in by_kind.items()}}
    return Lexicon(version, mark, **values)


@cache
def seed_lexicon() -> Lexicon:
    """The dictionary the product comes with, for code that runs without a database."""
    return build(seed_entries(), 0, SEED)
