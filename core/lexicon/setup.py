"""Joins the dictionary to the application: what the database holds is what everybody reads."""

from flask import Flask, has_app_context
from sqlalchemy import event
from sqlalchemy.orm import Session

from core.lexicon import use_source
from core.lexicon.queries import IN_USE, current_lexicon
from core.lexicon.snapshot import Lexicon, seed_lexicon


def _in_force() -> Lexicon:
    return current_lexicon() if has_app_context() else seed_lexicon()


def _forget(session: Session) -> None:
    session.info.pop(IN_USE, None)


def init_app(_app: Flask) -> None:
    """Read the dictionary from the database; what a transaction has read is forgotten when it is rolled back."""
    use_source(_in_force)
    if not event.contains(Session, "after_rollback", _forget):
        event.listen(Session, "after_rollback", _forget)
