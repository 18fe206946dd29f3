"""What the pages of a position are handed down: how many people a change of a condition lets in, how the reader meets each condition."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from core.clock import today
from jobs.above import LetIn, Standing
from jobs.matching import queries
from jobs.matching.crowd import Crowd, changed
from jobs.matching.crowd import let_in as places_let_in
from jobs.matching.rules import check
from jobs.matching.wording import standing_mark, standing_text


def let_in(position_id: int, condition_id: int, group: str, value: Any) -> LetIn:
    """Count over everybody the position is ranked for."""
    asked = queries.asked_by_id(position_id)
    before = tuple(asked.values())
    after = tuple(one for key, had in asked.items() if (one := changed(had, group, value) if key == condition_id else had) is not None)
    crowd = Crowd(queries.judged_people(), today())
    came = places_let_in(crowd, before, after)
    kinds = Counter(crowd.people[place].kind for place in came)
    return LetIn(int(np.count_nonzero(crowd.unmet(before) == 0)), len(came), dict(kinds))


def standing(position_id: int, account_id: int) -> Mapping[int, Standing]:
    """Each condition beside the file of the account's person; nothing without a file."""
    person = queries.candidate_of_account(account_id)
    if person is None:
        return {}
    found = {key: check(asked, person, today()) for key, asked in queries.asked_by_id(position_id).items()}
    return {key: Standing(standing_mark(condition), *standing_text(condition)) for key, condition in found.items()}
