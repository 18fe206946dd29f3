"""Who and what reaches nobody: people in no position's list, positions in no person's list, and what shuts them out."""

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from accounts.permissions import Right, scope, staff_with
from core.web.page import PAGE_SIZE, Page, page_number
from jobs.matching.queries import people_shown, positions_shown
from jobs.matching.services.unseen import blocks_of_people, blocks_of_positions, unseen
from jobs.matching.wording import condition_label

bp = Blueprint("matching_unseen", __name__)
PEOPLE, POSITIONS = "people", "positions"


@bp.get("/bureau/matching/never-shown")
@staff_with(Right.PEOPLE_EDIT)
def never_shown() -> ResponseReturnValue:
    found, side, number = unseen(), POSITIONS if request.args.get("side") == POSITIONS else PEOPLE, page_number()
    if found is None:
        return render_template("matching/never_shown.html", run=None, side=side)
    people, positions = people_shown(scope(), found.people.tolist()), positions_shown(scope(), found.positions.tolist())
    rows = positions if side == POSITIONS else people
    shown = rows[(number - 1) * PAGE_SIZE:number * PAGE_SIZE]
    blocks = (blocks_of_positions if side == POSITIONS else blocks_of_people)([row.id for row in shown], current_app.config["INSTANCE"])
    return render_template("matching/never_shown.html", run=found.run, side=side, page=Page(shown, number, len(rows)), blocks=blocks,
                           counts=(len(people), len(positions)), labels={block.name: condition_label(block.name) for block in blocks.values() if block.name})
