"""A spreadsheet on its way in: the batch, and its rows while they can still be confirmed or undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base
from core.types import S1, S2, S3, EncryptedJSON, Instant, JSONText, code_column


class ImportBatch(Base):
    """One uploaded file and what became of it. The file lies encrypted under a random name until it is purged."""

    __tablename__ = "import_batches"
    __table_args__ = (Index("ix_import_batches_owner", "kind", "owner_id"), Index("ix_import_batches_station", "kind", "station_code"))
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    kind: Mapped[str] = mapped_column(String(20), info=S1)
    file_name: Mapped[str] = mapped_column(String(120), info=S2)
    file_hash: Mapped[str] = mapped_column(String(64), index=True, info=S1, doc="SHA-256 of the file as uploaded")
    stored_name: Mapped[str] = mapped_column(String(64), info=S1, doc="empty once purged")
    marked_name: Mapped[str] = mapped_column(String(64), default="", info=S1, doc="the copy with red cells; empty when there is none")
    owner_id: Mapped[int | None] = mapped_column(Integer, info=S1, doc="the employer's id; null for the bureau's imports")
    station_code: Mapped[str | None] = mapped_column(code_column(12), info=S1, doc="the station it was imported at; null for an employer's")
    subject_id: Mapped[int | None] = mapped_column(Integer, info=S1, doc="what the rows go to where they go to one thing: a fair's id")
    account_id: Mapped[int | None] = mapped_column(Integer, index=True, info=S1)
    state: Mapped[str] = mapped_column(String(10), default="uploaded", index=True, info=S1)
    counts: Mapped[dict[str, int]] = mapped_column(JSONText, default=dict, info=S1, doc="rows and one number an outcome")
    columns: Mapped[dict[str, str | None]] = mapped_column(JSONText, default=dict, info=S2, doc="each heading of the file and the field it means")
    findings: Mapped[list[dict[str, Any]]] = mapped_column(EncryptedJSON("import_batches.findings"), default=list, info=S3, doc="about the whole file")
    skipped: Mapped[list[list[Any]]] = mapped_column(EncryptedJSON("import_batches.skipped"), default=list, info=S3, doc="[row, text] of notes and sums")
    header_row: Mapped[int] = mapped_column(default=0, info=S1)
    message: Mapped[str] = mapped_column(String(300), default="", info=S1, doc="why it failed")
    work_id: Mapped[int | None] = mapped_column(Integer, info=S1)
    uploaded_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True, info=S1)
    checked_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    undone_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    discarded_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    failed_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)
    purged_at: Mapped[datetime | None] = mapped_column(Instant, info=S1)


class ImportRow(Base):
    """One data row of a batch: understood, compared, and after confirming what is needed to undo it."""

    __tablename__ = "import_rows"
    __table_args__ = (Index("ix_import_rows_batch_outcome", "batch_id", "outcome", "row"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=S1)
    batch_id: Mapped[int] = mapped_column(ForeignKey(ImportBatch.id, ondelete="CASCADE"), info=S1)
    row: Mapped[int] = mapped_column(info=S1, doc="the row's number in Excel")
    outcome: Mapped[str] = mapped_column(String(10), info=S1)
    fields: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("import_rows.fields"), info=S3)
    missing: Mapped[list[str]] = mapped_column(JSONText, default=list, info=S1)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(EncryptedJSON("import_rows.findings"), default=list, info=S3)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(EncryptedJSON("import_rows.changes"), default=list, info=S3)
    finding_count: Mapped[int] = mapped_column(default=0, info=S1)
    target_id: Mapped[int | None] = mapped_column(Integer, info=S1, doc="the row of the store it updates, repeats or made")
    target_version: Mapped[int | None] = mapped_column(Integer, info=S1, doc="that row's version when compared; after confirming, the version written")
    before: Mapped[Any] = mapped_column(EncryptedJSON("import_rows.before"), nullable=True, info=S3, doc="what an update replaced, for undo")
