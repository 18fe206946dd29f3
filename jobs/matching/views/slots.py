"""Parts of other packages' pages: how a position fits the reader, and the best positions on their home page."""

from flask import current_app, render_template

from accounts.permissions import Right, account, is_signed_in, may
from jobs.matching.queries import is_personalised
from jobs.matching.services import matches_of_account, why
from jobs.matching.wording import condition_sentence, reason_sentence
from jobs.models import Position
from jobs.queries.applications import dismissed_ids
from veterans.models import Person

MOST_MATCHES = 5


def position_why(position: Position) -> str:
    """Reasons, what is missing, and why not, whatever the position asks for: for a signed-in person with a file; nothing for others."""
    if not is_signed_in() or account().staff_role or not is_personalised(account().id):
        return ""
    found = why(position.id, account().id)
    if found is None:
        return ""
    reasons = [reason_sentence(reason) for reason in found.explanation.reasons]
    unmet, unknown = ([condition_sentence(condition) for condition in found.conditions if condition.met is met] for met in (False, None))
    skills = [name for name in found.explanation.missing if name not in {condition.name for condition in found.conditions}]
    return render_template("matching/position_why.html", position=position, why=found, reasons=reasons, unmet=unmet, unknown=unknown, skills=skills)


def my_matches(person: Person) -> str:
    """The person's best live positions without those not wanted; nothing before a model is kept or without a file."""
    if not is_signed_in() or not is_personalised(account().id):
        return ""
    dismissed = dismissed_ids(person.id)
    found = matches_of_account(account().id, current_app.config["INSTANCE"], top=MOST_MATCHES + len(dismissed))
    if found is None:
        return ""
    ranking, titles = found
    wanted = [result for result in ranking.results if result.id not in dismissed][:MOST_MATCHES]
    rows = [(result, titles.get(result.id, ""), [reason_sentence(r) for r in result.explanation.reasons][:1],
             [condition_sentence(c) for c in result.conditions if c.met is False]) for result in wanted]
    return render_template("matching/my_matches.html", rows=rows)


def person_matches(person: Person) -> str:
    """On the file as staff see it: the way to positions for the person."""
    return render_template("matching/person_matches.html", person=person) if may(Right.PEOPLE_EDIT) else ""
