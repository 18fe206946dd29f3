"""An account's own name, phone and password."""

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from accounts.models import Account
from accounts.queries import account_by_phone
from accounts.services.codes import spend_proof, withdraw_codes
from accounts.services.sign_ins import end_all_sign_ins, tries_name
from accounts.services.tries import forget_tries
from core import crypto
from core.audit import Action, Actor, record
from core.clock import now
from core.db import db
from core.errors import BadInput, NotFound


class PhoneTaken(BadInput):
    """Another account signs in with this phone."""


def sign_up(phone: str, name: str, password_hash: str, code_id: int) -> Account:
    """Make the account of a proved phone.

    Raises:
        ProofIsGone: the code's proof was used already. PhoneTaken: the phone has an account by now.

    """
    spend_proof(code_id)
    account = Account(name=name, password_hash=password_hash, password_changed_at=now())
    _give_phone(account, phone)
    record(Actor(account.id), Action.SIGNED_UP, "account", account.id)
    return account


def _give_phone(account: Account, phone: str) -> None:
    try:
        with db.session.begin_nested():
            account.phone, account.phone_index = phone, crypto.blind_index(phone, "phone")
            db.session.add(account)
            db.session.flush()
    except IntegrityError:
        raise PhoneTaken(_("Another account signs in with this phone")) from None


def set_password(actor: Actor, account: Account, password_hash: str, keep_sign_in: int | None = None) -> None:
    """Give the account a new password; its other sessions end, its open codes stop working."""
    account.password_hash, account.password_changed_at = password_hash, now()
    forget_tries(tries_name(account.id))
    withdraw_codes(account.phone)
    end_all_sign_ins(actor, account.id, keep=keep_sign_in)
    db.session.flush()
    record(actor, Action.PASSWORD_CHANGED, "account", account.id)


def reset_password(phone: str, password_hash: str, code_id: int) -> Account:
    """Give the account of a proved phone a new password.

    Raises:
        ProofIsGone: the code's proof was used already. NotFound: no open account has the phone.

    """
    spend_proof(code_id)
    account = account_by_phone(phone)
    if account is None or not account.is_active:
        raise NotFound
    set_password(Actor(account.id, account.station_code), account, password_hash)
    return account


def renew_hash(account_id: int, password_hash: str) -> None:
    """Store the same password's hash at today's cost."""
    db.session.execute(update(Account).where(Account.id == account_id).values(password_hash=password_hash))


def change_phone(actor: Actor, account: Account, phone: str, code_id: int, keep_sign_in: int | None) -> None:
    """Let the account sign in with another phone, proved by a code; its other sessions end.

    Raises:
        ProofIsGone: the code's proof was used already. PhoneTaken: another account has the phone.

    """
    spend_proof(code_id)
    withdraw_codes(account.phone)
    _give_phone(account, phone)
    end_all_sign_ins(actor, account.id, keep=keep_sign_in)
    record(actor, Action.PHONE_CHANGED, "account", account.id)


def reset_by_station(actor: Actor, account_id: int, new_phone: str) -> None:
    """A person who lost phone or password came to the station in person: sign in from now on by a code to `new_phone`.

    The caller has made sure that the account's person lies in the actor's subtree. Accounts of staff are the security administrator's.

    Raises:
        NotFound: no open account of a person. PhoneTaken: another account has the phone.

    """
    account = db.session.get(Account, account_id)
    if account is None or not account.is_active or account.staff_role:
        raise NotFound
    withdraw_codes(account.phone)
    withdraw_codes(new_phone)
    account.password_hash = account.totp_secret = None
    _give_phone(account, new_phone)
    forget_tries(tries_name(account.id))
    end_all_sign_ins(actor, account.id)
    record(actor, Action.PHONE_CHANGED, "account", account.id, at_station=True)
