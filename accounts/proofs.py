"""What the browser carries between the steps of proving a phone: sealed, so that neither the phone nor the progress can be read or altered."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass, replace

from flask import session

from core import crypto

COOKIE = "proof"
PLACE = "cookie.proof"


@dataclass(frozen=True)
class Proof:
    """A code that was sent: for what, to which phone; `is_proved` once it was entered. `shown` holds its digits on demo data only."""

    purpose: str
    phone: str
    code_id: int
    shown: str = ""
    is_proved: bool = False
    joining: str = ""
    following: str | None = None

    def proved(self) -> "Proof":
        """The same after the right code."""
        return replace(self, is_proved=True, shown="")


def keep_proof(proof: Proof) -> None:
    """Put it into the session cookie."""
    session[COOKIE] = urlsafe_b64encode(crypto.encrypt(json.dumps(asdict(proof)).encode(), PLACE)).decode()


def kept_proof(is_proved: bool, *purposes: str) -> Proof | None:
    """The proof under way for one of `purposes`, before or after its code was entered."""
    sealed = session.get(COOKIE)
    if not sealed:
        return None
    try:
        proof = Proof(**json.loads(crypto.decrypt(urlsafe_b64decode(sealed), PLACE)))
    except (crypto.CannotDecrypt, ValueError, TypeError):
        return None
    return proof if proof.purpose in purposes and proof.is_proved is is_proved else None


def drop_proof() -> None:
    """The steps are done."""
    session.pop(COOKIE, None)
