"""A person's home."""

from flask import Blueprint, render_template

from accounts.permissions import account, signed_in
from veterans.queries import latest_claim, person_of_account, progress_of
from veterans.steps import completeness
from veterans.views.veteran import own_folder

bp = Blueprint("bureau_veteran", __name__)


@bp.get("/my")
@signed_in
def home() -> str:
    person = person_of_account(account().id)
    claim = None if person else latest_claim(account().id)
    whole = completeness(person, progress_of(person.id)) if person else None
    return render_template("bureau/my_home.html", person=person, claim=claim, whole=whole, folder=own_folder())
