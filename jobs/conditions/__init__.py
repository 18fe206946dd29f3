"""Hard conditions out of free text: one line of requirements in, its conditions out. No database, no web."""

from jobs.conditions.condition import NAMES, Condition
from jobs.conditions.parser import parse_requirements

__all__ = ["NAMES", "Condition", "parse_requirements"]
