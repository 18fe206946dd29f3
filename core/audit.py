"""What happened: typed, written in the same transaction as the deed, chained by hash.

Entries of a transaction are collected and written when it commits, so that the lock on the chain's end is held only for that moment.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, ForeignKey, Integer, LargeBinary, String, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.clock import now
from core.db import Base, db
from core.types import S1, Instant, JSONText

GENESIS = b"\0" * 32


class Action(StrEnum):
    """Every kind of deed that is kept."""

    SIGNED_UP = "signed_up"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SESSION_REVOKED = "session_revoked"
    PASSWORD_CHANGED = "password_changed"
    PHONE_CHANGED = "phone_changed"
    TOTP_CHANGED = "totp_changed"
    STAFF_INVITED = "staff_invited"
    STAFF_JOINED = "staff_joined"
    STAFF_CHANGED = "staff_changed"
    STATION_CHANGED = "station_changed"
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_LINKED = "person_linked"
    PERSON_LINK_REFUSED = "person_link_refused"
    PERSON_CONFIRMED = "person_confirmed"
    PERSONS_MERGED = "persons_merged"
    PERSONS_DIFFER = "persons_differ"
    PAIR_ASKED = "pair_asked"
    PAIR_CONFIRMED = "pair_confirmed"
    PAIR_REFUSED = "pair_refused"
    PAIR_ENDED = "pair_ended"
    PERSONAL_DATA_REVEALED = "personal_data_revealed"
    EXPORTED = "exported"
    EMPLOYER_REGISTERED = "employer_registered"
    EMPLOYER_CHANGED = "employer_changed"
    EMPLOYER_SUBMITTED = "employer_submitted"
    EMPLOYER_VERIFIED = "employer_verified"
    EMPLOYER_RETURNED = "employer_returned"
    EMPLOYER_SUSPENDED = "employer_suspended"
    EMPLOYER_FELL_DUE = "employer_fell_due"
    EMPLOYER_REINSTATED = "employer_reinstated"
    EMPLOYER_RELEASED = "employer_released"
    PAPER_UPLOADED = "paper_uploaded"
    PAPER_OPENED = "paper_opened"
    POSITION_ADDED = "position_added"
    POSITION_CHANGED = "position_changed"
    POSITION_SUBMITTED = "position_submitted"
    POSITION_PUBLISHED = "position_published"
    POSITION_RETURNED = "position_returned"
    POSITION_WITHDRAWN = "position_withdrawn"
    POSITION_REVISED = "position_revised"
    POSITION_PAUSED = "position_paused"
    POSITION_RESUMED = "position_resumed"
    POSITION_EXTENDED = "position_extended"
    POSITION_CLOSED = "position_closed"
    CONDITION_RELAXED = "condition_relaxed"
    CONDITION_CORRECTED = "condition_corrected"
    WORDING_DECIDED = "wording_decided"
    POSITION_REPORTED = "position_reported"
    POSITION_REPORT_SETTLED = "position_report_settled"
    POSITION_TEMPLATE_KEPT = "position_template_kept"
    POSITION_TEMPLATE_DROPPED = "position_template_dropped"
    INTENTION_MOVED = "intention_moved"
    PLACEMENT_MOVED = "placement_moved"
    EMPLOYER_CONDUCT = "employer_conduct"
    FAIR_ADDED = "fair_added"
    FAIR_CHANGED = "fair_changed"
    FAIR_MOVED = "fair_moved"
    FAIR_EMPLOYER_MOVED = "fair_employer_moved"
    FAIR_POSITIONS_CHANGED = "fair_positions_changed"
    FAIR_VISITOR_MOVED = "fair_visitor_moved"
    BOOTH_MOVED = "booth_moved"
    BOOTHS_PLANNED = "booths_planned"
    SLOT_MOVED = "slot_moved"
    VISIT_MOVED = "visit_moved"
    APPLICATION_SUBMITTED = "application_submitted"
    APPLICATION_VIEWED = "application_viewed"
    APPLICATION_SHORTLISTED = "application_shortlisted"
    APPLICATION_INTERVIEW = "application_interview"
    APPLICATION_OFFERED = "application_offered"
    APPLICATION_DECLINED = "application_declined"
    APPLICATION_WITHDRAWN = "application_withdrawn"
    APPLICATION_UNSUCCESSFUL = "application_unsuccessful"
    APPLICATION_PLACED = "application_placed"
    APPLICATION_HELP_ASKED = "application_help_asked"
    APPLICATION_HELPED = "application_helped"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONTACT_ASKED = "contact_asked"
    CONTACT_ANSWERED = "contact_answered"
    EMPLOYER_HIDDEN = "employer_hidden"
    EMPLOYER_UNHIDDEN = "employer_unhidden"
    POSITIONS_RECOMMENDED = "positions_recommended"
    MESSAGE_SENT_AGAIN = "message_sent_again"
    WEIGHTS_MOVED = "weights_moved"
    IMPORT_CONFIRMED = "import_confirmed"
    IMPORT_UNDONE = "import_undone"
    IMPORT_DISCARDED = "import_discarded"
    BACKUP_MADE = "backup_made"
    BACKUP_RESTORED = "backup_restored"
    KEYS_ROTATED = "keys_rotated"
    DEMO_LOADED = "demo_loaded"
    DEMO_CLEARED = "demo_cleared"
    SETTING_CHANGED = "setting_changed"
    LEXICON_CHANGED = "lexicon_changed"
    LEXICON_RETIRED = "lexicon_retired"
    LEXICON_ROLLED_BACK = "lexicon_rolled_back"


@dataclass(frozen=True)
class Actor:
    """Who does it: an account, with the station it speaks for; or the system itself."""

    account_id: int | None
    station_code: str | None = None
    label: str = ""


SYSTEM = Actor(None, label="system")


class AuditEntry(Base):
    """One deed. Never changed, never deleted: the application has no code that does either."""

    __tablename__ = "audit_entries"
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    action: Mapped[str] = mapped_column(String(40), index=True)
    account_id: Mapped[int | None] = mapped_column(Integer, index=True, doc="no foreign key: entries outlive accounts")
    label: Mapped[str] = mapped_column(String(40), default="")
    station_code: Mapped[str | None] = mapped_column(String(12))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None] = mapped_column(Integer)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONText, info=S1)
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditHead(Base):
    """The one row that holds the chain's end; updating it orders the writers."""

    __tablename__ = "audit_head"
    __pii__ = "S1"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("audit_entries.id"))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


