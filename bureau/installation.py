"""Setting an installation up and looking after it: first administrator, key rotation, what is wrong with the database."""

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Column, Table, func, select, text

from accounts.models import Account, StaffRole
from accounts.passwords import hash_password, password_matches
from accounts.services import plant_stations
from core import crypto
from core.audit import SYSTEM, Action, record
from core.clock import now
from core.db import db, transaction
from core.lexicon.services import plant_lexicon
from core.outbox import message_counts
from core.startup import MAX_SKEW, Problem, clock_skew
from core.types import Encrypted

FIRST_LOGIN = "admin"
DEFAULT_PASSWORDS = ("admin", "password", "Admin123456", "12345678")
BATCH = 1000


@dataclass(frozen=True)
class FirstAdministrator:
    """The login name and the password, which is shown once."""

    login: str
    password: str


def plant_reference(city_code: str, city_name: str) -> int:
    """Load the code tables and the dictionary that live in the database; returns how many stations were added."""
    plant_lexicon()
    return plant_stations(city_code, city_name)


def add_first_administrator(city_code: str) -> FirstAdministrator | None:
    """Make the account that invites the others, unless there is staff already."""
    if db.session.execute(select(func.count()).select_from(Account).where(Account.staff_role.is_not(None))).scalar_one():
        return None
    made = FirstAdministrator(FIRST_LOGIN, secrets.token_urlsafe(9) + "aA1!")
    account = Account(login=made.login, name="管理员", password_hash=hash_password(made.password), password_changed_at=now(),
                      staff_role=str(StaffRole.SECURITY_ADMIN), station_code=city_code)
    db.session.add(account)
    db.session.flush()
    record(SYSTEM, Action.STAFF_JOINED, "account", account.id, role=account.staff_role)
    return made


def _encrypted_columns() -> list[tuple[Table, Column[Any]]]:
    return [(table, column) for table in db.metadata.sorted_tables for column in table.columns if isinstance(column.type, Encrypted)]


def _rotate_column(table: Table, column: Column[Any], active: int) -> int:
    key, place = next(iter(table.primary_key.columns)).name, column.type.place  # type: ignore[attr-defined]
    stored = text(f'SELECT "{key}", "{column.name}" FROM "{table.name}" WHERE "{column.name}" IS NOT NULL ORDER BY 1')  # noqa: S608 - our own names
    write = text(f'UPDATE "{table.name}" SET "{column.name}" = :value WHERE "{key}" = :key')  # noqa: S608
    stale = [(row[0], bytes(row[1])) for row in db.session.execute(stored) if crypto.key_id(bytes(row[1])) != active]
    for start in range(0, len(stale), BATCH):
        with transaction() as session:
            fresh = [{"key": row_id, "value": crypto.encrypt(crypto.decrypt(value, place), place)} for row_id, value in stale[start:start + BATCH]]
            session.execute(write, fresh)
    return len(stale)


def rotate_keys(path: Path, algorithm: str) -> int:
    """Add a key, make it the active one, write every encrypted column again; the old file stays beside it. Returns how many values changed.

    A stop in the middle harms nothing: both keys stay in the keyring, a second run goes on.
    """
    ring = crypto.Keyring.load(path, algorithm).rotated()
    shutil.copy2(path, path.with_name(f"{path.stem}-before-key-{ring.active}{path.suffix}"))
    ring.save(path)
    crypto.use_keyring(ring)
    return sum(_rotate_column(table, column, ring.active) for table, column in _encrypted_columns())


def _default_administrator() -> Problem | None:
    account = db.session.execute(select(Account).where(Account.login == FIRST_LOGIN)).scalar_one_or_none()
    if account is None or account.password_hash is None:
        return None
    if any(password_matches(account.password_hash, known) for known in DEFAULT_PASSWORDS):
        return Problem("default_admin", _("The account admin has a password that everybody knows. Change it."))
    return None


def _journal() -> Problem | None:
    if db.engine.dialect.name != "sqlite" or db.session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal":
        return None
    return Problem("journal", _("The SQLite database is not in WAL mode; with more than one worker writers would block readers."))


def _skew(url: str) -> Problem | None:
    skew = clock_skew(url)
    if skew is None or skew <= MAX_SKEW:
        return None
    return Problem("clock", _("The clock differs by %(n)s seconds from the public address. Set the time by NTP.", n=round(skew)))


def _schema() -> Problem | None:
    if db.inspect(db.engine).has_table("accounts"):
        return None
    return Problem("schema", _("The database is empty. Run: flask init"))


def _messages() -> Problem | None:
    counts = message_counts()
    failed, unknown = counts.get("failed", 0), counts.get("unknown", 0)
    if not failed and not unknown:
        return None
    said = _("Messages: %(failed)s could not be delivered; of %(unknown)s it is not known whether they arrived.", failed=failed, unknown=unknown)
    return Problem("messages", said, fatal=False)


def database_problems(settings: Mapping[str, Any]) -> list[Problem]:
    """Findings that need the database or the net: an empty schema, the journal, a known administrator's password, the clock."""
    if problem := _schema():
        return [problem]
    checks = (_journal(), _default_administrator(), _messages(), _skew(str(settings["PUBLIC_URL"])) if settings["MODE"] == "production" else None)
    return [problem for problem in checks if problem]
