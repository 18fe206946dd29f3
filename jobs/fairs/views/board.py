"""The live board, for the hall's screen and for staff: it is asked for again and again, and answers with nothing while nothing has changed."""

import hashlib
import json

from flask import Blueprint, Response, make_response, render_template, request

from accounts.permissions import open_to_all
from jobs.fairs.queries import board as queries
from jobs.fairs.views.public import announced

bp = Blueprint("fairs_board", __name__)


@bp.get("/fairs/<int:fair_id>/board")
@open_to_all
def board(fair_id: int) -> str:
    """The whole screen."""
    fair = announced(fair_id)
    return render_template("fairs/board.html", fair=fair, board=queries.board(fair.id))


@bp.get("/fairs/<int:fair_id>/board/now")
@open_to_all
def board_now(fair_id: int) -> Response:
    """The part that changes, with a fingerprint; 304 while it is the same."""
    fair = announced(fair_id)
    now = queries.board(fair.id)
    mark = hashlib.sha256(json.dumps([now.as_dict(), fair.state, request.cookies.get("lang", "")], default=str).encode()).hexdigest()[:32]
    answer = make_response("", 304) if mark in request.if_none_match else make_response(render_template("fairs/_board.html", fair=fair, board=now))
    answer.set_etag(mark)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
