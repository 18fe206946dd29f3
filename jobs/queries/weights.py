"""Reading the ranking's weights, and the outcomes they are learned from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.db import db
from jobs.models import Intention, Placement, RankingWeights
from jobs.states.outcomes import COUNTED, ENDED, VERIFIED
from jobs.states.weights import ADOPTED

INTENTION_GAIN, PLACEMENT_GAIN = 1.0, 2.0


@dataclass(frozen=True)
class Outcome:
    """A person and a position that came together: when, and what it counts for."""

    person_id: int
    position_id: int
    at: datetime
    gain: float
    is_demo: bool


def weights_in_force() -> RankingWeights | None:
    """The version adopted last; None while the prior stands."""
    query = select(RankingWeights).where(RankingWeights.state == ADOPTED)
    return db.session.execute(query.order_by(RankingWeights.adopted_at.desc(), RankingWeights.id.desc()).limit(1)).scalar_one_or_none()


def weight_versions(limit: int = 50) -> Sequence[RankingWeights]:
    """The versions, newest first."""
    return db.session.execute(select(RankingWeights).order_by(RankingWeights.id.desc()).limit(limit)).scalars().all()


def weights_version(version_id: int) -> RankingWeights | None:
    """The version with this id."""
    return db.session.execute(select(RankingWeights).where(RankingWeights.id == version_id)).scalar_one_or_none()


def outcomes() -> list[Outcome]:
    """What came of positions on this site, one a pair, in the order of time: intentions that both signed, and placements that the bureau verified."""
    intentions = select(Intention.person_id, Intention.position_id, Intention.confirmed_at, Intention.is_demo).where(
        Intention.state.in_(COUNTED), Intention.person_id.is_not(None), Intention.confirmed_at.is_not(None))
    placements = select(Placement.person_id, Placement.position_id, Placement.verified_at, Placement.is_demo).where(
        Placement.state.in_((VERIFIED, ENDED)), Placement.position_id.is_not(None), Placement.verified_at.is_not(None))
    found = [Outcome(person_id, position_id, at, gain, is_demo) for query, gain in ((intentions, INTENTION_GAIN), (placements, PLACEMENT_GAIN))
             for person_id, position_id, at, is_demo in db.session.execute(query)]
    best: dict[tuple[int, int], Outcome] = {}
    for one in found:
        pair = one.person_id, one.position_id
        before = best.get(pair, one)
        best[pair] = Outcome(one.person_id, one.position_id, min(before.at, one.at), max(before.gain, one.gain), one.is_demo)
    return sorted(best.values(), key=lambda one: (one.at, one.person_id, one.position_id))
