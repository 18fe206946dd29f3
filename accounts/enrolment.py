"""Showing an authenticator app's secret until its first code was entered."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import segno
from flask import session
from markupsafe import Markup

from accounts.models import Account
from accounts.services import enrolment_address, new_secret
from core import crypto

COOKIE = "totp"
PLACE = "cookie.totp"


def fresh_secret() -> str:
    """The secret being enrolled in this browser, made when there is none yet; sealed in the cookie."""
    sealed = session.get(COOKIE)
    if sealed:
        try:
            return crypto.decrypt(urlsafe_b64decode(sealed), PLACE).decode()
        except (crypto.CannotDecrypt, ValueError):
            pass
    secret = new_secret()
    session[COOKIE] = urlsafe_b64encode(crypto.encrypt(secret.encode(), PLACE)).decode()
    return secret


def forget_secret() -> None:
    """The secret was kept with the account."""
    session.pop(COOKIE, None)


def enrolment_picture(secret: str, account: Account) -> Markup:
    """The QR code as inline SVG without styles."""
    code = segno.make(enrolment_address(secret, account.login or account.name or str(account.id)), error="m")
    return Markup(code.svg_inline(scale=5, border=2, svgclass="qr", lineclass=None, omitsize=False))
