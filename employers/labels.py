"""Names of places for pages, from the division table: a list of enterprises asks nothing of the database for them."""

from functools import cache

from core.reference import townships


@cache
def _names() -> dict[str, str]:
    return {t["code"]: t["name"] for t in townships()}


def place_name(code: str | None) -> str:
    """The township or subdistrict with this code, empty when there is none."""
    return _names().get((code or "")[:9], "")
