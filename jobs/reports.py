"""A reader reports a posting; staff look into it."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from core.audit import Action, Actor, record
from core.clock import now
from core.db import db
from core.errors import Refusal
from jobs.models import PositionReport

WINDOW = timedelta(hours=1)
MOST_A_POSITION = 5
MOST_ALTOGETHER = 100


class TooManyReports(Refusal):
    """So many reports came in within the hour that more would only hide those before."""

    status = 429


def _recent(position_id: int | None = None) -> int:
    query = select(func.count()).select_from(PositionReport).where(PositionReport.reported_at > now() - WINDOW)
    if position_id is not None:
        query = query.where(PositionReport.position_id == position_id)
    return db.session.execute(query).scalar_one()


def report_position(position_id: int, kind: str, text: str, actor: Actor) -> PositionReport:
    """Keep a reader's report of a position they can see. No name is kept: the reader may be anybody.

    Raises:
        TooManyReports: five reports of this position, or a hundred altogether, within the hour.

    """
    if _recent(position_id) >= MOST_A_POSITION or _recent() >= MOST_ALTOGETHER:
        raise TooManyReports(_("Several people have just reported this position, and staff will look into it. If it is urgent, please call the hotline."))
    report = PositionReport(position_id=position_id, kind=kind, text=text)
    db.session.add(report)
    db.session.flush()
    record(actor, Action.POSITION_REPORTED, "position", position_id, kind=kind)
    return report
