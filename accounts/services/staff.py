"""Inviting and changing staff. Nobody grants anything outside the own subtree."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import IntegrityError

from accounts.models import Account, Invitation, StaffRole
from accounts.queries import account_by_phone, open_invitation, staff_member
from accounts.services.credentials import set_password
from accounts.services.second_factor import drop_second_factor
from accounts.services.sign_ins import end_all_sign_ins
from accounts.stations import covers, station
from core import crypto
from core.audit import Action, Actor, record
from core.clock import now
from core.db import db
from core.errors import BadInput, NotAllowed, NotFound
from core.outbox import Template, queue_message

INVITATION_LIFETIME = timedelta(days=7)
LEVEL_OF_ROLE = {StaffRole.VILLAGE: "village", StaffRole.TOWNSHIP: "township", StaffRole.CITY: "city"}


class StationOutOfReach(BadInput):
    """The station is not in the actor's subtree, is closed, or is of another level than the role."""


class AlreadyStaff(BadInput):
    """The phone's account is a member of staff already."""


class OwnAccount(NotAllowed):
    """Nobody changes the own role or closes the own account."""


def _check_grant(actor: Actor, role: str, station_code: str) -> None:
    place = station(station_code) if covers(actor.station_code, station_code) else None
    if place is None or not place.is_active:
        raise StationOutOfReach(_("Choose a station of your own area"))
    level = LEVEL_OF_ROLE.get(StaffRole(role))
    if level is not None and level != place.level:
        raise StationOutOfReach(_("This role belongs to another level: choose a village, a township or the city to fit it"))


def invite_staff(actor: Actor, phone: str, name: str, role: str, station_code: str, address: Callable[[str], str]) -> str:
    """Send a link that makes the owner of `phone` a member of staff; an earlier open one stops working. Returns the link.

    `address` makes a link of a token. What comes back is the same whether or not the phone has an account.

    Raises:
        StationOutOfReach: the station is not the actor's to give.

    """
    _check_grant(actor, role, station_code)
    index, token = crypto.blind_index(phone, "phone"), secrets.token_urlsafe(32)
    close_invitations(Invitation.phone_index == index)
    invitation = Invitation(token_hash=crypto.digest(token), phone=phone, phone_index=index, name=name, staff_role=role, station_code=station_code,
                            invited_by=actor.account_id, expires_at=now() + INVITATION_LIFETIME)
    db.session.add(invitation)
    db.session.flush()
    link = address(token)
    queue_message(f"invitation:{invitation.id}", phone, Template.STAFF_INVITATION, link=link, days=INVITATION_LIFETIME.days)
    record(actor, Action.STAFF_INVITED, "invitation", invitation.id, role=role, station=station_code)
    return link


def close_invitations(*which: ColumnElement[bool]) -> int:
    """Make open invitations worthless; returns how many."""
    closed = update(Invitation).where(*which, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)).values(withdrawn_at=now())
    return len(list(db.session.execute(closed.returning(Invitation.id)).scalars()))


def withdraw_invitation(actor: Actor, invitation_id: int) -> None:
    """Make an invitation into the actor's subtree worthless."""
    if actor.station_code is None or not close_invitations(Invitation.id == invitation_id, Invitation.station_code.startswith(actor.station_code)):
        raise NotFound
    record(actor, Action.STAFF_CHANGED, "invitation", invitation_id, withdrawn=True)


def accept_invitation(token: str, password_hash: str) -> Account:
    """Make the invited phone's account a member of staff, a new one where there is none; the link stops working.

    Raises:
        NotFound: unknown, used, withdrawn or expired. AlreadyStaff: the account has a role already.

    """
    invitation = open_invitation(token)
    if invitation is None or not _take(invitation):
        raise NotFound
    account = account_by_phone(invitation.phone) or _account_for(invitation)
    if account.staff_role or not account.is_active:
        raise AlreadyStaff(_("You are a member of staff already. The security administrator changes roles."))
    account.staff_role, account.station_code, account.name = invitation.staff_role, invitation.station_code, invitation.name
    db.session.flush()
    actor = Actor(account.id, account.station_code)
    set_password(actor, account, password_hash)
    record(actor, Action.STAFF_JOINED, "account", account.id, role=account.staff_role, invitation=invitation.id)
    return account


def _take(invitation: Invitation) -> bool:
    mine = (Invitation.id == invitation.id, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    taken = update(Invitation).where(*mine).values(accepted_at=now()).returning(Invitation.id)
    return db.session.execute(taken).scalar_one_or_none() is not None


def _account_for(invitation: Invitation) -> Account:
    account = Account(phone=invitation.phone, phone_index=invitation.phone_index, name=invitation.name)
    try:
        with db.session.begin_nested():
            db.session.add(account)
            db.session.flush()
    except IntegrityError:
        raise NotFound from None
    return account


def _other_member(actor: Actor, account_id: int) -> Account:
    member = staff_member(actor.station_code, account_id)
    if member is None:
        raise NotFound
    if member.id == actor.account_id:
        raise OwnAccount(_("Another security administrator changes your own account"))
    return member


def change_staff(actor: Actor, account_id: int, role: str, station_code: str) -> None:
    """Give a member of staff in the actor's subtree another role or station; all sessions of the account end.

    Raises:
        NotFound: no such member in scope. StationOutOfReach: the station is not the actor's to give. OwnAccount: it is the actor.

    """
    member = _other_member(actor, account_id)
    _check_grant(actor, role, station_code)
    member.staff_role, member.station_code = role, station_code
    db.session.flush()
    end_all_sign_ins(actor, member.id)
    record(actor, Action.STAFF_CHANGED, "account", member.id, role=role, station=station_code)


def set_staff_active(actor: Actor, account_id: int, is_active: bool) -> None:
    """Close the account of a member of staff in scope (all its sessions end), or open it again.

    Raises:
        NotFound: no such member in scope. OwnAccount: it is the actor. StationOutOfReach: it would open at a station that is closed by now.

    """
    member = _other_member(actor, account_id)
    if member.is_active == is_active:
        return
    if is_active:
        _check_grant(actor, member.staff_role or "", member.station_code or "")
    member.is_active = is_active
    db.session.flush()
    end_all_sign_ins(actor, member.id)
    record(actor, Action.STAFF_CHANGED, "account", member.id, active=is_active)


def reset_second_factor(actor: Actor, account_id: int) -> None:
    """Let a member of staff in scope enrol an authenticator app anew; all sessions of the account end."""
    member = _other_member(actor, account_id)
    drop_second_factor(actor, member)
    end_all_sign_ins(actor, member.id)
