"""Fairs as they happen in a county town, made from a seed: 20 to 60 enterprises, 200 to 600 people who each go to the five booths that suit them best.

A few trades are wanted by many (shares fall as 1, ½, ⅓ …), an enterprise offers one to four of twelve, some are better known than others.
"""

import random

from jobs.fairs.booth_plan import Draw, Spot
from jobs.fairs.hall import draw_grid, read_hall

TRADES = [1 / (n + 1) for n in range(12)]
SYLLABLES = "凌源城关北山恒桥辽西路畅康护云巡禾棚安和东兴宏大"


def generated_fair(seed: int) -> tuple[list[Spot], list[Draw], dict[int, int]]:
    """Booths, enterprises with their expected visitors, walkway cells by aisle."""
    dice = random.Random(seed)
    number, block = dice.randint(20, 60), dice.choice((4, 5))
    rows = -(-number // (2 * block))
    hall = read_hall(draw_grid(max(2, rows + rows % 2), 2, block))
    spots = [Spot(n, s.number, s.aisle, s.x, s.y, s.distance, s.is_accessible) for n, s in enumerate(hall.stands, 1)]
    firms = [(dice.choices(range(len(TRADES)), k=dice.randint(1, 4)), dice.lognormvariate(0, 0.5)) for _ in range(number)]
    visitors = [0] * number
    for _person in range(dice.randint(200, 600)):
        trade = dice.choices(range(len(TRADES)), TRADES)[0]
        appeal = [known * (1 if trade in trades else 0.15) * dice.lognormvariate(0, 0.4) for trades, known in firms]
        for firm in sorted(range(number), key=lambda n: -appeal[n])[:5]:
            visitors[firm] += 1
    names = ["".join(dice.choices(SYLLABLES, k=4)) for _ in range(number)]
    return spots, [Draw(n + 1, names[n], float(visitors[n])) for n in range(number)], hall.aisles
