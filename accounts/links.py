"""Addresses that leave the site in a message: built from the configured public address, never from the request."""

from flask import current_app


def public_address(endpoint: str, **values: str | int) -> str:
    """The address of a page under PUBLIC_URL."""
    path = current_app.url_map.bind("").build(endpoint, values)  # the scheduler has no request
    return str(current_app.config["PUBLIC_URL"]).rstrip("/") + path
