"""The dictionary: names that mean the same, words that say nothing, and what service is worth in civil work.

Pure: without a database it is what the product comes with. `core.lexicon.setup` hands in what the database holds.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from blinker import Signal

from core.lexicon.names import plain, stem
from core.lexicon.snapshot import Lexicon, seed_lexicon

lexicon_changed = Signal()
"""Sent inside the transaction of an edit as `send(kind=…, words=frozenset, version=…)`: `words` are the normalised words whose meaning may have
changed, for packages that keep encoded rows. `lexicon()` gives the new version by then."""

_source: list[Callable[[], Lexicon]] = [seed_lexicon]
_chosen: ContextVar[Lexicon | None] = ContextVar("lexicon", default=None)


def use_source(source: Callable[[], Lexicon]) -> None:
    """Name the function that gives the dictionary in force; the database's side fills it, once."""
    _source[:] = [source]


def lexicon() -> Lexicon:
    """The dictionary in force: the same throughout a request, command or task unless it edits the dictionary itself."""
    return _chosen.get() or _source[0]()


@contextmanager
def using(chosen: Lexicon) -> Iterator[Lexicon]:
    """Read `chosen` instead of the dictionary in force inside the block: for showing what an edit would change."""
    token = _chosen.set(chosen)
    try:
        yield chosen
    finally:
        _chosen.reset(token)


@lru_cache(maxsize=50_000)
def _skill(found: Lexicon, name: str) -> str:
    spelt = plain(name)
    for form in (spelt, stem(spelt)):
        if form in found.skills:
            return stem(found.skills[form])
    return stem(spelt)


def same_skill(name: str) -> str:
    """One spelling for a skill: `叉车驾驶`, `叉车操作` and `叉车` are one, `钩机` is `挖掘机`."""
    return _skill(lexicon(), name)


@lru_cache(maxsize=20_000)
def _certificate(found: Lexicon, name: str) -> str:
    spelt = plain(name)
    for form in (spelt, stem(spelt)):
        if form in found.certificates:
            return stem(found.certificates[form])
    return _skill(found, name)


@lru_cache(maxsize=50_000)
def _same_certificate(found: Lexicon, required: str, held: str) -> bool:
    wanted, own = _certificate(found, required), _certificate(found, held)
    return bool(wanted and own) and (wanted in own or own in wanted)


def same_certificate(required: str, held: str) -> bool:
    """Whether a certificate on file is the one that is asked for: one name contains the other once the common endings are off."""
    return _same_certificate(lexicon(), required, held)
