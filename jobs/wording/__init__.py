"""Wording a posting may not or should not use. A flag cites its rule and is read by a person; nothing is refused by it."""

from jobs.wording.rules import KINDS, Rule
from jobs.wording.screen import Flag, flags

__all__ = ["KINDS", "Flag", "Rule", "flags"]
