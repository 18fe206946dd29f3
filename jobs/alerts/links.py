"""The addresses in a digest: a number and a seal, nothing personal. Whoever has one may see what is new in that search, stop it, or keep it."""

import base64
import hmac
import re
from hashlib import sha256

from flask import current_app

from accounts.links import public_address

_TOKEN = re.compile(r"(\d{1,9})-([a-z2-7]{16})")


def _seal(body: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return base64.b32encode(hmac.new(key, f"saved-search\0{body}".encode(), sha256).digest()[:10]).decode().lower()


def token_of(search_id: int) -> str:
    """The token of a saved search: `number-seal`."""
    return f"{search_id}-{_seal(str(search_id))}"


def read_token(token: str) -> int | None:
    """The saved search of a token; None when it is none of ours."""
    found = _TOKEN.fullmatch(token.strip().lower())
    return int(found[1]) if found is not None and hmac.compare_digest(_seal(found[1]), found[2]) else None


def address_of(endpoint: str, search_id: int) -> str:
    """The whole address of a page that takes the token."""
    return public_address(endpoint, token=token_of(search_id))
