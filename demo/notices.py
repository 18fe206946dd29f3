"""What people are told about a loaded city."""

from datetime import date

from flask_babel import gettext as _

from core.clock import today
from core.facts import fact

STALE_DAYS = 90


def city_age() -> int | None:
    """Days since the city was loaded; None when none is."""
    note = fact("demo")
    return None if note is None else (today() - date.fromisoformat(note["loaded_on"])).days


def age_notice() -> str | None:
    """How to renew a city whose dates no longer fit; None while they do, or when none is loaded."""
    age = city_age()
    if age is None or age <= STALE_DAYS:
        return None
    return str(_("The demo city is %(n)s days old and its dates no longer fit. Renew it: flask demo clear, then flask demo load.", n=age))
