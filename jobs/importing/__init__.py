"""Positions from spreadsheets: columns, matching with what is on file, writing and taking back."""

from jobs.importing.kind import OwnPositionImport, PositionImport

__all__ = ["OwnPositionImport", "PositionImport"]
