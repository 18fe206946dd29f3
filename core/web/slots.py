"""Parts of a lower package's page that an upper package fills.

A template writes `{{ slot("position.why", position) }}`; the upper package registers a renderer for that name, composed in `wsgi.py`.
"""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

Renderer = Callable[..., str]
_renderers: dict[str, list[Renderer]] = {}


def fill_slot(name: str, renderer: Renderer) -> None:
    """Add a renderer to a slot (once)."""
    renderers = _renderers.setdefault(name, [])
    if renderer not in renderers:
        renderers.append(renderer)


def slot(name: str, *subjects: Any) -> Markup:
    """What the upper packages put there, or nothing."""
    return Markup("").join(Markup(renderer(*subjects)) for renderer in _renderers.get(name, []))
