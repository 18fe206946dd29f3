"""What an enterprise is shown of a person: masked unless the person consented, never the identity number, disability, unit or address."""

import re
from dataclasses import dataclass

from core.crypto import mask_name
from veterans.secrecy import fit_to_show

NAME, PHONE, PROFILE = "name", "phone", "profile"
MASKED = "masked"
LEFT_OUT = "［…］"
_NUMBERS = re.compile(r"\d{7,}[\dXx]?")


@dataclass(frozen=True)
class Facts:
    """What is read of a person for an enterprise. There is no field for what enterprises never see."""

    id: int
    name: str
    phone: str | None
    age: int | None
    kind: str
    place: str
    education: str
    years: float | None
    specialties: tuple[tuple[str, float | None], ...]
    skills: tuple[tuple[str, str], ...]
    papers: tuple[str, ...]
    wanted: tuple[str, ...]
    wanted_pay: int | None
    experience: str
    duty: str


@dataclass(frozen=True)
class Shown(Facts):
    """A person as one enterprise sees them; `given` names what the person consented to."""

    given: frozenset[str] = frozenset()

    @property
    def what(self) -> str:
        """The word the ledger keeps: `masked`, or the fields in clear."""
        return ",".join(sorted(self.given)) or MASKED


def guarded(text: str) -> str:
    """The text without long numbers such as a phone; nothing of it while something in it looks like a unit, a garrison or a weapon."""
    return LEFT_OUT if text and not fit_to_show(text) else _NUMBERS.sub(LEFT_OUT, text)


def shown(facts: Facts, given: frozenset[str]) -> Shown:
    """Mask what was not given."""
    clear = PROFILE in given
    masked = {
        "name": facts.name if NAME in given else mask_name(facts.name), "phone": facts.phone if PHONE in given else None,
        "specialties": tuple((guarded(name), years) for name, years in facts.specialties), "skills": tuple((guarded(n), known) for n, known in facts.skills),
        "papers": tuple(map(guarded, facts.papers)), "wanted": tuple(map(guarded, facts.wanted)), "wanted_pay": facts.wanted_pay if clear else None,
        "experience": guarded(facts.experience) if clear else "", "duty": guarded(facts.duty) if clear else "",
    }
    return Shown(**{**vars(facts), **masked}, given=given)
