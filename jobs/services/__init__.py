"""What changes a position. Every change goes through `refresh_derived`, which keeps the columns that searching reads."""

from jobs.services.derived import refresh_derived

__all__ = ["refresh_derived"]
