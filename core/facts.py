"""Facts about the installation itself, by name: when demo data was loaded, the scheduler's last heartbeat, what staff set."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, db
from core.types import JSONText


class Fact(Base):
    """One named fact."""

    __tablename__ = "facts"
    __pii__ = "S1"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSONText)


def fact(name: str, default: Any = None) -> Any:
    """The value kept under `name`, or `default`."""
    row = db.session.get(Fact, name)
    return default if row is None else row.value


def keep_fact(name: str, value: Any) -> None:
    """Keep `value` (JSON) under `name`."""
    db.session.merge(Fact(name=name, value=value))
    db.session.flush()


def forget_fact(name: str) -> None:
    """Drop a fact; nothing happens when it is not kept."""
    row = db.session.get(Fact, name)
    if row is not None:
        db.session.delete(row)
        db.session.flush()


def is_demo() -> bool:
    """Whether demo data is loaded: only then are its identity numbers and phones accepted."""
    return fact("demo") is not None
