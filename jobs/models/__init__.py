"""What is shared by fairs, matching and training: the position, and what comes of it."""

from jobs.models.alerts import PeopleNews, SavedSearch
from jobs.models.applications import Application, Dismissal, Favourite, PositionViews, Recommendation
from jobs.models.conditions import PositionCondition, RelaxationEntry
from jobs.models.outcomes import Intention, Placement
from jobs.models.positions import Position, PositionReport, PositionTemplate, Post
from jobs.models.weights import RankingWeights
from jobs.models.wording import WordingDecision

__all__ = ["Application", "Dismissal", "Favourite", "Intention", "PeopleNews", "Placement", "Position", "PositionCondition", "PositionReport",
           "PositionTemplate", "PositionViews", "Post", "RankingWeights", "Recommendation", "RelaxationEntry", "SavedSearch", "WordingDecision"]
