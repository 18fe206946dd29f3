"""Reading batches and their rows; every query carries whose they may be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from core.db import db
from core.errors import NotFound
from core.importing.models import ImportBatch, ImportRow
from core.importing.report import WRITTEN
from core.importing.states import WRITING

AFTER_DIGITS = ":"  # the character after '9'
PORTION = 500


@dataclass(frozen=True)
class Owner:
    """Whose batches: an employer's by its id, or those of a station's subtree; those of one subject, or those that have none."""

    employer_id: int | None = None
    station_code: str | None = None
    subject_id: int | None = None


def owned(owner: Owner) -> ColumnElement[bool]:
    """Batches `owner` may know of; an owner that is nobody has none."""
    subject = ImportBatch.subject_id.is_not_distinct_from(owner.subject_id)
    if owner.employer_id is not None:
        return and_(ImportBatch.owner_id == owner.employer_id, subject)
    if not owner.station_code:
        return false()
    subtree = and_(ImportBatch.station_code >= owner.station_code, ImportBatch.station_code < owner.station_code + AFTER_DIGITS)
    return and_(ImportBatch.owner_id.is_(None), subtree, subject)


def batch_of(owner: Owner, kind: str, batch_id: int, *, lock: bool = False) -> ImportBatch:
    """The owner's batch of that kind; locked for the transaction when it is going to change.

    Raises:
        NotFound: there is none, or it is somebody else's.

    """
    query = select(ImportBatch).where(ImportBatch.id == batch_id, ImportBatch.kind == kind, owned(owner))
    found = db.session.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def batch_page(owner: Owner, kinds: Sequence[str], page: int, size: int) -> tuple[Sequence[ImportBatch], int]:
    """One page of the owner's batches of these kinds, newest first, and how many there are."""
    conditions = (ImportBatch.kind.in_(kinds), owned(owner))
    total = db.session.execute(select(func.count()).select_from(ImportBatch).where(*conditions)).scalar_one()
    query = select(ImportBatch).where(*conditions).order_by(ImportBatch.id.desc()).limit(size).offset((page - 1) * size)
    return db.session.execute(query).scalars().all(), total


def earlier_confirmed(batch: ImportBatch) -> ImportBatch | None:
    """The last confirmed batch of the same file, kind, owner and subject."""
    query = select(ImportBatch).where(ImportBatch.file_hash == batch.file_hash, ImportBatch.kind == batch.kind, ImportBatch.state == "confirmed",
                                      ImportBatch.owner_id.is_(None) if batch.owner_id is None else ImportBatch.owner_id == batch.owner_id,
                                      ImportBatch.subject_id.is_not_distinct_from(batch.subject_id), ImportBatch.id < batch.id)
    return db.session.execute(query.order_by(ImportBatch.id.desc()).limit(1)).scalar_one_or_none()


def rows_with_findings(batch_id: int, page: int, size: int) -> tuple[Sequence[ImportRow], int]:
    """One page of the rows something was found in, in the file's order, and how many there are."""
    conditions = (ImportRow.batch_id == batch_id, ImportRow.finding_count > 0)
    total = db.session.execute(select(func.count()).select_from(ImportRow).where(*conditions)).scalar_one()
    query = select(ImportRow).where(*conditions).order_by(ImportRow.row).limit(size).offset((page - 1) * size)
    return db.session.execute(query).scalars().all(), total


def finding_total(batch_id: int) -> int:
    """How many findings the rows of a batch have."""
    return db.session.execute(select(func.coalesce(func.sum(ImportRow.finding_count), 0)).where(ImportRow.batch_id == batch_id)).scalar_one()


def updates(batch_id: int, limit: int, offset: int = 0) -> Sequence[ImportRow]:
    """Rows that change something on file, in the file's order."""
    query = select(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.outcome == "updated")
    return db.session.execute(query.order_by(ImportRow.row).limit(limit).offset(offset)).scalars().all()


def first_rows(batch_id: int, limit: int) -> Sequence[ImportRow]:
    """The first rows that confirming writes, or has written, in the file's order."""
    query = select(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.outcome.in_([str(o) for o in WRITTEN]))
    return db.session.execute(query.order_by(ImportRow.row).limit(limit)).scalars().all()


def rows_of(batch_id: int, outcomes: Iterable[str] = WRITTEN) -> list[ImportRow]:
    """The rows of a batch with these outcomes, in the file's order."""
    query = select(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.outcome.in_([str(o) for o in outcomes]))
    return list(db.session.execute(query.order_by(ImportRow.row)).scalars())


def stale_batch_ids(moment: datetime) -> Sequence[Any]:
    """Ids of batches whose file and rows are kept no longer: nothing happened to them since `moment`.

    One whose rows wait to be written or taken back is not among them, however long the scheduler process stood still.
    """
    since = func.coalesce(ImportBatch.confirmed_at, ImportBatch.checked_at, ImportBatch.uploaded_at)
    query = select(ImportBatch.id).where(ImportBatch.purged_at.is_(None), ImportBatch.state.not_in(WRITING), since < moment)
    return db.session.execute(query.where(or_(ImportBatch.state != "checking", ImportBatch.uploaded_at < moment))).scalars().all()


def portions(ids: Sequence[int], size: int = PORTION) -> Iterable[Sequence[int]]:
    """Ids in portions that fit into one statement on every engine."""
    return (ids[start:start + size] for start in range(0, len(ids), size))
