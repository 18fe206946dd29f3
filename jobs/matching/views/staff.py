"""A station puts positions before a person: with reasons, on paper, to the phone, or by applying for them."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import Right, actor, scope, staff_station_name, staff_with
from core.db import transaction
from core.errors import NotFound, Refusal
from core.forms import whole_number
from jobs.disclosure.showing import NAME, PHONE, PROFILE
from jobs.matching.forms import RecommendForm
from jobs.matching.services import positions_for_person
from jobs.matching.services.unseen import mutual_of
from jobs.matching.views.presenting import BLOCK_NAMES, Place, places_of
from jobs.queries import applications as queries
from jobs.search.queries import posts
from jobs.services import applications, interests
from jobs.services.applications import Wish
from jobs.states.applications import APPLICATION_LABELS
from veterans.models import Person
from veterans.queries import person_in_scope, station_title

bp = Blueprint("matching_staff", __name__)
MOST = 30


def _places(person: Person) -> list[Place]:
    """The best live positions without what the person does not want; none before a model is kept."""
    dismissed = queries.dismissed_ids(person.id)
    try:
        found = positions_for_person(person.id, current_app.config["INSTANCE"], top=MOST + len(dismissed)).results
    except NotFound:
        return []
    return places_of([result for result in found if result.id not in dismissed][:MOST])


@bp.route("/bureau/people/<int:person_id>/recommend", methods=["GET", "POST"])
@staff_with(Right.PEOPLE_EDIT)
def recommend(person_id: int) -> ResponseReturnValue:
    person_in_scope(scope(), person_id)
    form = RecommendForm()
    if not form.is_submitted():
        return _page(person_id, form, 200)
    if not form.validate():
        return _page(person_id, form, 422)
    chosen = [post.id for post in posts(form.position.data or [])]
    if form.then.data == "print":
        with transaction():
            interests.recommend(person_in_scope(scope(), person_id), chosen, actor(), tells=False)
        return redirect(url_for("matching_staff.sheet", person_id=person_id, position=chosen), 303)
    if form.then.data == "apply":
        return _apply_for(person_id, chosen)
    with transaction():
        new = interests.recommend(person_in_scope(scope(), person_id), chosen, actor(), tells=True)
    flash(_("Recommended: %(n)s. The person sees them under “Positions that fit me”.", n=new) if new else _("All of them were recommended before."), "ok")
    return redirect(url_for("matching_staff.recommend", person_id=person_id), 303)


def _apply_for(person_id: int, chosen: list[int]) -> ResponseReturnValue:
    made, left = 0, ""
    for position_id in chosen:
        try:
            with transaction():
                applications.apply(person_in_scope(scope(), person_id), position_id, Wish((NAME, PHONE, PROFILE), origin="staff"), actor())
        except Refusal as refusal:
            left = refusal.message
        else:
            made += 1
    flash(_("Applied for the person: %(n)s. It is noted that you did.", n=made), "ok" if made else "wait")
    if left:
        flash(left, "wait")
    return redirect(url_for("matching_staff.recommend", person_id=person_id), 303)


def _page(person_id: int, form: RecommendForm, status: int) -> ResponseReturnValue:
    person = person_in_scope(scope(), person_id)
    places = _places(person)
    return render_template(
        "matching/recommend.html", person=person, form=form, places=places, posts={post.id: post for post in posts([place.id for place in places])},
        block_names=BLOCK_NAMES, mutual=mutual_of(person.id), recommended=queries.recommended_ids(person.id), applied=queries.applied_ids(person.id),
        labels=APPLICATION_LABELS,
        station=station_title(person.station_code), is_personalised=person.personalised, chosen=set(form.position.data or [])), status


@bp.get("/bureau/people/<int:person_id>/recommend/print")
@staff_with(Right.PEOPLE_EDIT)
def sheet(person_id: int) -> str:
    person = person_in_scope(scope(), person_id)
    wanted = [number for one in request.args.getlist("position")[:MOST] if (number := whole_number(one)) is not None]
    recommended = queries.recommended_ids(person.id)
    chosen = [one for one in wanted if one in recommended]
    try:
        ranked = positions_for_person(person.id, current_app.config["INSTANCE"], top=MOST, only=chosen).results
    except NotFound:
        ranked = []
    return render_template("matching/recommend_print.html", person=person, posts=posts(chosen), places={place.id: place for place in places_of(ranked)},
                           station=staff_station_name())
