"""How names of skills and certificates are spelt for comparing."""

import re

from core.text import normalise

_TAIL = re.compile(r"(?:操作|作业|驾驶|技能|技术|技巧|能力|经验|等级|职业|资格|特种|上岗|从业|证书|证|员|工)+$")
_NOISE = re.compile(r"[\s·・()（）【】\[\]/、,，.-]+")


def plain(name: str) -> str:
    """Normalised, without blanks and brackets."""
    return _NOISE.sub("", normalise(name))


def stem(name: str) -> str:
    """A plain name without the endings that say nothing: 叉车驾驶, 叉车操作证 → 叉车."""
    return _TAIL.sub("", name) or name
