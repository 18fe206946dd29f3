"""The composition root: builds the application, joins the packages, fills the slots."""

import gc
import sys

gc.disable()  # what is loaded at the start stays: collecting in between frees nothing and takes a fifth of the start

from importlib import import_module
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from core import crypto
from core.cli import init_cli
from core.config import ROOT, load_settings
from core.db import init_db
from core.senders import init_senders
from core.startup import refuse_unsafe
from core.web.errors import init_errors
from core.web.headers import add_static_headers, init_headers
from core.web.i18n import init_i18n
from core.web.limits import init_limits
from core.web.logs import init_logs
from core.web.page import init_pages
from core.web.requests import PlainRequest

PACKAGES = ("core.web", "core.lexicon", "accounts", "veterans", "employers", "jobs", "jobs.disclosure", "jobs.matching", "jobs.fairs", "bureau", "demo")


def _keyring(app: Flask) -> crypto.Keyring:
    path = app.config["KEYS_FILE"]
    if not path.exists():
        crypto.Keyring.generate().save(path)
    return crypto.Keyring.load(path, app.config["CIPHER"])


def _only_tells() -> bool:
    """`flask doctor` must run where everything else refuses: it says why. So must `--help`."""
    return bool({"doctor", "--help"} & set(sys.argv[1:]))


def create_app(config: dict[str, Any] | None = None) -> Flask:
    """Build the application from the environment; `config` overrides settings by name.

    Raises:
        core.startup.UnsafeSettings: in production, with every unsafe setting named.

    """
    app = Flask(__name__, static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    app.request_class = PlainRequest
    app.config.from_mapping(load_settings(config), TRANSLATIONS=ROOT / "translations")
    app.config["INSTANCE"].mkdir(parents=True, exist_ok=True)
    init_logs(app)
    init_headers(app)
    init_i18n(app)
    if not _only_tells():
        with app.app_context():  # the reasons are told in the language of the installation
            refuse_unsafe(app.config)
    crypto.use_keyring(_keyring(app))
    init_errors(app)
    init_db(app)
    CSRFProtect(app)
    init_pages(app)
    for package in PACKAGES:
        import_module(f"{package}.setup").init_app(app)
    init_cli(app)
    init_senders(app)
    init_limits(app)
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=str(ROOT / "static"), prefix="static/", max_age=86400, add_headers_function=add_static_headers)  # type: ignore[method-assign]
    if app.config["BEHIND_PROXY"]:
        app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]
    _collect_again()
    return app


def _collect_again() -> None:
    """What the start left is looked at no more, by this process and those it forks."""
    if not gc.get_freeze_count():
        gc.freeze()
    gc.enable()
