"""The auditor reads the ledger."""

from flask import Blueprint, render_template, request

from accounts.permissions import Right, staff_with
from core.web.page import PAGE_SIZE, Page, page_number
from jobs.disclosure import queries
from jobs.disclosure.forms import LedgerForm

bp = Blueprint("disclosure_staff", __name__)


@bp.get("/bureau/disclosures")
@staff_with(Right.AUDIT)
def ledger() -> str:
    form = LedgerForm(request.args)
    form.validate()
    chosen = {field.short_name: None if field.errors else field.data for field in (form.person, form.employer)}
    number = page_number()
    rows, total = queries.all_looks(chosen["person"], chosen["employer"], number, PAGE_SIZE)
    return render_template("disclosure/ledger.html", page=Page(rows, number, total), form=form)
