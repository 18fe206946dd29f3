"""Small tools of writing: pick one of several, fill in, number, and say when."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeVar

from core.clock import CITY_ZONE

T = TypeVar("T")
_CHOICE = re.compile(r"\[([^\[\]]+)\]")


def expand(rng: Random, pattern: str) -> str:
    """One reading of a pattern: `操作[立式|卧式]铣床` → 操作卧式铣床."""
    return _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), pattern)


def weighted(rng: Random, weights: dict[str, float]) -> str:
    """One of the keys, by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def some(rng: Random, items: Sequence[T], least: int, most: int) -> list[T]:
    """Between `least` and `most` of the items, each once, in random order."""
    return rng.sample(items, min(len(items), rng.randint(least, most)))


def pairs(text: str) -> dict[str, float]:
    """`private:7;state:3` as weights; a name without a number weighs 1."""
    parts = (part.partition(":") for part in text.split(";"))
    return {name: float(weight or 1) for name, _, weight in parts}


def listed(rng: Random, parts: Sequence[str]) -> str:
    """Phrases as people put them in one cell: numbered, in one line, or one under another."""
    style = rng.random()
    if style < 0.4:
        return "；".join(f"{n}、{part}" for n, part in enumerate(parts, 1)) + "。"
    if style < 0.55:
        return "\n".join(f"{n}.{part}" for n, part in enumerate(parts, 1))
    return ("；" if style < 0.8 else "，").join(parts) + ("。" if style < 0.9 else "")


def at(rng: Random, day: date) -> datetime:
    """An instant of the day in office hours, in UTC."""
    moment = time(rng.randint(8, 16), rng.randint(0, 59), rng.randint(0, 59))
    return datetime.combine(day, moment, CITY_ZONE).astimezone(UTC)


def before(rng: Random, day: date, least: int, most: int) -> date:
    """A day between `least` and `most` days before `day`."""
    return day - timedelta(days=rng.randint(least, most))


def rounded(value: float, step: int) -> int:
    """To the nearest step, at least one step."""
    return max(step, round(value / step) * step)
