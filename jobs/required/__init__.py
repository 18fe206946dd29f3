"""What a posting asks of people, out of its fields and its text: one list of conditions with what is relaxed for whom. Pure."""

from jobs.required.kinds import EVERYBODY, GROUPS, LATER, SERVICE, WAIVED, Required, lets_in_more
from jobs.required.reading import required_of

__all__ = ["EVERYBODY", "GROUPS", "LATER", "SERVICE", "WAIVED", "Required", "lets_in_more", "required_of"]
