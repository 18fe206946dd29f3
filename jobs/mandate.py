"""The seven elements that a posting must state before it may be published. Pure."""

from datetime import date, timedelta

from core.text import normalise
from employers.models import Employer
from jobs.models import Position

LONGEST = timedelta(days=180)
ELEMENTS = ("title", "intro", "headcount", "requirements", "duties", "place", "pay", "valid_until")


def is_negotiable(text: str) -> bool:
    """Whether a note on pay leaves it open (面议)."""
    return "面议" in normalise(text).replace(" ", "")


def missing_elements(position: Position, employer: Employer, on: date) -> list[str]:
    """The names in ELEMENTS (the title and the seven) that are not stated, or not for a day within 180 days from `on`."""
    stated = {
        "title": position.title, "intro": employer.intro, "headcount": position.headcount, "requirements": position.education or position.requirements,
        "duties": position.duties, "place": position.place, "pay": (position.pay_min or position.pay_max) and position.pay_unit,
        "valid_until": position.valid_until and on <= position.valid_until <= on + LONGEST,
    }
    return [name for name in ELEMENTS if not stated[name]]
