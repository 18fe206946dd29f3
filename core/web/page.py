"""What every template can use: dates, money, states, paging, slots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask, g, request
from flask_babel import format_date, format_datetime, get_locale
from flask_babel import gettext as _
from werkzeug.routing import IntegerConverter, Map

from core import crypto
from core.clock import in_city, today
from core.facts import is_demo
from core.forms import whole_number
from core.types import LARGEST_ID
from core.web.addresses import here, kept_query
from core.web.slots import slot

PAGE_SIZE = 20


@dataclass(frozen=True)
class Page:
    """One page of a list: its items, the page's number (from 1), the total of all items."""

    items: Sequence[Any]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """How many pages there are (at least 1)."""
        return max(1, -(-self.total // self.size))

    def address(self, number: int) -> str:
        """The address of another page of the same list."""
        return here([*kept_query("page"), ("page", str(number))])

    @property
    def numbers(self) -> list[int]:
        """The page numbers to offer: first, last, and those around this one; 0 stands for a gap."""
        wanted = sorted({1, self.pages, *(n for n in range(self.number - 2, self.number + 3) if 1 <= n <= self.pages)})
        out: list[int] = []
        for number in wanted:
            if out and number - out[-1] > 1:
                out.append(0)
            out.append(number)
        return out


def page_number(limit: int = 5000) -> int:
    """`?page=` of this request, between 1 and `limit`; 1 when it is no number."""
    return min(whole_number(request.args.get("page", "")) or 1, limit)


def page_within(total: int, size: int = PAGE_SIZE) -> int:
    """`?page=` of this request, or the last page there is: what stood beyond it may have been done with since."""
    return min(page_number(), max(1, -(-total // size)))


def day(value: date | datetime | None) -> str:
    """2026年12月5日, or its English form; empty for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return str(format_datetime(value, "y年M月d日" if _is_chinese() else "d MMM y"))
    return str(format_date(value, "y年M月d日" if _is_chinese() else "d MMM y"))


def day_and_time(value: datetime | None) -> str:
    """2026年12月5日 09:00; empty for None."""
    return "" if value is None else str(format_datetime(value, "y年M月d日 HH:mm" if _is_chinese() else "d MMM y, HH:mm"))


def clock_time(value: datetime | None) -> str:
    """09:05 on the city's clock; empty for None."""
    return "" if value is None else f"{in_city(value):%H:%M}"


def ago(value: date | datetime | None) -> str:
    """Today, yesterday, or the date."""
    if value is None:
        return ""
    then = in_city(value).date() if isinstance(value, datetime) else value
    days = (today() - then).days
    return _("today") if days <= 0 else _("yesterday") if days == 1 else day(value)


def number(value: int | float | None) -> str:
    """12,086; empty for None."""
    return "" if value is None else f"{value:,}"


def _is_chinese() -> bool:
    locale = get_locale()
    return locale is None or locale.language == "zh"


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: a number no database column can hold is no address."""

    def __init__(self, url_map: Map, **limits: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST_ID, **limits})


def shows_demo() -> bool:
    """Whether demo data is loaded, asked once a request."""
    if "shows_demo" not in g:
        g.shows_demo = is_demo()
    return bool(g.shows_demo)


def init_pages(app: Flask) -> None:
    """Put filters and globals into the template environment, and bound the numbers in addresses."""
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(day=day, day_and_time=day_and_time, clock_time=clock_time, ago=ago, number=number, mask_name=crypto.mask_name,
                                 mask_phone=crypto.mask_phone, mask_identity=crypto.mask_identity)
    app.jinja_env.globals.update(slot=slot, is_demo=shows_demo, today=today)
