"""The weights of the ranking: what is in force, what outcomes speak for, adopting and going back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import Right, actor, staff_with
from core.db import transaction
from core.errors import IllegalTransition, NotFound
from core.states import actions_from
from core.web.errors import error_page
from core.work import latest_work, queue_work
from jobs.matching.features import BLOCKS, PRIOR
from jobs.matching.learning import LEAST_OUTCOMES
from jobs.matching.services import LEARN, REFIT, block_weights
from jobs.matching.wording import BLOCK_LABELS, FIELD_LABELS, group_label, refusal_sentence, version_label
from jobs.models import RankingWeights
from jobs.queries.weights import outcomes, weight_versions, weights_version
from jobs.services.weights import adopt_weights, roll_back_weights
from jobs.states.weights import WEIGHTS, WEIGHTS_LABELS, WEIGHTS_MARKS

bp = Blueprint("matching_weights", __name__)


@bp.errorhandler(IllegalTransition)
def _too_late(error: IllegalTransition) -> ResponseReturnValue:
    """A step pressed twice, or after a colleague: show where things stand."""
    if "version_id" not in (request.view_args or {}):
        return error_page(error.status, error.message)
    return _to(_("Nothing was changed: this version is in another state by now."), "wait")


def _to(message: str, kind: str = "ok") -> ResponseReturnValue:
    flash(message, kind)
    return redirect(url_for("matching_weights.weights"), 303)


def _version(version_id: int) -> RankingWeights:
    found = weights_version(version_id)
    if found is None:
        raise NotFound
    return found


def _least_kept(row: RankingWeights) -> tuple[str, float] | None:
    """The group of people that would be seen least, against now."""
    return min(((group_label(group), share) for group, share in row.exposure.items()), key=lambda pair: pair[1], default=None)


@bp.get("/bureau/matching/weights")
@staff_with(Right.RANKING)
def weights() -> ResponseReturnValue:
    rows = weight_versions()
    return render_template(
        "matching/weights.html", rows=rows, force=block_weights(), prior=PRIOR, blocks=[(block, BLOCK_LABELS[block]) for block in BLOCKS],
        fields=list(FIELD_LABELS.items()), labels=WEIGHTS_LABELS, marks=WEIGHTS_MARKS, steps={row.id: actions_from(WEIGHTS, row.state) for row in rows},
        least={row.id: _least_kept(row) for row in rows},
        reasons={row.id: [refusal_sentence(reason) for reason in row.reasons] for row in rows}, count=len(outcomes()), needed=LEAST_OUTCOMES,
        version_label=version_label, learning=latest_work(LEARN), fitting=latest_work(REFIT))


@bp.post("/bureau/matching/weights/learn")
@staff_with(Right.RANKING)
def learn() -> ResponseReturnValue:
    with transaction():
        queue_work(LEARN, {"account_id": actor().account_id, "station_code": actor().station_code}, actor().account_id)
    return _to(_("Learning has begun. The new version appears here in a minute."))


@bp.post("/bureau/matching/weights/<int:version_id>/adopt")
@staff_with(Right.RANKING)
def adopt(version_id: int) -> ResponseReturnValue:
    with transaction():
        adopt_weights(_version(version_id), actor())
        queue_work(REFIT, {}, actor().account_id)
    return _to(_("Adopted. Lists follow the new weights as soon as everybody is encoded anew, within a minute."))


@bp.post("/bureau/matching/weights/<int:version_id>/roll-back")
@staff_with(Right.RANKING)
def roll_back(version_id: int) -> ResponseReturnValue:
    with transaction():
        roll_back_weights(_version(version_id), actor())
        queue_work(REFIT, {}, actor().account_id)
    return _to(_("Rolled back. Lists follow the weights before as soon as everybody is encoded anew, within a minute."))
