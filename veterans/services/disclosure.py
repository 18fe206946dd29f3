"""Showing personal data to staff: always with a reason, always kept before it is shown."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from core import audit
from core.audit import Action, Actor
from core.db import db
from core.errors import NotFound
from veterans import queries
from veterans.models import LinkRequest, Person

FIELDS = ("name", "phone", "identity_number", "address", "note", "disability")
SENSITIVE = frozenset(("disability",))


def reveal_field(actor: Actor, person: Person, field: str, reason: str, *, may_see_disability: bool) -> str:
    """One field of a file in clear. The deed is kept in the same transaction: show the value only after it is committed.

    Raises:
        NotFound: no such field, or not for this member of staff.

    """
    if field not in FIELDS or (field in SENSITIVE and not may_see_disability):
        raise NotFound
    audit.record(actor, Action.PERSONAL_DATA_REVEALED, "person", person.id, field=field, reason=reason)
    return str(getattr(person, field) or "")


def reveal_claim(actor: Actor, claim: LinkRequest, person_id: int | None, reason: str) -> None:
    """Keep that a request to join a file, and the file it means, were shown in clear, before they are."""
    fields = ["identity_number", "name", "phone"]
    audit.record(actor, Action.PERSONAL_DATA_REVEALED, "link_request", claim.id, field=fields, person=person_id, reason=reason)


def reveal_files(actor: Actor, people: Iterable[Person], fields: Sequence[str], reason: str) -> None:
    """Keep that fields of several files were shown in clear beside each other, before they are."""
    for person in people:
        audit.record(actor, Action.PERSONAL_DATA_REVEALED, "person", person.id, field=list(fields), reason=reason)


def keep_export(actor: Actor, people: int, reason: str, *, is_full: bool) -> None:
    """Keep that a roster left the system: how many people, masked or in full, and why."""
    audit.record(actor, Action.EXPORTED, "roster", None, people=people, full=is_full, reason=reason)


def forget_exports(kind: str, before: datetime) -> list[str]:
    """Forget the files of exports finished before a moment; returns the stored names, for the caller to delete."""
    names = []
    for item in queries.finished_exports(kind, before):
        if item.result and item.result.get("stored"):
            names.append(item.result["stored"])
            item.result = {}
    db.session.flush()
    return names
