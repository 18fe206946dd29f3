"""The pages of an import, the same for every kind: upload, wait, check, done, list. A package names its kind and audience and adds them to a blueprint."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from core import work
from core.db import transaction
from core.errors import NotFound, Refusal
from core.forms import UNSEEN
from core.importing import queries, services
from core.importing.forms import ConfirmForm, UploadForm
from core.importing.kinds import ImportContext, kind_named
from core.importing.models import ImportBatch
from core.importing.presenting import CheckView, understood
from core.importing.queries import Owner
from core.importing.states import BUSY
from core.importing.tasks import refuse_step
from core.scheduler import heartbeat_age
from core.spreadsheet.inspection import inspect_upload
from core.spreadsheet.writing import SPREADSHEET, template_workbook
from core.uploads import drop_upload, file_hash, keep_upload, received, upload_pieces
from core.web.page import PAGE_SIZE, Page, page_number

AT_ONCE = 300
LONGEST_ENDING = 10
SILENT = 180


@dataclass(frozen=True)
class ImportPages:
    """Where a kind of import lives and for whom.

    `prefix` is the blueprint's name; `layout`, `nav` and `extras` serve the page's frame; `home` is the endpoint of the list the rows end up in,
    `home_name` its title; `name` says what is imported ("Roster"), `template_name` the file name of the template; `context` says for whom the request acts;
    `target` gives the address where what was understood of a written row can be put right; `subject` is the argument of the addresses that
    names what the rows go to, where they go to one thing (`fair_id`).
    """

    kind: str
    prefix: str
    layout: str
    nav: str
    name: Any
    home: str
    home_name: Any
    template_name: Any
    context: Callable[[], ImportContext]
    extras: Callable[[], dict[str, Any]] = field(default=dict)
    target: Callable[[int], str] | None = None
    subject: str = ""

    def address(self, page: str, batch: ImportBatch | None = None) -> str:
        """The address of one of the pages: file, template, batch, confirm, discard, recheck, undo, marked."""
        endpoint = f"{self.prefix}.import_{page}"
        return url_for(endpoint, **self._subject()) if batch is None else url_for(endpoint, batch_id=batch.id, **self._subject())

    def home_address(self) -> str:
        """The address of the list the rows end up in."""
        return url_for(self.home, **self._subject())

    def _subject(self) -> dict[str, Any]:
        return {self.subject: (request.view_args or {})[self.subject]} if self.subject else {}

    @property
    def owner(self) -> Owner:
        """Whose batches the request may see."""
        context = self.context()
        return Owner(context.owner_id, None if context.owner_id is not None else context.station_code, context.subject_id)

    def render(self, template: str, **values: Any) -> str:
        """One of the shared templates in this audience's frame."""
        return render_template(f"core/{template}.html", pages=self, layout=self.layout, nav=self.nav, **self.extras(), **values)


def file_name_of(sent: str) -> str:
    """The name a browser gave a file, as it may be kept and written to disk: no folders, no control characters, an ending of ordinary length."""
    name = Path(UNSEEN.sub("", sent)).name
    return name if len(Path(name).suffix) <= LONGEST_ENDING else name.replace(".", " ")


def upload(pages: ImportPages) -> ResponseReturnValue:
    """The upload page; a file that passes inspection is kept and its check queued."""
    owner, form = pages.owner, UploadForm()
    if form.validate_on_submit():
        try:
            batch = _stage(pages, form.file.data.stream, file_name_of(form.file.data.filename))
        except Refusal as refusal:
            form.file.errors = [*form.file.errors, str(refusal.message)]
        else:
            return redirect(pages.address("batch", batch), 303)
    recent, _total = queries.batch_page(owner, [pages.kind], 1, 5)
    page = pages.render("import_upload", form=form, fields=[f for f in kind_named(pages.kind).fields if f.offered], recent=recent)
    return page, 422 if form.is_submitted() else 200


def _stage(pages: ImportPages, stream: BinaryIO, file_name: str) -> ImportBatch:
    with received(stream) as path:
        inspect_upload(path, file_name)
        fingerprint = file_hash(path)
        with path.open("rb") as source:
            stored = keep_upload(source)
    try:
        with transaction():
            return services.stage(pages.kind, pages.context(), file_name, fingerprint, stored)
    except BaseException:
        drop_upload(stored)
        raise


def template(pages: ImportPages) -> Response:
    """The template as a download."""
    pages.context()
    kind = kind_named(pages.kind)
    return download(iter([template_workbook(kind.fields, name=str(pages.name), notes=kind.notes())]), str(pages.template_name))


def download(pieces: Any, name: str) -> Response:
    """A workbook to be saved."""
    answer = Response(pieces, mimetype=SPREADSHEET)
    answer.headers.set("Content-Disposition", "attachment", **{"filename*": f"UTF-8''{quote(name)}"})  # headers are latin-1 on the wire
    return answer


