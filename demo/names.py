"""Names and numbers of made-up people: given names as their years gave them, identity numbers of the unassigned division."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from random import Random

from stdnum.cn import ric

from core.validators import DEMO_DIVISION
from demo.firms import surname
from demo.vocabulary import table


@dataclass
class Identities:
    """Hands out identity numbers, none twice."""

    taken: Counter[tuple[date, str]] = field(default_factory=Counter)

    def number(self, born: date, sex: str) -> str:
        """The next free number of that day: odd for men, even for women."""
        serial = self.taken[born, sex]
        self.taken[born, sex] += 1
        body = f"{DEMO_DIVISION}{born:%Y%m%d}{2 * (serial + 57) + (sex == '1'):03d}"
        return body + ric.calc_check_digit(body + "0")  # the library wants the whole number


def full_name(rng: Random, sex: str, year: int) -> str:
    """A name as people born in that year bear it."""
    row = next(r for r in table("names") if r["sex"] == sex and int(r["from"]) <= year <= int(r["to"]))
    if rng.random() < 0.22:
        return surname(rng) + rng.choice(row["single"])
    return surname(rng) + rng.choice(row["first"]) + rng.choice(row["second"])
