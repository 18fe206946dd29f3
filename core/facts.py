"""Facts about the installation itself, by name: when demo data was loaded, the scheduler's last heartbeat, what staff set."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import today
from core.db import Base, db
from core.types import JSONText

DEMO_FITS = 90  # days


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


def stale_demo_notice() -> str | None:
    """How to renew demo data whose dates no longer fit; None while they do, or when none is loaded."""
    note = fact("demo")
    age = 0 if note is None else (today() - date.fromisoformat(note["loaded_on"])).days
    if age <= DEMO_FITS:
        return None
    return str(_("The demo city is %(n)s days old and its dates no longer fit. Renew it: flask demo clear, then flask demo load.", n=age))
