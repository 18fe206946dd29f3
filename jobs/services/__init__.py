"""What changes a position. Every change goes through `refresh_derived`, which keeps the columns that searching reads; one of what it says also
through `refresh_conditions`, which keeps what it asks of people.
"""

from jobs.services.conditions import refresh_conditions
from jobs.services.derived import refresh_derived

__all__ = ["refresh_conditions", "refresh_derived"]
