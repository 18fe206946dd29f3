"""Which station a roster means by the names it gives, and what it may have meant."""

import re
import unicodedata
from dataclasses import dataclass

from flask_babel import gettext as _
from rapidfuzz import fuzz, process
from sqlalchemy import select

from accounts.models import Station
from core.db import db

ALIKE = 50
TOWNSHIP_DIGITS = 9
_COMMITTEE = re.compile(r"(?:居民|村民)?委员会$|[居村]委会$|办事处$")
_KIND = re.compile(r"(?:街道|社区|村委|居委|[镇乡村])$")


def plain_name(text: str) -> str:
    """A place name as it is compared: half width, no blanks, without the committee."""
    bare = re.sub(r"[\s()（）]+", "", unicodedata.normalize("NFKC", text))
    shorter = _COMMITTEE.sub("", bare)
    return shorter if len(shorter) > 1 else bare


def _bare(text: str) -> str:
    """The name without what kind of place it is: what tells places apart."""
    return _KIND.sub("", plain_name(text)) or plain_name(text)


@dataclass(frozen=True)
class Place:
    """A station as the look-up needs it."""

    code: str
    name: str
    level: str


@dataclass(frozen=True)
class Misplaced:
    """Why no station was found: the field that is wrong, a code and a sentence."""

    field: str
    code: str
    message: str


class Places:
    """All open stations, read once a file; `scope` limits which may be written to."""

    def __init__(self, scope: str) -> None:
        query = select(Station.code, Station.name, Station.level).where(Station.is_active).order_by(Station.code)
        rows = [Place(*row) for row in db.session.execute(query)]
        self.scope = scope
        self.city = next((plain_name(p.name) for p in rows if p.level == "city"), "")
        self.townships = [p for p in rows if p.level == "township"]
        self.villages: dict[str, list[Place]] = {}
        for place in rows:
            if place.level == "village":
                self.villages.setdefault(place.code[:TOWNSHIP_DIGITS], []).append(place)

    def find(self, township: str, village: str) -> str | Misplaced:
        """The code of the village, else of the township, a row belongs to."""
        parent: Place | None = None
        if township:
            parent, rest = self._township(township)
            if parent is None:
                return self._no_such("township", township, self.townships)
            village = village or rest
        elif len(self.scope) >= TOWNSHIP_DIGITS:
            parent = next((p for p in self.townships if p.code == self.scope[:TOWNSHIP_DIGITS]), None)
        if parent is None:
            return self._by_village_alone(village) if village else Misplaced("township", "required", _("Must be filled in."))
        found = self._village(parent, village)
        return found if isinstance(found, Misplaced) else self._in_scope(found, "township" if township else "village")

    def within(self, *texts: str) -> str | Misplaced:
        """The code of the one township that the first of some texts names (where one is registered, lives, the file's title), for rows that name none."""
        own = self.find("", "")
        if isinstance(own, str):
            return own
        named = [{p.code for p in self.townships if p.name in text} for text in texts]
        found = next((codes for codes in named if len(codes) == 1), set())
        return self._in_scope(found.pop(), "township") if found else own

    def _township(self, text: str) -> tuple[Place | None, str]:
        """The township a text names, and what follows its name."""
        wanted = plain_name(text)
        wanted = wanted.removeprefix(self.city) or wanted
        for place in self.townships:
            if wanted in (place.name, plain_name(place.name)):
                return place, ""
        short = [p for p in self.townships if _bare(p.name) == wanted]
        if len(short) == 1:
            return short[0], ""
        longer = [p for p in self.townships if wanted.startswith(p.name)]
        return (longer[0], wanted.removeprefix(longer[0].name)) if len(longer) == 1 else (None, "")

    def _village(self, parent: Place, text: str) -> str | Misplaced:
        if not text:
            return self.scope if self.scope.startswith(parent.code) else parent.code
        found = self._named(self.villages.get(parent.code, []), text.replace(parent.name, ""))
        if len(found) == 1:
            return found[0].code
        return self._no_such("village", text, self.villages.get(parent.code, []), parent.name)

    @staticmethod
    def _named(places: list[Place], text: str) -> list[Place]:
        wanted = plain_name(text)
        exact = [p for p in places if plain_name(p.name) == wanted]
        return exact or [p for p in places if _bare(p.name) == wanted]

    def _by_village_alone(self, text: str) -> str | Misplaced:
        everywhere = [p for places in self.villages.values() for p in places if p.code.startswith(self.scope)]
        found = self._named(everywhere, text)
        if len(found) == 1:
            return found[0].code
        if found:
            return Misplaced("village", "ambiguous", _("Several townships have “%(name)s”; say which.", name=text))
        return self._no_such("village", text, everywhere)

    def _in_scope(self, code: str, field: str) -> str | Misplaced:
        if code.startswith(self.scope):
            return code
        return Misplaced(field, "out_of_scope", _("This place does not answer to your station. Ask that station or the bureau to import the row."))

    @staticmethod
    def _no_such(field: str, text: str, places: list[Place], parent: str = "") -> Misplaced:
        bare = {plain_name(p.name): _bare(p.name) for p in places}
        best = process.extractOne(_bare(text), bare, scorer=fuzz.ratio, score_cutoff=ALIKE)
        where = _("%(parent)s has no “%(name)s”", parent=parent, name=text) if parent else _("There is no “%(name)s”", name=text)
        if best:
            return Misplaced(field, "unknown_place", _("%(where)s; is it “%(best)s”?", where=where, best=best[2]))
        return Misplaced(field, "unknown_place", _("%(where)s. Compare with the list of stations.", where=where))
