"""A score as a bar of four blocks whose whole points sum to the shown score."""

from collections.abc import Mapping
from dataclasses import dataclass

SHOWN = (("skills", ("skills",)), ("occupation", ("occupation",)), ("text", ("text",)), ("terms", ("place", "pay")))


@dataclass(frozen=True)
class Block:
    """One block: its name, its points, where it starts in a bar of a hundred."""

    name: str
    points: int
    start: int

    @property
    def width(self) -> float:
        """How wide it is drawn: a white seam is left at its end."""
        return max(0.0, self.points - 0.7)


@dataclass(frozen=True)
class Bar:
    """The whole score and its blocks."""

    score: int
    blocks: tuple[Block, ...]

    @property
    def sum(self) -> str:
        """36 + 23 + 14 + 11."""
        return " + ".join(str(block.points) for block in self.blocks)


def bar_of(blocks: Mapping[str, float | None]) -> Bar | None:
    """The bar of a pair's blocks; None when nothing can be compared. Points are rounded so that they sum to the rounded score."""
    if all(value is None for value in blocks.values()):
        return None
    parts = [sum(blocks.get(name) or 0.0 for name in names) for _key, names in SHOWN]
    score = round(sum(parts))
    points = [int(part) for part in parts]
    nearest = sorted(range(len(parts)), key=lambda i: (points[i] - parts[i], i))
    for i in nearest[:score - sum(points)]:
        points[i] += 1
    starts = [sum(points[:i]) for i in range(len(points))]
    return Bar(score, tuple(Block(key, n, start) for (key, _names), n, start in zip(SHOWN, points, starts, strict=True)))
