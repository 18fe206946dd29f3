"""Names that mean the same: read from the tables beside this file."""

import csv
import re
from functools import cache, lru_cache
from pathlib import Path

from core.text import normalise

FOLDER = Path(__file__).parent
_TAIL = re.compile(r"(?:操作|作业|驾驶|技能|技术|技巧|能力|经验|等级|职业|资格|特种|上岗|从业|证书|证|员|工)+$")
_NOISE = re.compile(r"[\s·・()（）【】\[\]/、,，.-]+")


@cache
def skill_aliases() -> dict[str, str]:
    """Other names of skills: normalised name → the name that stands for all of them."""
    with (FOLDER / "skills.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {_plain(other): _plain(row["skill"]) for row in rows for other in row["also"].split(";") if other}


def _plain(name: str) -> str:
    return _NOISE.sub("", normalise(name))


def _stem(name: str) -> str:
    return _TAIL.sub("", name) or name


@lru_cache(maxsize=20_000)
def same_skill(name: str) -> str:
    """One spelling for a skill: `叉车驾驶`, `叉车操作` and `叉车` are one, `钩机` is `挖掘机`."""
    plain = _plain(name)
    aliases = skill_aliases()
    for form in (plain, _stem(plain)):
        if form in aliases:
            return _stem(aliases[form])
    return _stem(plain)


def same_certificate(required: str, held: str) -> bool:
    """Whether a certificate on file is the one that is asked for: one name contains the other once the common endings are off."""
    wanted, own = same_skill(required), same_skill(held)
    return bool(wanted and own) and (wanted in own or own in wanted)
