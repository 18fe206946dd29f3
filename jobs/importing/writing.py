"""Writing the rows of a confirmed file, and taking them back. Inside the caller's transaction; only flushes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete

from core.audit import Action, Actor, record
from core.clock import now, today
from core.db import db
from core.errors import StaleEdit
from core.importing import ImportBatch, ImportRow, Outcome
from core.importing.services import changed_since_writing
from core.lexicon.occupations import occupation_in
from core.states import advance
from employers.models import Employer
from employers.names import name_key
from employers.states import SUSPENDED, VERIFIED
from jobs.importing import queries
from jobs.importing.queries import Employers
from jobs.importing.staged import ABOUT_EMPLOYER, as_row, as_values
from jobs.mandate import LONGEST, missing_elements
from jobs.models import Position, Post
from jobs.posts import link_posts
from jobs.services import refresh_conditions, refresh_derived
from jobs.states import DRAFT, LIVE, PAUSED, POSITION, RETURNED

STANDING = ("state", "submitted_at", "import_hash")


def write_rows(rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
    """Write new postings and drafts, bring updated ones up to date, put unknown employers on file.

    Raises:
        StaleEdit: somebody changed or imported the same postings since the check.

    """
    employers = _employers(rows, batch, actor)
    updated = [row for row in rows if row.outcome == Outcome.UPDATED]
    added = [row for row in rows if row.outcome != Outcome.UPDATED]
    _write(added, [_add(row, employers, batch) for row in added], Action.POSITION_ADDED, batch, actor)
    _write(updated, _update(updated, employers, batch), Action.POSITION_CHANGED, batch, actor)


def _write(rows: Sequence[ImportRow], positions: list[Position], action: Action, batch: ImportBatch, actor: Actor) -> None:
    link_posts(positions)
    db.session.add_all(positions)
    refresh_conditions(positions, actor)
    db.session.flush()
    for row, position in zip(rows, positions, strict=True):
        row.target_id, row.target_version = position.id, position.version
    if positions:
        record(actor, action, "import_batch", batch.id, positions=[position.id for position in positions])


def _employers(rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> Employers:
    if batch.owner_id is not None:
        own = db.session.get(Employer, batch.owner_id)
        return Employers([own] if own else [])
    fields = [row.fields for row in rows]
    known = queries.employers_named({f["employer"] for f in fields}, {f["credit_code"] for f in fields})
    made: list[Employer] = []
    for values in fields:
        found = known.find(values["employer"], values["credit_code"])
        if found is None:
            made.append(_registered(values, batch))
            known.add(made[-1])
        elif found in made:
            _complete(found, values, known)
    db.session.add_all(made)
    db.session.flush()
    for employer in made:
        record(actor, Action.EMPLOYER_REGISTERED, "employer", employer.id, batch=batch.id)
    return known


def _registered(fields: Mapping[str, Any], batch: ImportBatch) -> Employer:
    about = {name: fields[name] for name in ABOUT_EMPLOYER}
    return Employer(name=fields["employer"], name_key=name_key(fields["employer"]), credit_code=fields["credit_code"] or None, batch_id=batch.id, **about)


def _complete(employer: Employer, fields: Mapping[str, Any], known: Employers) -> None:
    for name in ABOUT_EMPLOYER:
        if not getattr(employer, name) and fields[name]:
            setattr(employer, name, fields[name])
    if fields["credit_code"] and not employer.credit_code:
        employer.credit_code = fields["credit_code"]
        known.by_code[employer.credit_code] = employer


def _employer_of(row: ImportRow, employers: Employers) -> Employer:
    found = employers.find(row.fields["employer"], row.fields["credit_code"])
    if found is None:
        raise _stale()
    return found


def _stale() -> StaleEdit:
    return StaleEdit(_("What is on file has changed since the check. Please check the file again."))


def _add(row: ImportRow, employers: Employers, batch: ImportBatch) -> Position:
    employer = _employer_of(row, employers)
    values = as_values(row.fields)
    if values["valid_until"]:
        values["valid_until"] = min(values["valid_until"], today() + LONGEST)
    values.setdefault("occupation_code", occupation_in(values["title"]))
    position = Position(employer_id=employer.id, batch_id=batch.id, import_hash=as_row(0, row.fields, employer, today()).hash, state=DRAFT, **values)
    _hand_in(position, employer, batch)
    refresh_derived(position, employer)
    return position


def _update(rows: Sequence[ImportRow], employers: Employers, batch: ImportBatch) -> list[Position]:
    found = queries.positions_by_id([row.target_id for row in rows if row.target_id], lock=True)
    out: list[Position] = []
    for row in rows:
        position = found.get(row.target_id or 0)
        if position is None or position.version != row.target_version:
            raise _stale()
        employer = _employer_of(row, employers)
        matched = as_row(0, row.fields, employer, today())
        row.before = {name: _frozen(getattr(position, name)) for name in (*matched.states, *STANDING)}
        for name, value in matched.states.items():
            setattr(position, name, value)
        position.import_hash = matched.hash
        if position.state in (LIVE, PAUSED):
            position.state, position.submitted_at = advance(POSITION, position.state, "revise"), now()
        else:
            _hand_in(position, employer, batch)
        refresh_derived(position, employer)
        out.append(position)
    return out


def _hand_in(position: Position, employer: Employer, batch: ImportBatch) -> None:
    """A complete draft goes to the review desk: the enterprise's own at once, the bureau's when the enterprise is verified."""
    may = employer.state != SUSPENDED if batch.owner_id is not None else employer.state == VERIFIED
    if position.state in (DRAFT, RETURNED) and may and not missing_elements(position, employer, today()):
        position.state, position.submitted_at = advance(POSITION, position.state, "submit"), now()


def _frozen(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _thawed(name: str, value: Any) -> Any:
    if value is None:
        return None
    return datetime.fromisoformat(value) if name == "submitted_at" else date.fromisoformat(value) if name == "valid_until" else value


def take_back(rows: Sequence[ImportRow], batch: ImportBatch, actor: Actor) -> None:
    """Remove the postings a batch added, restore the ones it updated, and drop the employers it put on file that nobody uses.

    Raises:
        RowsChanged: some were changed since; nothing is taken back.

    """
    found = queries.positions_by_id([row.target_id for row in rows if row.target_id], lock=True)
    changed = [row.row for row in rows if (p := found.get(row.target_id or 0)) is None or p.version != row.target_version]
    if changed:
        raise changed_since_writing(changed)
    removed = [found[row.target_id] for row in rows if row.target_id and row.before is None]
    restored = [(row, found[row.target_id]) for row in rows if row.target_id and row.before is not None]
    employers = {e.id: e for part in queries.portions(sorted({p.employer_id for _row, p in restored})) for e in queries.employers_by_id(part)}
    for row, position in restored:
        for name, value in row.before.items():
            setattr(position, name, _thawed(name, value))
        refresh_derived(position, employers[position.employer_id])
    refresh_conditions([position for _row, position in restored], actor)
    db.session.flush()
    for part in queries.portions([position.id for position in removed]):
        db.session.execute(delete(Position).where(Position.id.in_(part)).execution_options(synchronize_session="fetch"))
    _drop_unused_employers(batch)
    record(actor, Action.POSITION_CHANGED, "import_batch", batch.id, removed=[p.id for p in removed], restored=[p.id for _row, p in restored])


def _drop_unused_employers(batch: ImportBatch) -> None:
    unused = queries.unused_employers_of_batch(batch.id)
    for part in queries.portions([employer.id for employer in unused]):
        db.session.execute(delete(Post).where(Post.employer_id.in_(part)))
    for employer in unused:
        db.session.delete(employer)
    db.session.flush()
