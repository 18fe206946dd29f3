"""Addresses that leave the site in a message: built from the configured public address, never from the request."""

from flask import current_app, url_for


def public_address(endpoint: str, **values: str) -> str:
    """The address of a page under PUBLIC_URL."""
    path = url_for(endpoint, _external=False, **values)
    return str(current_app.config["PUBLIC_URL"]).rstrip("/") + path
