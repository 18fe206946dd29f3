"""A person's file and what hangs on it, by noun."""

from veterans.models.pairs import FamilyPair
from veterans.models.people import Evidence, LinkRequest, Person, PersonKind, PersonSkill, Qualification, Seeking, ServiceRecord, Visibility
from veterans.models.profile import MergedFile, PossibleDuplicate, ProfileDraft, ProfileProgress, SuggestionChoice

__all__ = [
    "Evidence", "FamilyPair", "LinkRequest", "MergedFile", "Person", "PersonKind", "PersonSkill", "PossibleDuplicate", "ProfileDraft", "ProfileProgress",
    "Qualification", "Seeking", "ServiceRecord", "SuggestionChoice", "Visibility",
]
