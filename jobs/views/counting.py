"""Counts openings of positions in memory and writes them together, at most once in PAUSE seconds a process."""

import time
from collections import Counter
from threading import Lock

from flask import Response, after_this_request, current_app, request

from core.db import transaction
from jobs.services.counting import add_views

PAUSE = 30.0
_lock = Lock()
_waiting: dict[str, Counter[int]] = {}
_written: dict[str, float] = {}
_ROBOTS = ("bot", "spider", "crawl")


def note_view(position_id: int) -> None:
    """Count one opening by a reader (machines that name themselves are left out); write what has gathered when it is time."""
    if any(word in request.user_agent.string.lower() for word in _ROBOTS):
        return
    key = str(current_app.config["INSTANCE"])
    with _lock:
        _waiting.setdefault(key, Counter())[position_id] += 1
        if time.monotonic() - _written.setdefault(key, time.monotonic() - PAUSE) < PAUSE:
            return
        _written[key], counts = time.monotonic(), _waiting.pop(key)

    @after_this_request
    def _write(response: Response) -> Response:
        with transaction():
            add_views(counts)
        return response
