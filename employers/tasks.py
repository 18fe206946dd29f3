"""What time does to employers."""

from flask import current_app

from core.db import transaction
from employers import papers, queries
from employers.services import verification


def fall_due_employers() -> None:
    """Verifications whose date has passed fall due; those whose date is near are announced."""
    with transaction():
        verification.fall_due_employers()
        verification.remind_of_reverification()


def sweep_papers() -> None:
    """Files of papers that were replaced, or whose upload was never finished, go."""
    papers.sweep_papers(current_app.config["INSTANCE"] / "papers", queries.stored_paper_names())
