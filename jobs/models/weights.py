"""The weights of the ranking's blocks and their fields as outcomes spoke for them: each version with what it was judged on."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base
from core.types import Instant, JSONText


class RankingWeights(Base):
    """A version of the weights of the blocks and their fields. The one adopted last is in force; without one the prior of `jobs.matching.features` stands."""

    __tablename__ = "ranking_weights"
    __table_args__ = (
        CheckConstraint("state IN ('learned', 'refused', 'adopted', 'rolled_back')", name="state_known"),
        CheckConstraint("(state IN ('adopted', 'rolled_back')) = (adopted_at IS NOT NULL)", name="adopted_has_its_time"),
        Index("ix_ranking_weights_state_adopted", "state", "adopted_at"),
    )
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(12), default="learned")
    points: Mapped[dict[str, float]] = mapped_column(JSONText, doc="by block, summing to a hundred")
    fields: Mapped[dict[str, float]] = mapped_column(JSONText, doc="what fields count inside the blocks: `jobs.matching.features.FieldWeights`")
    base: Mapped[str] = mapped_column(String(40), doc="the name of the weights it was compared with, those in force when it was learned")
    base_points: Mapped[dict[str, float]] = mapped_column(JSONText)
    base_fields: Mapped[dict[str, float]] = mapped_column(JSONText)
    outcomes: Mapped[int] = mapped_column(Integer, doc="learned from")
    held_back: Mapped[int] = mapped_column(Integer, doc="judged on")
    ndcg_before: Mapped[float] = mapped_column(Float)
    ndcg_after: Mapped[float] = mapped_column(Float)
    low: Mapped[float] = mapped_column(Float, doc="of the 99 % interval of the difference")
    high: Mapped[float] = mapped_column(Float)
    exposure: Mapped[dict[str, float]] = mapped_column(JSONText, doc="group of people → its share of the first places after over before")
    reasons: Mapped[list[str]] = mapped_column(JSONText, doc="why it is refused")
    is_demo: Mapped[bool] = mapped_column(default=False, doc="learned from outcomes of the demo city too")
    learned_at: Mapped[datetime] = mapped_column(Instant, default=now)
    adopted_at: Mapped[datetime | None] = mapped_column(Instant)
    adopted_by: Mapped[int | None] = mapped_column(Integer, doc="the account; no foreign key: versions outlive accounts")
    rolled_back_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> str:
        """What the ranking calls it."""
        return f"learned-{self.id}"
