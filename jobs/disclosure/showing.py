"""What an enterprise is shown of a person: masked unless the person consented, never the identity number, disability, unit or address."""

import re
from dataclasses import dataclass

from core.crypto import mask_name
from veterans.secrecy import fit_to_show

NAME, PHONE, PROFILE = "name", "phone", "profile"
MASKED = "masked"
LEFT_OUT = "［…］"
_NUMBERS = re.compile(r"\d{7,}[\dXx]?")
_REACHES = re.compile(r"(?<![\d])[1１][\s\-—.·]?[3-9３-９](?:[\s\-—.·]?\d){9}(?!\d)|[\w.+-]+[@＠][\w-]+(?:[.．][\w-]+)+")


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
    """The text without long numbers and what one is reached by, a phone written with gaps too; nothing of it while something in it looks like a unit, a
    garrison or a weapon.
    """
    return LEFT_OUT if text and not fit_to_show(text) else _NUMBERS.sub(LEFT_OUT, _REACHES.sub(LEFT_OUT, text))


def shown(facts: Facts, given: frozenset[str]) -> Shown:
    """Mask what was not given."""
    clear, name = PROFILE in given, facts.name if NAME in given else mask_name(facts.name)

    def fit(text: str) -> str:
        return guarded(text.replace(facts.name, name) if len(facts.name) > 1 else text)

    masked = {
        "name": name, "phone": facts.phone if PHONE in given else None,
        "specialties": tuple((fit(one), years) for one, years in facts.specialties), "skills": tuple((fit(one), known) for one, known in facts.skills),
        "papers": tuple(map(fit, facts.papers)), "wanted": tuple(map(fit, facts.wanted)), "wanted_pay": facts.wanted_pay if clear else None,
        "experience": fit(facts.experience) if clear else "", "duty": fit(facts.duty) if clear else "",
    }
    return Shown(**{**vars(facts), **masked}, given=given)
