"""Where somebody lives, what they learned at school, and how they stand: drawn from the city's own proportions."""

from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

from core.reference import villages
from demo.vocabulary import phrases, table
from demo.words import weighted

WORKING = (16, 64)
Row = dict[str, Any]


@lru_cache(maxsize=1)
def _homes() -> tuple[list[dict[str, str]], list[float]]:
    """The villages with their weights: a township's weight over its villages, more for communities in town."""
    weights = {row["code"]: float(row["people"]) for row in table("places")}
    rows = villages()
    within: dict[str, float] = {}
    own = [1.6 if "社区" in row["name"] else 1.0 for row in rows]
    for row, weight in zip(rows, own, strict=True):
        within[row["streetCode"]] = within.get(row["streetCode"], 0.0) + weight
    return rows, [weights[row["streetCode"]] * weight / within[row["streetCode"]] for row, weight in zip(rows, own, strict=True)]


def home(rng: Random) -> tuple[str, str]:
    """The code of a village and an address in it."""
    rows, weights = _homes()
    row = rng.choices(rows, weights)[0]
    spot = row["name"].removesuffix("居民委员会").removesuffix("村民委员会")
    if "社区" in spot:
        return row["code"], f"{spot}{rng.randint(1, 30)}号楼{rng.randint(1, 5)}单元"
    return row["code"], f"{spot}{rng.randint(1, 9)}组"


def education(rng: Random, born: date, officer: bool) -> str:
    """A level as common as it was for that year of birth."""
    if officer:
        return weighted(rng, {"大专": 4, "本科": 6, "硕士": 0.3})
    year = born.year
    if year < 1955:
        return weighted(rng, {"": 12, "小学": 50, "初中": 33, "高中": 5})
    if year < 1970:
        return weighted(rng, {"": 5, "小学": 14, "初中": 60, "高中": 17, "中专": 3, "大专": 1})
    if year < 1985:
        return weighted(rng, {"": 3, "初中": 55, "高中": 21, "中专": 12, "大专": 7, "本科": 2})
    if year < 1997:
        return weighted(rng, {"": 2, "初中": 30, "高中": 26, "中专": 16, "大专": 19, "本科": 7})
    return weighted(rng, {"初中": 10, "高中": 30, "中专": 16, "大专": 36, "本科": 8})


def schooling(rng: Random, level: str) -> Row:
    """School and major, where the level has them and they are on file."""
    schools = phrases()["schools"].get(level)
    if not schools or rng.random() < 0.3:
        return {"school": "", "major": ""}
    return {"school": rng.choice(schools), "major": rng.choice(phrases()["majors"])}


def ethnicity(rng: Random, code: str) -> str:
    """By village: one township is Mongolian."""
    if code.startswith("211382217"):
        return weighted(rng, {"02": 60, "01": 34, "11": 6})
    return weighted(rng, {"01": 80, "02": 10, "11": 8, "03": 1.5, "97": 0.5})


def politics(rng: Random, born: date, served: bool) -> str:
    """Party membership, more common among those who served."""
    if not served:
        return weighted(rng, {"13": 85, "01": 9, "03": 6})
    return weighted(rng, {"13": 58, "01": 36, "03": 6} if born.year < 1998 else {"03": 48, "13": 34, "01": 16, "02": 2})


def standing(rng: Random, unit: str, age: int, seeks: bool) -> Row:
    """Whether they look for work, what they do meanwhile, who may see them."""
    if seeks:
        return {"seeking": "yes", "employment": weighted(rng, {"seeking": 74, "farming": 13, "employed": 13}), "work_unit": "",
                "visibility": weighted(rng, {"masked": 62, "open": 18, "off": 20})}
    if unit:
        return {"seeking": "no", "employment": "employed", "work_unit": unit, "visibility": "off"}
    if age > WORKING[1]:
        return {"seeking": "no", "employment": weighted(rng, {"retired": 55, "farming": 33, "unable": 8, "": 4}), "work_unit": "", "visibility": "off"}
    employment = weighted(rng, {"employed": 52, "farming": 24, "own": 14, "": 6, "study": 4 if age < 27 else 0, "unable": 2})
    return {"seeking": "no" if rng.random() < 0.88 else "unknown", "employment": employment, "work_unit": "", "visibility": "off"}
