"""Structured logs, one JSON object a line, scrubbed of identity numbers and phones as the last step before writing."""

import logging
import re
import sys
import time
import uuid
from pathlib import Path

import structlog
from flask import Flask, Response, g, request

from core.crypto import scrub

_QUERY = re.compile(r"(\"?(?:GET|POST|PUT|DELETE|HEAD|PATCH) [^ ?]+)\?[^ \"]*")


class Scrubber(logging.Formatter):
    """Formats a record, then removes what looks personal, whoever wrote it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, scrubbed; query strings are cut off."""
        return scrub(_QUERY.sub(r"\1?…", super().format(record)))


def _processors() -> list[structlog.types.Processor]:
    return [
        structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


def configure_logging(log_file: str = "") -> None:
    """One handler on the root logger, to standard error or a file; libraries included."""
    handler: logging.Handler = logging.FileHandler(Path(log_file), encoding="utf-8") if log_file else logging.StreamHandler(sys.stderr)
    handler.setFormatter(Scrubber("%(message)s"))
    handler.set_name("rongqiao")
    root = logging.getLogger()
    for old in [h for h in root.handlers if h.get_name() == "rongqiao"]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for library in ("werkzeug", "apscheduler", "alembic"):  # each tick and step would be a line, in English, on the terminal of `make run`
        logging.getLogger(library).setLevel(logging.WARNING)
    structlog.configure(processors=_processors(), logger_factory=structlog.stdlib.LoggerFactory(), cache_logger_on_first_use=False)


def _start() -> None:
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex[:12])


def _finish(response: Response) -> Response:
    if request.endpoint != "static":
        took = round((time.perf_counter() - g.started) * 1000, 1) if "started" in g else None
        structlog.get_logger("web").info("request", method=request.method, endpoint=request.endpoint, status=response.status_code, ms=took)
    return response


def init_logs(app: Flask) -> None:
    """Log each request by its endpoint: no address, no query, no body, no client."""
    configure_logging(str(app.config["LOG_FILE"]))
    app.before_request(_start)
    app.after_request(_finish)
