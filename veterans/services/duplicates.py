"""Files that may be one person's: found by comparing everybody, decided by staff."""

from collections.abc import Mapping
from typing import Any

from core import audit
from core.audit import Action, Actor
from core.clock import now
from core.db import db
from core.states import advance
from veterans import queries
from veterans.likeness import Facts, likely_pairs
from veterans.models import PossibleDuplicate
from veterans.names import name_key
from veterans.states import DIFFERENT, POSSIBLE_DUPLICATE, WAITING

WORK = "veterans.find_doubles"  # the kind of work that compares everybody
Pairs = Mapping[tuple[int, int], list[str]]


def found_pairs() -> dict[tuple[int, int], list[str]]:
    """Every pair of files in the city that may be one person's, with the reasons. Reads; a few seconds for a city."""
    return likely_pairs(_facts(row) for row in queries.facts_of_everybody())


def _facts(row: Any) -> Facts:
    return Facts(row.id, row.name, (row.name_key or name_key(row.name)).split(" ")[0], row.birth_date, row.sex, row.station_code[:9], row.identity_number or "",
                 row.phone or "")


def keep_pairs(pairs: Pairs) -> int:
    """Note pairs that were found: new ones wait for staff; a pair that staff kept apart waits again only when a new reason came up; one that nothing
    speaks for any more goes. How many are new.
    """
    known, fresh = queries.known_pairs(), 0
    people = queries.existing_ids({number for pair in pairs.keys() - known.keys() for number in pair})
    for pair, reasons in pairs.items():
        found = known.get(pair)
        if found is None:
            if people.issuperset(pair):
                db.session.add(PossibleDuplicate(one_id=pair[0], other_id=pair[1], reasons=reasons, state=WAITING))
                fresh += 1
        elif found.state == DIFFERENT and set(reasons) - set(found.reasons):
            found.state, found.decided_at, found.decided_by = advance(POSSIBLE_DUPLICATE, found.state, "look_again"), None, None
            found.reasons, found.found_at = reasons, now()
        elif found.state == WAITING and found.reasons != reasons:
            found.reasons = reasons
    for pair, found in known.items():
        if pair not in pairs and found.state == WAITING:
            db.session.delete(found)
    db.session.flush()
    return fresh


def keep_apart(actor: Actor, pair: PossibleDuplicate) -> None:
    """Staff have compared the two: they are different people.

    Raises:
        IllegalTransition: that was decided before.

    """
    pair.state = advance(POSSIBLE_DUPLICATE, pair.state, "keep_apart")
    pair.decided_at, pair.decided_by = now(), actor.account_id
    db.session.flush()
    audit.record(actor, Action.PERSONS_DIFFER, "person", pair.one_id, other=pair.other_id)
