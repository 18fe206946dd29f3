"""A hall as a grid of characters: what stands where, how the booths are numbered, which stretch of walkway each faces, how far it is from a door.

`A`…`Z` a booth of that row or zone · `.` walkway · `:` walkway with a step or too narrow for a wheelchair · `>` entrance · `i` information desk ·
`w` drinking water · `#` wall · blank: nothing. A cell is a booth of three metres by three. Pure.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, permutations

from flask_babel import gettext as _

from core.errors import BadInput

WALK, STEP, DOOR, INFO, WATER, WALL = ".", ":", ">", "i", "w", "#"
KNOWN = {WALK, STEP, DOOR, INFO, WATER, WALL, " "}
LARGEST = (60, 60)
FACING = 3
Cell = tuple[int, int]


@dataclass(frozen=True)
class Stand:
    """A booth of the grid: its number, row letter, cell, the aisle it faces, steps from the entrance, whether a wheelchair gets there."""

    number: str
    zone: str
    x: int
    y: int
    aisle: int
    distance: int
    is_accessible: bool


@dataclass(frozen=True)
class Hall:
    """A read grid: its lines, its booths, and how many cells of walkway each aisle has."""

    lines: tuple[str, ...]
    stands: tuple[Stand, ...]
    aisles: dict[int, int]

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.lines[0])

    @property
    def height(self) -> int:
        """Rows."""
        return len(self.lines)


def read_hall(grid: str) -> Hall:
    """Read a grid.

    Raises:
        BadInput: a character nobody knows, no entrance, no booth, a booth nobody can reach, or too large.

    """
    lines = _lines(grid)
    booths = [(x, y) for x, y, c in _cells(lines) if c.isalpha() and c.isupper()]
    doors = [(x, y) for x, y, c in _cells(lines) if c == DOOR]
    if not booths:
        raise BadInput(_("The plan has no booth. A letter from A to Z stands for one."))
    if not doors:
        raise BadInput(_("The plan has no entrance. The sign > stands for one."))
    on_foot, on_wheels = _steps(lines, doors, WALK + STEP + DOOR), _steps(lines, doors, WALK + DOOR)
    fronts = {cell: _front(lines, cell) for cell in booths}
    numbers = _numbers(lines, booths)
    lost = [numbers[cell] for cell in booths if fronts[cell] is None or fronts[cell][0] not in on_foot]  # type: ignore[index]
    if lost:
        raise BadInput(_("Nobody can walk to these booths: %(booths)s.", booths="、".join(lost[:5])))
    keys = {cell: _aisle_key(lines, cell, *front) for cell, front in fronts.items() if front is not None}
    ids = {key: n for n, key in enumerate(sorted(set(keys.values())), 1)}
    stands = tuple(Stand(numbers[c], lines[c[1]][c[0]], *c, ids[keys[c]], on_foot[fronts[c][0]], fronts[c][0] in on_wheels) for c in booths)  # type: ignore[index]
    return Hall(lines, stands, {ids[key]: _area(key) for key in ids})


def _lines(grid: str) -> tuple[str, ...]:
    lines = [line.rstrip() for line in grid.replace("\r", "").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    if not lines or len(lines) > LARGEST[1] or max(map(len, lines)) > LARGEST[0]:
        raise BadInput(_("A plan has from 1 to 60 lines of up to 60 signs."))
    unknown = sorted({c for line in lines for c in line if c not in KNOWN and not ("A" <= c <= "Z")})
    if unknown:
        raise BadInput(_("Nobody knows the sign %(sign)s. Use A to Z, . : > i w # and blanks.", sign=unknown[0]))
    width = max(map(len, lines))
    return tuple(line.ljust(width) for line in lines)


def _cells(lines: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    for y, line in enumerate(lines):
        for x, c in enumerate(line):
            yield x, y, c


def _at(lines: tuple[str, ...], x: int, y: int) -> str:
    return lines[y][x] if 0 <= y < len(lines) and 0 <= x < len(lines[0]) else WALL


def _steps(lines: tuple[str, ...], doors: list[Cell], passable: str) -> dict[Cell, int]:
    """Steps from the nearest door to every cell one can walk on."""
    found = dict.fromkeys(doors, 0)
    queue = deque(doors)
    while queue:
        x, y = queue.popleft()
        for step in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if step not in found and _at(lines, *step) in passable:
                found[step] = found[x, y] + 1
                queue.append(step)
    return found


def _front(lines: tuple[str, ...], cell: Cell) -> tuple[Cell, Cell] | None:
    """The walkway cell before a booth and the direction it looks; a side that faces other booths across the walkway comes first."""
    sides = [(dx, dy) for dx, dy in ((0, 1), (0, -1), (1, 0), (-1, 0)) if _at(lines, cell[0] + dx, cell[1] + dy) in WALK + STEP + DOOR]
    facing = [side for side in sides if _faces(lines, cell, side)]
    if not sides:
        return None
    dx, dy = (facing or sides)[0]
    return (cell[0] + dx, cell[1] + dy), (dx, dy)


def _faces(lines: tuple[str, ...], cell: Cell, side: Cell) -> bool:
    for n in range(1, FACING + 2):
        c = _at(lines, cell[0] + side[0] * n, cell[1] + side[1] * n)
        if c.isupper():
            return n > 1
        if c not in WALK + STEP + DOOR:
            return False
    return False


Key = tuple[int, int, int, int, int]


def _aisle_key(lines: tuple[str, ...], cell: Cell, front: Cell, side: Cell) -> Key:
    """Which stretch of walkway it is: its band across, and the run of booths along it."""
    upright = side[0] == 0

    def get(across: int, along: int) -> str:
        return _at(lines, along, across) if upright else _at(lines, across, along)

    across, along = (front[1], front[0]) if upright else (front[0], front[1])
    own = cell[1] if upright else cell[0]
    low = high = across
    while get(low - 1, along) in WALK + STEP + DOOR:
        low -= 1
    while get(high + 1, along) in WALK + STEP + DOOR:
        high += 1
    first = last = along
    while get(own, first - 1).isupper():
        first -= 1
    while get(own, last + 1).isupper():
        last += 1
    return int(upright), low, high, first, last


def _area(key: Key) -> int:
    _upright, low, high, first, last = key
    return min(high - low + 1, FACING) * (last - first + 1)


def _numbers(lines: tuple[str, ...], booths: list[Cell]) -> dict[Cell, str]:
    """A01, A02 … within each letter, in reading order."""
    counts: dict[str, int] = {}
    out = {}
    for x, y in booths:
        letter = lines[y][x]
        counts[letter] = counts.get(letter, 0) + 1
        out[x, y] = f"{letter}{counts[letter]:02d}"
    return out


def draw_grid(rows: int, blocks: int, per_block: int) -> str:
    """A plain hall: rows of booths in blocks, two rows face each other across two cells of walkway, cross-ways between the blocks, one entrance below."""
    width = blocks * (per_block + 1) + 1
    lines = ["." * width]
    for n in range(rows):
        letter = chr(ord("A") + n)
        lines.append("." + ".".join(letter * per_block for _ in range(blocks)) + ".")
        if n % 2 == 0 or n == rows - 1:
            lines += ["." * width] * 2
    middle = width // 2
    lines.append("#" * (middle - 1) + ">>" + "#" * (width - middle - 1))
    return "\n".join(lines)


def walk(grid: str, cells: list[Cell]) -> tuple[list[Cell], list[Cell]]:
    """The shortest way from an entrance past these booths: the booths in order, and the cells one walks over.

    Every order is tried, so at most seven booths; where two are equally short, the one that begins further to the front and left holds.
    """
    lines = read_hall(grid).lines
    doors = [(x, y) for x, y, c in _cells(lines) if c == DOOR]
    fronts = {cell: front[0] for cell in cells[:7] if (front := _front(lines, cell)) is not None}
    from_doors = _steps(lines, doors, WALK + STEP + DOOR)
    between = {cell: _steps(lines, [front], WALK + STEP + DOOR) for cell, front in fronts.items()}

    def length(order: tuple[Cell, ...]) -> int:
        return from_doors[fronts[order[0]]] + sum(between[a][fronts[b]] for a, b in pairwise(order))

    best = min(permutations(sorted(fronts, key=lambda c: (c[1], c[0]))), key=length, default=())
    path: list[Cell] = []
    for a, b in zip((None, *best), best, strict=False):
        path += _back(from_doors if a is None else between[a], fronts[b])
    return list(best), path


def _back(steps: dict[Cell, int], cell: Cell) -> list[Cell]:
    """The cells from where the steps begin to a cell."""
    out = [cell]
    while steps[cell]:
        x, y = cell
        cell = next(c for c in ((x, y + 1), (x, y - 1), (x - 1, y), (x + 1, y)) if steps.get(c) == steps[cell] - 1)
        out.append(cell)
    return out[::-1]
