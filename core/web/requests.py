"""What a browser sent, without the characters that neither a page nor a database nor a workbook takes."""

from collections.abc import Iterable
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

from core.forms import UNSEEN


def _plain(value: Any) -> Any:
    return UNSEEN.sub("", value) if isinstance(value, str) else value


class PlainValues(ImmutableMultiDict[str, Any]):
    """The arguments of an address or the fields of a form: PostgreSQL stores no NUL, a workbook no control character."""

    def __init__(self, pairs: Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__([(name, _plain(value)) for name, value in pairs or ()])


class PlainRequest(Request):
    """A request whose arguments and fields are plain text."""

    parameter_storage_class = PlainValues
