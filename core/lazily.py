"""Modules that few commands need, loaded when they are first used: what is loaded at the start is waited for by every command."""

from importlib import import_module
from typing import Any


class Lazily:
    """Stands for a module; the first name asked of it loads it. `Lazily("scipy.optimize").minimize(…)`."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
