"""What the ranking keeps: its models, the encoded rows, and the number of each subject's last change."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base
from core.types import S1, S2, Instant

PERSON, POSITION = "person", "position"


class RankingModel(Base):
    """A model version: how rare each token is, and the columns of the space, the same for every process. The newest is in force."""

    __tablename__ = "ranking_models"
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, doc="see jobs.matching.store")
    people: Mapped[int] = mapped_column(Integer, doc="how many were on file when it was fitted")
    positions: Mapped[int] = mapped_column(Integer)
    fitted_at: Mapped[datetime] = mapped_column(Instant, default=now)


class RankingChange(Base):
    """The number of a subject's last change, written by triggers (`jobs.matching.ddl`) in the transaction that made it.

    Numbers rise in the order of commits, so that a process that has seen a number has seen everything before it. The stamp never repeats:
    a restored or emptied database is told from one that nobody changed.
    """

    __tablename__ = "ranking_changes"
    __table_args__ = (Index("uq_ranking_changes_side_sequence", "side", "sequence", unique=True),)
    __pii__ = "S1"
    side: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigInteger)
    stamp: Mapped[str] = mapped_column(String(32))


class RankingRow(Base):
    """A subject as a row of the space. It holds while its number is the one of the subject's last change."""

    __tablename__ = "ranking_rows"
    side: Mapped[str] = mapped_column(String(8), primary_key=True, info=S1)
    subject_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, info=S1)
    model_id: Mapped[int] = mapped_column(ForeignKey(RankingModel.id), index=True, info=S1)
    sequence: Mapped[int] = mapped_column(BigInteger, info=S1)
    blocks: Mapped[int] = mapped_column(Integer, info=S1, doc="one bit for each block that has something to compare")
    data: Mapped[bytes] = mapped_column(LargeBinary, info=S2, doc="columns as uint32, then values as float32")


class CityRun(Base):
    """A run over the whole city, and what it found on the whole. The newest of each scope is kept."""

    __tablename__ = "city_runs"
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(4), doc="live or all")
    model: Mapped[str] = mapped_column(String(60))
    top_positions: Mapped[int] = mapped_column(Integer)
    top_candidates: Mapped[int] = mapped_column(Integer)
    people: Mapped[int] = mapped_column(Integer)
    positions: Mapped[int] = mapped_column(Integer)
    mutual: Mapped[int] = mapped_column(Integer, doc="pairs of which each is in the other's list")
    unshown: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, doc="people in no position's list: ids as uint32")
    unreached: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, doc="positions in no person's list")
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)


class CityList(Base):
    """What a run found for one subject, best first: ids as uint32, then scores in ten-thousandths of a point."""

    __tablename__ = "city_lists"
    run_id: Mapped[int] = mapped_column(ForeignKey(CityRun.id, ondelete="CASCADE"), primary_key=True, info=S1)
    side: Mapped[str] = mapped_column(String(8), primary_key=True, info=S1)
    subject_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, info=S1)
    data: Mapped[bytes] = mapped_column(LargeBinary, info=S2)
