"""The dictionary desk: entries by kind, an edit shown before it is made, the history, names the dictionary does not know yet."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.permissions import Right, account, actor, staff_with
from accounts.queries import account_names
from bureau.dictionary import preview, unknown
from bureau.dictionary.forms import EntryForm, form_for
from bureau.dictionary.labels import DEEDS, KINDS, MEANINGS, STRENGTHS
from bureau.dictionary.preview import RETIRE, SAVE, Proposal
from core.db import transaction
from core.errors import BadInput, NotFound, Refusal
from core.forms import tidy, whole_number
from core.importing.flow import SILENT
from core.lexicon import queries
from core.lexicon.checks import problems
from core.lexicon.entries import Entry, Kind
from core.lexicon.services import retire_entry, roll_back, save_entry
from core.reference import occupation_names
from core.scheduler import heartbeat_age
from core.text import normalise
from core.web.page import PAGE_SIZE, Page, page_number
from core.work import queue_work

bp = Blueprint("bureau_dictionary", __name__)
_KIND = "<any(synonym, one_way, stop_word, skill, occupation, certificate, specialty):kind>"


@bp.get("/bureau/dictionary")
@staff_with(Right.DICTIONARY)
def entries() -> str:
    asked = request.args.get("kind", "")
    kind = Kind(asked) if asked in list(Kind) else Kind.SYNONYM
    words, number = str(tidy(request.args.get("q", "")))[:40], page_number()
    rows, total = queries.entries_page(kind, normalise(words), number, PAGE_SIZE)
    return render_template("bureau/dictionary.html", page=Page(rows, number, total), kind=kind, words=words, kinds=KINDS, meanings=MEANINGS,
                           counts=queries.counts(), version=queries.current_version(), strengths=STRENGTHS, occupations=occupation_names())


@bp.route(f"/bureau/dictionary/{_KIND}/add", methods=["GET", "POST"])
@staff_with(Right.DICTIONARY)
def add(kind: str) -> ResponseReturnValue:
    form = form_for(Kind(kind))
    if request.method == "GET":
        form.name.data = str(tidy(request.args.get("name", "")))[:60]
    return _propose(Kind(kind), form, queries.next_specialty_code())


@bp.route("/bureau/dictionary/entries/<int:entry_id>", methods=["GET", "POST"])
@staff_with(Right.DICTIONARY)
def entry(entry_id: int) -> ResponseReturnValue:
    row = queries.current_row(entry_id)
    if row is None:
        raise NotFound
    found = queries.as_entry(row)
    return _propose(found.kind, form_for(found.kind, found, row.from_version), found.detail.get("code", ""), found, entry_id)


def _propose(kind: Kind, form: EntryForm, code: str, before: Entry | None = None, number: int | None = None) -> ResponseReturnValue:
    """Show the form; when it holds a sound entry, have its effect worked out."""
    if form.validate_on_submit():
        wanted = form.entry(kind, code)
        found = problems(wanted, queries.current_entries(), before)
        if not found:
            return _work_out(Proposal(SAVE, wanted, number, whole_number(form.seen.data or "")))
        form.form_errors.extend(found)
    page = render_template("bureau/dictionary_entry.html", form=form, kind=kind, kinds=KINDS, meanings=MEANINGS, entry=before, number=number)
    return page, 422 if form.is_submitted() else 200


@bp.post("/bureau/dictionary/entries/<int:entry_id>/retire")
@staff_with(Right.DICTIONARY)
def retire(entry_id: int) -> ResponseReturnValue:
    row = queries.current_row(entry_id)
    if row is None:
        raise NotFound
    return _work_out(Proposal(RETIRE, queries.as_entry(row), entry_id, row.from_version))


def _work_out(proposal: Proposal) -> ResponseReturnValue:
    with transaction():
        item = queue_work(preview.WORK, proposal.parameters(), account().id)
    return redirect(url_for("bureau_dictionary.proposal", work_id=item.id), 303)


@bp.get("/bureau/dictionary/proposals/<int:work_id>")
@staff_with(Right.DICTIONARY)
def proposal(work_id: int) -> str:
    item, age = preview.proposal_of(account().id, work_id), heartbeat_age()
    found, result = Proposal.of(item), item.result or {}
    return render_template("bureau/dictionary_preview.html", item=item, proposal=found, before=found.before, kinds=KINDS, retires=found.action == RETIRE,
                           samples=preview.samples(result) if result else [], strengths=STRENGTHS, occupations=occupation_names(),
                           is_old=bool(result) and result["version"] != queries.current_version(), is_silent=age is None or age > SILENT,
                           shown=preview.SHOWN, depth=preview.DEPTH)


@bp.post("/bureau/dictionary/proposals/<int:work_id>/accept")
@staff_with(Right.DICTIONARY)
def accept(work_id: int) -> ResponseReturnValue:
    found = Proposal.of(preview.proposal_of(account().id, work_id))

    def take() -> None:
        if found.action == RETIRE:
            retire_entry(found.number or 0, actor(), found.seen)
        else:
            save_entry(found.entry, actor(), found.number, found.seen)
    return _done(take, _("In effect from now on, in every search and ranking."), "bureau_dictionary.entries", kind=str(found.entry.kind))


@bp.get("/bureau/dictionary/history")
@staff_with(Right.DICTIONARY)
def history() -> str:
    number = page_number()
    edits, total = queries.edits_page(number, PAGE_SIZE)
    made = queries.changes([edit.version for edit in edits if edit.action != "plant"])
    names = account_names({edit.account_id for edit in edits if edit.account_id})
    return render_template("bureau/dictionary_history.html", page=Page(edits, number, total), made=made, names=names, deeds=DEEDS, kinds=KINDS)


@bp.post("/bureau/dictionary/history/<int:version>/undo")
@staff_with(Right.DICTIONARY)
def undo(version: int) -> ResponseReturnValue:
    return _done(lambda: roll_back(version, actor()), _("Undone. The words mean again what they meant before."), "bureau_dictionary.history")


@bp.get("/bureau/dictionary/suggested")
@staff_with(Right.DICTIONARY)
def suggested() -> str:
    asked = request.args.get("kind", "")
    kind = Kind(asked) if asked in unknown.KINDS else unknown.KINDS[0]
    return render_template("bureau/dictionary_suggested.html", kind=kind, kinds={k: KINDS[k] for k in unknown.KINDS}, names=unknown.unknown(kind))


@bp.post("/bureau/dictionary/suggested/adopt")
@staff_with(Right.DICTIONARY)
def adopt() -> ResponseReturnValue:
    asked, name = request.form.get("kind", ""), str(tidy(request.form.get("name", "")))[:60]
    if asked not in unknown.KINDS:
        raise BadInput(_("Choose one of the names listed."))

    def take() -> None:
        wanted, number, seen = unknown.adoption(Kind(asked), name, str(tidy(request.form.get("under", ""))))
        save_entry(wanted, actor(), number, seen)
    return _done(take, _("Adopted: %(name)s", name=name), "bureau_dictionary.suggested", kind=asked)


def _done(step: Callable[[], object], said: str, endpoint: str, **where: Any) -> ResponseReturnValue:
    """Take a step that needs no preview and say how it went."""
    try:
        with transaction():
            step()
    except NotFound:
        raise
    except Refusal as refused:
        flash(refused.message, "stop")
    else:
        flash(said, "ok")
    return redirect(url_for(endpoint, **where), 303)
