"""The one place that reads the clock, so that tests can turn it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The civil date in the city."""
    return now().astimezone(CITY_ZONE).date()


def in_city(instant: datetime) -> datetime:
    """The same instant on the city's wall clock."""
    return instant.astimezone(CITY_ZONE)


def from_city(wall: datetime) -> datetime:
    """The instant of a naive time on the city's wall clock; of one before all counting the first there is."""
    try:
        return wall.replace(tzinfo=CITY_ZONE).astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)
