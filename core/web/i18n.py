"""Language and text size: chosen by a link, kept in a cookie, no script and no account needed."""

from flask import Flask, g, has_request_context, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from werkzeug.wrappers import Response

from core.web.addresses import here, kept_query

LANGUAGES = {"zh": "zh-Hans-CN", "en": "en"}
SIZES = ("normal", "large", "largest")
YEAR = 365 * 24 * 3600
babel = Babel()


def _choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    value = request.cookies.get(name, default)
    return value if value in allowed else default


def chosen_language() -> str:
    """`zh` unless the person chose `en`."""
    return _choice("lang", tuple(LANGUAGES), "zh") if has_request_context() else "zh"


def text_size() -> str:
    """normal, large or largest."""
    return _choice("size", SIZES, "normal")


def _keep_choice() -> ResponseReturnValue | None:
    """A GET of a page with `?lang=` or `?size=` sets the cookie and goes back to the same page without the parameter."""
    chosen = {k: request.args[k] for k, allowed in (("lang", tuple(LANGUAGES)), ("size", SIZES)) if request.args.get(k) in allowed}
    if request.method != "GET" or request.endpoint is None or not chosen:
        return None
    response = Response(status=303, headers={"Location": here(kept_query("lang", "size"))})
    for name, value in chosen.items():
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    return response  # type: ignore[return-value]


def here_with(**changes: str) -> str:
    """This page's address with parameters changed: `here_with(size="large")`."""
    return here([*kept_query(*changes), *changes.items()])


def init_i18n(app: Flask) -> None:
    """Chinese first, English one tap away."""
    babel.init_app(app, locale_selector=chosen_language, default_translation_directories=str(app.config["TRANSLATIONS"]))
    app.before_request(_keep_choice)

    @app.context_processor
    def _names() -> dict[str, object]:
        if "language" not in g:
            g.language = chosen_language()
        return {"html_lang": LANGUAGES[g.language], "language": g.language, "text_size": text_size(), "here_with": here_with}
