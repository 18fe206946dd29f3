"""What becomes of consents, requests and the ledger when two files turn out to be one person's."""

from sqlalchemy import Table, delete, select, update

from core.db import db
from jobs.disclosure.models import Consent, ContactRequest, Disclosure
from veterans.services.merging import Merge, move_rows

REQUESTS: Table = ContactRequest.__table__  # type: ignore[assignment]
LOOKS: Table = Disclosure.__table__  # type: ignore[assignment]
SAME_LOOK = ("employer_id", "account_id", "position_id", "path", "shown", "day")


def move_requests(merge: Merge) -> None:
    """Requests move; where an enterprise asked both files about one position, that of the file that stays stands, and a consent to the other stays valid."""
    asked = set(db.session.execute(select(REQUESTS.c.position_id).where(REQUESTS.c.person_id == merge.kept_id)).scalars())
    for row in db.session.execute(select(REQUESTS).where(REQUESTS.c.person_id == merge.dropped_id, REQUESTS.c.position_id.in_(asked))).all():
        merge.leave(REQUESTS, row)
        db.session.execute(update(Consent).where(Consent.request_id == row.id).values(request_id=None))
        db.session.execute(delete(REQUESTS).where(REQUESTS.c.id == row.id))
    move_rows(merge, REQUESTS, REQUESTS.c.person_id)


def move_looks(merge: Merge) -> None:
    """The ledger moves; the same look at both files on one day is one line with both counts."""
    held = {tuple(row._mapping[name] for name in SAME_LOOK): row for row in db.session.execute(select(LOOKS).where(LOOKS.c.person_id == merge.kept_id))}
    for row in db.session.execute(select(LOOKS).where(LOOKS.c.person_id == merge.dropped_id)).all():
        same = held.get(tuple(row._mapping[name] for name in SAME_LOOK))
        if same is None:
            db.session.execute(update(LOOKS).where(LOOKS.c.id == row.id).values(person_id=merge.kept_id))
            continue
        values = {"times": same.times + row.times, "first_at": min(same.first_at, row.first_at), "last_at": max(same.last_at, row.last_at)}
        db.session.execute(update(LOOKS).where(LOOKS.c.id == same.id).values(**values))
        merge.leave(LOOKS, row)
        db.session.execute(delete(LOOKS).where(LOOKS.c.id == row.id))
