"""Handing out a paper: as a download that no browser runs."""

from flask import Response, current_app, make_response

from accounts.permissions import actor
from core.crypto import CannotDecrypt
from core.db import transaction
from core.errors import NotFound
from employers.models import EmployerPaper
from employers.papers import read_paper
from employers.services.registration import note_paper_opened

ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}


def hand_out(paper: EmployerPaper | None) -> Response:
    """The paper's bytes as an attachment in a sandbox, noted in the audit trail.

    Raises:
        NotFound: no such paper, or its file is gone or was altered.

    """
    if paper is None:
        raise NotFound
    try:
        data = read_paper(current_app.config["INSTANCE"] / "papers", paper.stored_name)
    except (OSError, CannotDecrypt):
        raise NotFound from None
    response = make_response(data)
    response.headers["Content-Type"] = paper.media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{paper.kind}-{paper.id}.{ENDINGS[paper.media_type]}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    with transaction():
        note_paper_opened(paper, actor())
    return response
