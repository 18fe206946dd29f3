"""A fair as one object, from the first notice to the sealed result."""

from jobs.fairs.models.day import BoothVisit, CheckIn, Door, InterviewSlot
from jobs.fairs.models.exhibitors import Booth, FairEmployer, FairPosition
from jobs.fairs.models.fairs import Fair, FairHall, FairPaper, FairTask
from jobs.fairs.models.guides import FairGuide, FairSuggestion
from jobs.fairs.models.visitors import FairInvitation, FairRegistration

__all__ = ["Booth", "BoothVisit", "CheckIn", "Door", "Fair", "FairEmployer", "FairGuide", "FairHall", "FairInvitation", "FairPaper", "FairPosition",
           "FairRegistration", "FairSuggestion", "FairTask", "InterviewSlot"]
