"""Column types shared by every package, and the personal-data class each column carries.

Classes follow the table in `docs/patterns.md`: S1 business, S2 personal, S3 sensitive. A column of a table about people says its
class in `info=`; a table without personal data says it once in `__pii__`.
"""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary, String, Text
from sqlalchemy.types import TypeDecorator

from core import crypto

LARGEST_ID = 2**31 - 1  # what a number column holds on every engine

S1 = {"pii": "S1"}
S2 = {"pii": "S2"}
S3 = {"pii": "S3"}


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite keeps it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is no instant")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Encrypted(TypeDecorator[str]):
    """Text encrypted at rest; `place` ("table.column") is authenticated, so a value cannot be moved to another column."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt with the active key."""
        return None if value is None else crypto.encrypt(value.encode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decrypt with the key the value names."""
        return None if value is None else crypto.decrypt(bytes(value), self.place).decode()


class EncryptedJSON(Encrypted):
    """A JSON document encrypted at rest: for staged rows and messages, which may hold anything about a person."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Serialise, then encrypt."""
        if value is None:
            return None
        return super().process_bind_param(json.dumps(value, ensure_ascii=False, separators=(",", ":")), dialect)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Decrypt, then parse."""
        text = super().process_result_value(value, dialect)
        return None if text is None else json.loads(text)


class JSONText(TypeDecorator[Any]):
    """A small JSON document in a text column, the same on both engines."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Serialise."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Parse."""
        return None if value is None else json.loads(value)


def code_column(length: int) -> String:
    """A code compared byte by byte, so that a prefix range (`station scope`) is the same on both engines."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")
