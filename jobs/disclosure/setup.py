"""Joins the package to the application."""

from flask import Flask

from core.web.slots import fill_slot
from jobs.disclosure.labels import PATHS, shown_label
from jobs.disclosure.merging import move_looks, move_requests
from jobs.disclosure.showing import guarded
from jobs.disclosure.views import staff, veteran
from veterans.services.merging import register_mover


def init_app(app: Flask) -> None:
    """Register the package's pages and the parts of other packages' pages that it fills."""
    app.register_blueprint(veteran.bp)
    app.register_blueprint(staff.bp)
    app.jinja_env.filters.update(guarded=guarded, shown_label=shown_label)
    app.jinja_env.globals.update(look_paths=PATHS)
    register_mover("contact_requests", move_requests)
    register_mover("disclosures", move_looks)
    fill_slot("my.privacy", veteran.my_privacy)
    fill_slot("my.waiting", veteran.my_requests)
