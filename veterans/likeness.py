"""Which files may be one person's: the same name and birth date, the same phone, a digit mistyped or two swapped, a name that sounds nearly the same. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

NEAR = 84.0  # how alike two names must sound (0 to 100)
CROWD = 60  # people who share a phone or a name and a birth date; more of them are no doubles but a wrong entry
WEIGHT = {"name_birth": 4, "identity_near": 4, "phone": 3, "phone_near": 2, "name_near": 1}


@dataclass(frozen=True)
class Facts:
    """What is compared of a file. `sound` is the name in pinyin."""

    id: int
    name: str
    sound: str
    birth_date: date | None
    sex: str
    township: str
    identity_number: str
    phone: str


def is_one_slip(one: str, other: str) -> bool:
    """Whether two numbers differ by one digit, or by two neighbours that changed places."""
    return bool(one and other) and one != other and OSA.distance(one, other, score_cutoff=1) <= 1


def _sounds_near(one: Facts, other: Facts) -> bool:
    return one.sound == other.sound or fuzz.ratio(one.sound, other.sound, score_cutoff=NEAR) > 0


def reasons(one: Facts, other: Facts) -> list[str]:
    """Why two files may be one person's, the strongest first; empty when nothing speaks for it."""
    found = []
    same_sound, same_birth = one.sound == other.sound, one.birth_date is not None and one.birth_date == other.birth_date
    if same_sound and same_birth:
        found.append("name_birth")
    if same_sound and is_one_slip(one.identity_number[:17], other.identity_number[:17]):
        found.append("identity_near")
    if one.phone and one.phone == other.phone:
        found.append("phone")
    elif same_sound and _may_be_same_age(one, other) and is_one_slip(one.phone, other.phone):
        found.append("phone_near")
    if same_birth and not same_sound and one.sex == other.sex and one.township == other.township and _sounds_near(one, other):
        found.append("name_near")
    return found


def _may_be_same_age(one: Facts, other: Facts) -> bool:
    return one.birth_date is None or other.birth_date is None or one.birth_date.year == other.birth_date.year


def _groups(facts: Iterable[Facts]) -> Iterator[Sequence[Facts]]:
    """People who share what a double shares: the sound of the name, the phone, or birth date with sex and township."""
    shared: dict[tuple[object, ...], list[Facts]] = defaultdict(list)
    for one in facts:
        shared["sound", one.sound].append(one)
        if one.phone:
            shared["phone", one.phone].append(one)
        if one.birth_date:
            shared["born", one.birth_date, one.sex, one.township].append(one)
    for key, group in shared.items():
        if len(group) > 1 and (key[0] != "phone" or len(group) <= CROWD):
            yield group


def likely_pairs(facts: Iterable[Facts]) -> dict[tuple[int, int], list[str]]:
    """Pairs of files that may be one person's, the lower number first, with the reasons."""
    out: dict[tuple[int, int], list[str]] = {}
    for group in _groups(facts):
        for one, other in combinations(group, 2):
            pair = (min(one.id, other.id), max(one.id, other.id))
            if pair not in out and (why := reasons(one, other)):
                out[pair] = why
    return out
