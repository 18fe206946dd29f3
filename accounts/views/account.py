"""Signing up, in and out; the account's own settings."""

from flask import Blueprint, render_template

from accounts.permissions import open_to_all, signed_in

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@open_to_all
def sign_in() -> str:
    return render_template("core/blank.html")


@bp.get("/account")
@signed_in
def settings() -> str:
    return render_template("core/blank.html")


@bp.get("/account/home")
@signed_in
def home() -> str:
    return render_template("core/blank.html")