def record(actor: Actor, action: Action, subject_type: str, subject_id: int | None, **detail: Any) -> None:
    """Keep a deed. `detail` holds ids, codes and names of fields, never personal data.

    Inputs are plain values; the entry is written when the surrounding transaction commits.
    """
    entry = {
        "at": now(), "action": str(action), "account_id": actor.account_id, "label": actor.label,
        "station_code": actor.station_code, "subject_type": subject_type, "subject_id": subject_id, "detail": detail,
    }
    db.session().info.setdefault("audit", []).append(entry)


def entry_hash(previous: bytes, entry: dict[str, Any]) -> bytes:
    """SHA-256 over the previous hash and the entry's canonical JSON (32 bytes)."""
    body = {k: entry[k] for k in ("action", "account_id", "label", "station_code", "subject_type", "subject_id", "detail")}
    body["at"] = entry["at"].isoformat()
    return hashlib.sha256(previous + json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).digest()


def _write(connection: Connection, entries: list[dict[str, Any]]) -> None:
    locked = connection.execute(update(AuditHead).where(AuditHead.id == 1).values(id=1)).rowcount
    if not locked:
        connection.execute(insert(AuditHead).values(id=1, entry_id=None, hash=GENESIS))
    previous = bytes(connection.execute(select(AuditHead.hash).where(AuditHead.id == 1)).scalar_one())
    rows = []
    for entry in entries:
        rows.append({**entry, "previous_hash": previous, "hash": entry_hash(previous, entry)})
        previous = rows[-1]["hash"]
    inserted = insert(AuditEntry).returning(AuditEntry.id, sort_by_parameter_order=True)
    last_id = connection.execute(inserted, rows).scalars().all()[-1]  # in batches: an import of thousands of rows holds the lock for moments
    connection.execute(update(AuditHead).where(AuditHead.id == 1).values(entry_id=last_id, hash=previous))


def _before_commit(session: Session) -> None:
    entries = session.info.pop("audit", None)
    if entries:
        session.flush()
        _write(session.connection(), entries)


def _after_rollback(session: Session) -> None:
    session.info.pop("audit", None)


event.listen(Session, "before_commit", _before_commit)
event.listen(Session, "after_rollback", _after_rollback)


def broken_entries() -> list[int]:
    """Ids of entries whose hash does not follow from the entry before: empty when the trail is whole.

    The last entry is also compared with the chain's end, so that cutting off the tail shows (id 0 stands for that).
    """
    broken: list[int] = []
    previous = GENESIS
    last = None
    for row in db.session.execute(select(AuditEntry).order_by(AuditEntry.id)).scalars().yield_per(1000):
        entry = {k: getattr(row, k) for k in ("at", "action", "account_id", "label", "station_code", "subject_type", "subject_id", "detail")}
        if row.previous_hash != previous or row.hash != entry_hash(previous, entry):
            broken.append(row.id)
        previous, last = row.hash, row.id
    head = db.session.execute(select(AuditHead)).scalar_one_or_none()
    if (head.entry_id if head else None) != last or (head is not None and head.hash != previous):
        broken.append(0)
    return broken
