"""This page's own address, built from the route and never from the path as it was typed: `/%09/evil.example` is an address of ours, but its
decoded path, sent back, would lead a browser to another host.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import request, url_for


def here(query: Sequence[tuple[str, str]] = ()) -> str:
    """The address of the page asked for, with this query; the front page's when no page has the address that was asked for."""
    path = url_for(request.endpoint, **(request.view_args or {})) if request.endpoint else "/"
    return f"{path}?{urlencode(query)}" if query else path


def kept_query(*without: str) -> list[tuple[str, str]]:
    """The query of this request, in order, without some names."""
    return [(name, value) for name, value in request.args.items(multi=True) if name not in without]
