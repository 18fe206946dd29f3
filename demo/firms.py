"""The enterprises: made-up names in real trades, each with a number that belongs to nobody."""

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from stdnum.cn import uscc

from core.reference import townships
from core.validators import DEMO_DIVISION, DEMO_PHONE
from demo.plan import EMPLOYERS, VERIFIED_NEW, WAITING_EMPLOYERS, Plan
from demo.vocabulary import FirmKind, firm_kinds, phrases, table
from demo.words import expand, weighted
from employers.names import name_key

STAFF = {"1-20": (6, 20), "21-100": (22, 98), "101-300": (105, 290), "301-": (320, 900)}
REACH = {"1-20": 1.0, "21-100": 1.9, "101-300": 3.2, "301-": 5.0}
SITES = {"1-20": 1, "21-100": 2, "101-300": 3, "301-": 4}


@dataclass(frozen=True)
class Firm:
    """One enterprise. `ordinal` counts from 0; those below the history's number attended its fairs."""

    ordinal: int
    kind: FirmKind
    name: str
    credit_code: str
    nature: str
    size: str
    staff: int
    township: str
    sites: tuple[str, ...]
    intro: str
    contact: str
    phone: str

    @property
    def reach(self) -> float:
        """How much it recruits, relative to a small one."""
        return REACH[self.size]


def credit_code(ordinal: int) -> str:
    """The unified social credit code of the firm with this number, of the unassigned division."""
    body = f"91{DEMO_DIVISION}MA{ordinal + 4_100_000:07d}"
    return body + uscc.calc_check_digit(body)


def phone(kind: int, ordinal: int) -> str:
    """A phone of the unassigned range: `kind` is one digit for whose it is, `ordinal` is scattered over the rest (each other than the rest)."""
    return f"{DEMO_PHONE}{kind}{(ordinal * 7_919 + 104_729) % 10_000_000:07d}"


def surname(rng: Random) -> str:
    """A family name, as often as it is."""
    return weighted(rng, _surnames())


@lru_cache(maxsize=1)
def _surnames() -> dict[str, float]:
    return {row["surname"]: float(row["weight"]) for row in table("surnames")}


def _name(rng: Random, kind: FirmKind, nature: str, place: str) -> str:
    words = phrases()
    if nature == "public":
        return f"凌源市{place}{rng.choice(kind.words)}"
    brand = rng.choice(words["brand_first"]) + rng.choice(words["brand_second"])
    return f"{weighted(rng, words['firm_places'])}{brand}{rng.choice(kind.words)}{rng.choice(words['legal_forms'][nature])}"


def _firm(rng: Random, ordinal: int, taken: set[str]) -> Firm:
    kinds, words = firm_kinds(), phrases()
    kind = rng.choices(kinds, [k.weight for k in kinds])[0]
    nature, size = weighted(rng, kind.natures), weighted(rng, kind.sizes)
    spots = table("places")
    spot = rng.choices(spots, [float(row["firms"]) for row in spots])[0]
    town = _town_names()[spot["code"]]
    name = _name(rng, kind, nature, town)
    while name_key(name) in taken:
        name = _name(rng, kind, "private" if nature == "public" else nature, town)
    taken.add(name_key(name))
    staff = rng.randint(*STAFF[size])
    intro = expand(rng, kind.intro).format(staff=staff, plant=rng.choice(words["plants"]), town=town)
    return Firm(ordinal, kind, name, credit_code(ordinal), nature, size, staff, spot["code"], _sites(rng, town, spot["sites"].split(";"), size),
                f"{name}成立于{rng.randint(1998, 2018)}年，{intro}", surname(rng) + rng.choice(words["contact_titles"]), phone(7, ordinal))


def _sites(rng: Random, town: str, known: list[str], size: str) -> tuple[str, ...]:
    spots = rng.sample(known, min(len(known), rng.randint(1, SITES[size])))
    out = [spot if spot.startswith(town[:2]) else f"{town}{spot}" for spot in spots]
    if rng.random() < 0.5:
        out[0] += f"{rng.randint(1, 260)}号"
    return tuple(("凌源市" + site) if rng.random() < 0.45 else site for site in out)


@lru_cache(maxsize=1)
def _town_names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in townships()}


@lru_cache(maxsize=2)
def firms(plan: Plan) -> tuple[Firm, ...]:
    """Every enterprise: first the history's, then those verified since, then those that wait for the bureau."""
    rng, taken = plan.random("firms"), set[str]()
    total = sum(map(plan.count, (EMPLOYERS, VERIFIED_NEW, WAITING_EMPLOYERS)))
    return tuple(_firm(rng, ordinal, taken) for ordinal in range(total))


def past_firms(plan: Plan) -> tuple[Firm, ...]:
    """The enterprises of the history."""
    return firms(plan)[:plan.count(EMPLOYERS)]


def waiting_firms(plan: Plan) -> tuple[Firm, ...]:
    """Those that ask to be verified, or are about to."""
    return firms(plan)[-plan.count(WAITING_EMPLOYERS):]
