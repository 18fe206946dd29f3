"""What is shared by fairs, matching and training: the position, and what comes of it."""

from jobs.models.positions import Position, PositionReport, PositionTemplate, Post

__all__ = ["Position", "PositionReport", "PositionTemplate", "Post"]
