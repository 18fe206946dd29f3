"""How many people a relaxation lets in, and which ones would let in most."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from core.clock import today
from jobs.above import LetIn
from jobs.matching import memory, queries, store
from jobs.matching.crowd import Crowd, changed
from jobs.matching.crowd import let_in as places_let_in
from jobs.matching.widenings import Widening, widenings


def count_let_in(position_id: int, condition_id: int, group: str, value: Any) -> LetIn:
    """Count over everybody the position is ranked for."""
    asked = queries.asked_by_id(position_id)
    before = tuple(asked.values())
    after = tuple(one for key, had in asked.items() if (one := changed(had, group, value) if key == condition_id else had) is not None)
    crowd = Crowd(queries.judged_people(), today())
    came = places_let_in(crowd, before, after)
    kinds = Counter(crowd.people[place].kind for place in came)
    return LetIn(int(np.count_nonzero(crowd.unmet(before) == 0)), len(came), dict(kinds))


def likely_widenings(position_id: int, folder: Path, most: int = 2) -> list[Widening]:
    """The likely relaxations of a position that let in most people; nothing before a model is kept."""
    fitted = store.fitted()
    if fitted is None:
        return []
    people = memory.people(fitted, folder)
    return widenings(people.crowd, people.stands & people.rankable, queries.asked_by_id(position_id))[:most]
