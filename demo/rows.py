"""Rows of several tables that name each other, each with an id that counts from 1; and moments of the city's wall clock."""

from collections import defaultdict
from datetime import UTC, date, datetime, time
from typing import Any

from core.clock import CITY_ZONE


class Rows:
    """Rows by the name of their table."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: str, **row: Any) -> int:
        """Keep a row; returns its id."""
        self.rows[table].append(row)
        return len(self.rows[table])


def clock(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on the city's wall clock, in UTC."""
    return datetime.combine(day, time(hour, minute), CITY_ZONE).astimezone(UTC)
