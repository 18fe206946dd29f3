"""The position: what is offered, by whom, until when. Application, intention and placement join it in later parts."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from core.types import S1, S2, Encrypted, Instant, JSONText, code_column
from employers.models import Employer


class Post(Base):
    """The same post of the same employer, however often it is offered: links postings within and across fairs (E4)."""

    __tablename__ = "posts"
    __table_args__ = (Index("uq_posts_employer_key", "employer_id", "key", unique=True),)
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey(Employer.id))
    key: Mapped[str] = mapped_column(String(64), doc="hash of the normalised title and place")


class Position(Base):
    """One posting. Headcount, filled and open are derived where they are shown; only the asked headcount is stored."""

    __tablename__ = "positions"
    __table_args__ = (
        CheckConstraint("headcount IS NULL OR headcount > 0", name="headcount_positive"),
        CheckConstraint("pay_min IS NULL OR pay_max IS NULL OR pay_min <= pay_max", name="pay_ordered"),
        Index("ix_positions_employer_state", "employer_id", "state"),
        Index("uq_positions_employer_nonce", "employer_id", "nonce", unique=True),
        Index("ix_positions_live", "live_until", "published_at", "id", sqlite_where=text("live_until IS NOT NULL"),
              postgresql_where=text("live_until IS NOT NULL")),
        Index("ix_positions_submitted", "submitted_at", sqlite_where=text("state = 'submitted'"), postgresql_where=text("state = 'submitted'")),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    employer_id: Mapped[int] = mapped_column(ForeignKey(Employer.id), info=S1)
    post_id: Mapped[int | None] = mapped_column(ForeignKey(Post.id), index=True, info=S1)
    title: Mapped[str] = mapped_column(String(80), info=S1)
    occupation_code: Mapped[str | None] = mapped_column(String(12), index=True, info=S1, doc="2022 classification, four levels: 4-02-02-02")
    headcount: Mapped[int | None] = mapped_column(Integer, info=S1, doc="null: 若干 is missing, not one")
    duties: Mapped[str] = mapped_column(Text, default="", info=S1)
    requirements: Mapped[str] = mapped_column(Text, default="", info=S1)
    skills: Mapped[list[str]] = mapped_column(JSONText, default=list, info=S1)
    certificates: Mapped[list[str]] = mapped_column(JSONText, default=list, info=S1)
    licences: Mapped[list[str]] = mapped_column(JSONText, default=list, info=S1, doc="driving licence classes, any of which will do")
    education: Mapped[str] = mapped_column(String(10), default="", info=S1, doc="at least this; 不限 is a value, empty is not stated")
    experience_years: Mapped[int | None] = mapped_column(Integer, info=S1)
    age_min: Mapped[int | None] = mapped_column(Integer, info=S1)
    age_max: Mapped[int | None] = mapped_column(Integer, info=S1)
    pay_min: Mapped[int | None] = mapped_column(Integer, info=S1, doc="yuan per pay_unit")
    pay_max: Mapped[int | None] = mapped_column(Integer, info=S1)
    pay_unit: Mapped[str | None] = mapped_column(String(6), info=S1, doc="month, day, hour, year or piece")
    pay_note: Mapped[str] = mapped_column(String(120), default="", info=S1)
    monthly_pay: Mapped[int | None] = mapped_column(Integer, info=S1, doc="the upper pay in yuan a month, for filters and sorting; null for piece work")
    place: Mapped[str] = mapped_column(String(120), default="", info=S1)
    township_code: Mapped[str | None] = mapped_column(code_column(12), ForeignKey("stations.code"), info=S1)
    shift: Mapped[str] = mapped_column(String(12), default="", info=S1, doc="a value of core.reference.SHIFTS")
    rest: Mapped[str] = mapped_column(String(12), default="", info=S1, doc="a value of core.reference.RESTS")
    has_insurance: Mapped[bool] = mapped_column(default=False, info=S1)
    has_meals: Mapped[bool] = mapped_column(default=False, info=S1)
    has_lodging: Mapped[bool] = mapped_column(default=False, info=S1)
    veteran_first: Mapped[bool] = mapped_column(default=False, info=S1)
    family_welcome: Mapped[bool] = mapped_column(default=False, info=S1)
    relaxations: Mapped[list[str]] = mapped_column(JSONText, default=list, info=S1, doc="what is relaxed for veterans, each a phrase: 年龄放宽到 50 岁")
    is_relaxed: Mapped[bool] = mapped_column(default=False, info=S1)
    contact_name: Mapped[str] = mapped_column(String(40), default="", info=S2)
    contact_phone: Mapped[str | None] = mapped_column(Encrypted("positions.contact_phone"), info=S2)
    source: Mapped[str] = mapped_column(String(80), default="", info=S1)
    valid_until: Mapped[date | None] = mapped_column(Date, info=S1)
    live_until: Mapped[date | None] = mapped_column(Date, info=S1, doc="last day it may be shown; null when it may not (see jobs.queries.is_live)")
    state: Mapped[str] = mapped_column(String(10), default="draft", info=S1)
    returned_reason: Mapped[str] = mapped_column(String(300), default="", info=S1)
    close_reason: Mapped[str] = mapped_column(String(18), default="", info=S1)
    fair_number: Mapped[int | None] = mapped_column(Integer, index=True, info=S1, doc="of the past fair it was offered at")
    search_text: Mapped[str] = mapped_column(Text, default="", info=S1, deferred=True, doc="tokens of the shared analyser, blank between")
    batch_id: Mapped[int | None] = mapped_column(Integer, index=True, info=S1)
    nonce: Mapped[str | None] = mapped_column(String(40), info=S1, doc="names the form that made it, so that pressing twice makes one")
    import_hash: Mapped[str | None] = mapped_column(String(64), info=S1, doc="hash of what the row said when it was last imported")
    is_demo: Mapped[bool] = mapped_column(default=False, info=S1)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    returned_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    published_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    paused_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    resumed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    closed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=now, onupdate=now, info=S1)
    version: Mapped[int] = mapped_column(default=1, info=S1)
    __mapper_args__ = {"version_id_col": version}

    employer: Mapped[Employer] = relationship(lazy="raise")


class PositionTemplate(Base):
    """A posting kept by an employer as a pattern for the next one."""

    __tablename__ = "position_templates"
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey(Employer.id, ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    fields: Mapped[dict[str, object]] = mapped_column(JSONText)
    kept_at: Mapped[datetime] = mapped_column(Instant, default=now)


class PositionReport(Base):
    """A reader reports a posting (fees, withheld papers, loans); staff look into it."""

    __tablename__ = "position_reports"
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    position_id: Mapped[int] = mapped_column(ForeignKey(Position.id), index=True, info=S1)
    kind: Mapped[str] = mapped_column(String(16), info=S1)
    text: Mapped[str] = mapped_column(Text, default="", info=S2)
    reported_at: Mapped[datetime] = mapped_column(Instant, default=now, info=S1)
    settled_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    settled_by: Mapped[int | None] = mapped_column(Integer, info=S1)
    outcome: Mapped[str] = mapped_column(String(300), default="", info=S1)
