"""What changes a position. Every change goes through `refresh_derived`, which keeps the columns that searching reads."""

from core.text import search_tokens
from employers.models import Employer
from jobs.models import Position
from jobs.states import LIVE

MONTHS = {"month": 1.0, "year": 1 / 12, "day": 26.0, "hour": 208.0}


def refresh_derived(position: Position, employer: Employer) -> None:
    """Keep what is derived: until when it is live, its pay by the month, the tokens it is found by. The caller has just changed it or its employer."""
    verified = employer.verified_until if employer.state == "verified" else None
    may_show = position.state == LIVE and verified is not None and position.valid_until is not None
    position.live_until = min(position.valid_until, verified) if may_show else None  # type: ignore[type-var]
    pay = position.pay_max or position.pay_min
    position.monthly_pay = round(pay * MONTHS[position.pay_unit]) if pay and position.pay_unit in MONTHS else None
    position.is_relaxed = bool(position.relaxations)
    text = " ".join((position.title, position.duties, position.requirements, *(position.skills or []), *(position.certificates or []), employer.name))
    position.search_text = " ".join(dict.fromkeys(search_tokens(text)))