def show(pages: ImportPages, batch_id: int) -> str:
    """Where the batch is: being checked, checked, done."""
    batch = queries.batch_of(pages.owner, pages.kind, batch_id)
    if batch.state in BUSY:
        item = work.work_item(batch.work_id) if batch.work_id else None
        age = heartbeat_age()
        is_stuck = item is None or item.state == "failed"
        return pages.render("import_wait", batch=batch, item=item, is_stuck=is_stuck, is_silent=age is None or age > SILENT)
    if batch.state == "checked":
        view = CheckView(batch, page_number(), everything=request.args.get("changes") == "all")
        return pages.render("import_check", batch=batch, view=view, read=understood(batch), outlook=kind_named(pages.kind).outlook(batch),
                            form=ConfirmForm(how="import"))
    read = understood(batch) if batch.state == "confirmed" else []
    return pages.render("import_done", batch=batch, read=read, can_undo=services.can_undo(batch))


def confirm(pages: ImportPages, batch_id: int) -> ResponseReturnValue:
    """Import the right rows or give the file up, as chosen; a large file is written by the scheduler process."""
    form = ConfirmForm()
    if form.validate() and form.how.data == "discard":
        return discard(pages, batch_id)
    return _step(pages, batch_id, "confirm")


def undo(pages: ImportPages, batch_id: int) -> ResponseReturnValue:
    """Take the batch back."""
    return _step(pages, batch_id, "undo")


def _step(pages: ImportPages, batch_id: int, step: str) -> ResponseReturnValue:
    batch = queries.batch_of(pages.owner, pages.kind, batch_id)
    try:
        with transaction():
            batch = queries.batch_of(pages.owner, pages.kind, batch_id, lock=True)
            if batch.counts.get("rows", 0) > AT_ONCE:
                services.queue(batch, step, pages.context().actor)
            else:
                (services.confirm if step == "confirm" else services.undo)(batch, pages.context().actor)
    except NotFound:
        raise
    except (Refusal, IntegrityError) as refusal:
        message = str(refusal.message) if isinstance(refusal, Refusal) else _("Somebody saved the same thing at the same moment. Check the file again.")
        refuse_step(batch_id, message or _("This file was dealt with already."))
    return redirect(pages.address("batch", batch), 303)


def discard(pages: ImportPages, batch_id: int) -> ResponseReturnValue:
    """Give the file up."""
    try:
        with transaction():
            batch = queries.batch_of(pages.owner, pages.kind, batch_id, lock=True)
            names = services.discard(batch, pages.context().actor)
    except NotFound:
        raise
    except Refusal:
        return redirect(pages.address("batch", queries.batch_of(pages.owner, pages.kind, batch_id)), 303)
    for name in names:
        drop_upload(name)
    flash(_("Given up. Nothing was imported, and the file is deleted."))
    return redirect(pages.address("file"), 303)


def recheck(pages: ImportPages, batch_id: int) -> ResponseReturnValue:
    """Check the kept file again."""
    batch = queries.batch_of(pages.owner, pages.kind, batch_id)
    try:
        with transaction():
            batch = queries.batch_of(pages.owner, pages.kind, batch_id, lock=True)
            services.recheck(batch, pages.context().actor)
    except NotFound:
        raise
    except Refusal:
        pass
    return redirect(pages.address("batch", batch), 303)


def marked(pages: ImportPages, batch_id: int) -> Response:
    """The user's own file with red cells."""
    batch = queries.batch_of(pages.owner, pages.kind, batch_id)
    if not batch.marked_name:
        raise NotFound
    ending = _("marked")
    return download(upload_pieces(batch.marked_name), f"{Path(batch.file_name).stem}-{ending}.xlsx")


def import_list(all_pages: Sequence[ImportPages], **frame: Any) -> str:
    """The list of imports of several kinds, for one audience; `frame` is what its layout wants."""
    number = page_number()
    rows, total = queries.batch_page(all_pages[0].owner, [p.kind for p in all_pages], number, PAGE_SIZE)
    first = all_pages[0]
    values: dict[str, Any] = {"pages_of": {p.kind: p for p in all_pages}, "page": Page(rows, number, total), "layout": first.layout, "nav": first.nav}
    return render_template("core/import_list.html", **values, **frame)


def add_import_pages(blueprint: Blueprint, url: str, pages: ImportPages, mark: Callable[[Any], Any]) -> None:
    """Put all pages of an import under `url` of a blueprint: `import_file` (GET, POST), `import_template`, `import_batch`, `import_marked` and the
    POSTs `import_confirm`, `import_discard`, `import_recheck`, `import_undo`. `mark` is the access mark of them all. An argument of `url` is the
    business of `pages.context`, which refuses what is not there.
    """
    def one(page: Callable[[ImportPages, int], ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        def view(batch_id: int, **_subject: int) -> ResponseReturnValue:
            return page(pages, batch_id)
        return cast(Callable[..., ResponseReturnValue], mark(view))

    def file(**_subject: int) -> ResponseReturnValue:
        return upload(pages)

    def blank(**_subject: int) -> ResponseReturnValue:
        return template(pages)

    blueprint.add_url_rule(url, "import_file", mark(file), methods=["GET", "POST"])
    blueprint.add_url_rule(f"{url}/template", "import_template", mark(blank), methods=["GET"])
    blueprint.add_url_rule(f"{url}/<int:batch_id>", "import_batch", one(show), methods=["GET"])
    blueprint.add_url_rule(f"{url}/<int:batch_id>/marked", "import_marked", one(marked), methods=["GET"])
    for name, step in (("confirm", confirm), ("discard", discard), ("recheck", recheck), ("undo", undo)):
        blueprint.add_url_rule(f"{url}/<int:batch_id>/{name}", f"import_{name}", one(step), methods=["POST"])
