"""A person's matches: why each fits, what is missing, and leaving out what does not suit."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import account, signed_in
from core.db import transaction
from core.errors import NotFound, Refusal
from core.web.page import PAGE_SIZE, Page, page_number
from jobs.matching.services import matches_of_account
from jobs.matching.views.presenting import BLOCK_NAMES, Place, places_of
from jobs.queries import applications as queries
from jobs.search.queries import posts, shown_position
from jobs.services import interests
from jobs.states.applications import APPLICATION_LABELS, DISMISS_REASONS
from veterans.models import Person
from veterans.queries import person_of_account

bp = Blueprint("matching_veteran", __name__)
MOST = 60


def _places(person: Person) -> list[Place] | None:
    """The best live positions without those the person does not want; None before a model is kept."""
    dismissed = queries.dismissed_ids(person.id)
    found = matches_of_account(account().id, current_app.config["INSTANCE"], top=MOST + len(dismissed))
    return None if found is None else places_of([result for result in found[0].results if result.id not in dismissed][:MOST])


@bp.get("/my/matches")
@signed_in
def matches() -> ResponseReturnValue:
    person = person_of_account(account().id)
    if person is None:
        return redirect(url_for("veterans_veteran.link"), 303)
    places = _places(person) if person.personalised else []
    number = min(page_number(), max(1, -(-len(places or []) // PAGE_SIZE)))
    shown = (places or [])[(number - 1) * PAGE_SIZE:number * PAGE_SIZE]
    return render_template(
        "matching/matches.html", person=person, is_personalised=person.personalised, page=Page(shown, number, len(places or [])),
        posts={post.id: post for post in posts([place.id for place in shown])}, block_names=BLOCK_NAMES, reasons=DISMISS_REASONS,
        applied=queries.applied_ids(person.id), labels=APPLICATION_LABELS, recommended=queries.recommendations_of(person.id),
        dismissed=queries.dismissals_of(person.id), has_model=places is not None)


@bp.post("/my/positions/<int:position_id>/<any(dismiss, restore):step>")
@signed_in
def dismiss(position_id: int, step: str) -> ResponseReturnValue:
    person = person_of_account(account().id)
    if person is None or step == "dismiss" and shown_position(position_id) is None:
        raise NotFound
    person_id = person.id
    try:
        with transaction():
            if step == "dismiss":
                interests.dismiss(person_id, position_id, request.form.get("reason", ""))
            else:
                interests.restore(person_id, position_id)
    except Refusal as refusal:
        flash(refusal.message, "wait")
    else:
        flash(_("Left out from now on. You find it at the end of the page and can take it back.") if step == "dismiss"
              else _("It may appear among your matches again."), "ok")
    return redirect(url_for("matching_veteran.matches"), 303)
