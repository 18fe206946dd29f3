"""The booth map as shapes for an SVG: what to draw where. Columns and rows without booths are narrower. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jobs.fairs.hall import DOOR, INFO, STEP, WALL, WATER, read_hall

WIDE, NARROW, TALL, LOW, GAP, EDGE = 38, 18, 34, 20, 3, 6
LEAST = 460  # a small hall is drawn in the middle of this width, so that its booths are no larger than others


@dataclass(frozen=True)
class Box:
    """A booth on the map; `exhibitor` is None where nobody stands."""

    number: str
    x: int
    y: int
    width: int
    height: int
    exhibitor: int | None
    name: str
    is_mine: bool = False

    @property
    def middle(self) -> tuple[int, int]:
        """Where its number is written."""
        return self.x + self.width // 2, self.y + self.height // 2 + 5


@dataclass(frozen=True)
class Drawing:
    """A hall on the map."""

    name: str
    left: int
    room: int
    width: int
    height: int
    boxes: tuple[Box, ...]
    doors: tuple[tuple[int, int, int], ...]
    signs: tuple[tuple[str, int, int], ...]
    walls: tuple[tuple[int, int, int, int], ...]
    steps: tuple[tuple[int, int, int, int], ...]
    zones: dict[str, str] = field(default_factory=dict)
    path: tuple[tuple[int, int], ...] = ()
    pins: tuple[tuple[int, int, int], ...] = ()

    @property
    def line(self) -> str:
        """The path as an SVG path."""
        return "M" + "L".join(f"{x} {y}" for x, y in self.path) if self.path else ""


def _offsets(sizes: list[int], least: int = 0) -> list[int]:
    out = [EDGE + max(0, least - sum(sizes)) // 2]
    for size in sizes:
        out.append(out[-1] + size)
    return out


Standing = Mapping[tuple[int, int], tuple[str, int | None, str]]


def draw(name: str, grid: str, zones: Mapping[str, str], numbers: Standing, mine: frozenset[int] = frozenset(),
         stops: tuple[tuple[int, int], ...] = (), way: tuple[tuple[int, int], ...] = ()) -> Drawing:
    """Draw a hall. `numbers` gives by cell the booth's number, who stands there and the name; `mine` are to stand out; `stops` get pins along a `way`."""
    hall = read_hall(grid)
    xs = _offsets([WIDE if any(line[x].isupper() for line in hall.lines) else NARROW for x in range(hall.width)], LEAST)
    ys = _offsets([TALL if any(c.isupper() for c in line) else LOW for line in hall.lines])
    boxes = []
    for stand in hall.stands:
        number, exhibitor, who = numbers.get((stand.x, stand.y), (stand.number, None, ""))
        boxes.append(Box(number, xs[stand.x] + GAP // 2, ys[stand.y] + GAP // 2, xs[stand.x + 1] - xs[stand.x] - GAP, ys[stand.y + 1] - ys[stand.y] - GAP,
                         exhibitor, who, exhibitor in mine))
    cells = {c: [(x, y) for y, line in enumerate(hall.lines) for x, found in enumerate(line) if found == c] for c in (DOOR, INFO, WATER, WALL, STEP)}

    def area(x: int, y: int) -> tuple[int, int, int, int]:
        return xs[x], ys[y], xs[x + 1] - xs[x], ys[y + 1] - ys[y]

    doors = tuple((xs[x], ys[y + 1], xs[x + 1] - xs[x]) for x, y in cells[DOOR])
    signs = tuple((c, (xs[x] + xs[x + 1]) // 2, ys[y + 1] - 4) for c in (INFO, WATER) for x, y in cells[c])
    return Drawing(name, xs[0], xs[-1] - xs[0] + 2 * EDGE, xs[-1] + xs[0], ys[-1] + EDGE, tuple(boxes), doors, signs, tuple(area(x, y) for x, y in cells[WALL]),
                   tuple(area(x, y) for x, y in cells[STEP]), dict(zones), tuple(((xs[x] + xs[x + 1]) // 2, (ys[y] + ys[y + 1]) // 2) for x, y in way),
                   tuple((n, xs[x + 1] - GAP - 8, ys[y] - 4) for n, (x, y) in enumerate(stops, 1)))
