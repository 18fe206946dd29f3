"""Security headers on every answer, a nonce for the one inline script a page may need, and no caching of signed-in pages."""

import secrets
from wsgiref.headers import Headers

from flask import Flask, Response, current_app, g, request

STATIC = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self)",
}


def nonce() -> str:
    """The request's script nonce, made when first asked for (an early abort must not turn into a 500)."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def _policy() -> str:
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce()}'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )


def add_headers(response: Response) -> Response:
    """The `after_request` hook."""
    for name, value in STATIC.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", _policy())
    if 300 <= response.status_code < 400 and response.mimetype == "text/html":
        response.set_data(b"")  # the library's own body is an English sentence
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=86400"
    else:
        response.vary.add("Cookie")
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def add_static_headers(headers: Headers, _path: str, _url: str) -> None:
    """The hook of the static file server: the same headers, with a policy under which nothing runs."""
    for name, value in STATIC.items():
        headers.add_header(name, value)
    headers.add_header("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'")


def init_headers(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(add_headers)
    app.jinja_env.globals["nonce"] = nonce
