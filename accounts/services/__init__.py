"""Stations, accounts, sessions: what changes them."""

from accounts.services.codes import ProofIsGone, Purpose, SentCode, TooManyCodes, check_code, send_code, spend_proof
from accounts.services.credentials import (
    PhoneTaken,
    change_phone,
    renew_hash,
    reset_by_station,
    reset_password,
    set_password,
    sign_up,
)
from accounts.services.second_factor import check_second_factor, enrol_second_factor, enrolment_address, new_secret
from accounts.services.sign_ins import end_all_sign_ins, end_sign_in, judge_password, needs_second_factor, start_sign_in, tries_name
from accounts.services.staff import (
    AlreadyStaff,
    OwnAccount,
    StationOutOfReach,
    accept_invitation,
    change_staff,
    invite_staff,
    reset_second_factor,
    set_staff_active,
    withdraw_invitation,
)
from accounts.services.stations import (
    StationAboveIsClosed,
    StationCodeMisplaced,
    StationCodeTaken,
    StationInUse,
    add_station,
    change_station,
    plant_stations,
    set_station_active,
)
from accounts.services.tries import waits_until
from accounts.services.upkeep import forget_expired

__all__ = [
    "AlreadyStaff", "OwnAccount", "PhoneTaken", "ProofIsGone", "Purpose", "SentCode", "StationAboveIsClosed", "StationCodeMisplaced", "StationCodeTaken",
    "StationInUse", "StationOutOfReach", "TooManyCodes", "accept_invitation", "add_station", "change_phone", "change_staff", "change_station", "check_code",
    "check_second_factor", "end_all_sign_ins", "end_sign_in", "enrol_second_factor", "enrolment_address", "forget_expired", "invite_staff", "judge_password",
    "needs_second_factor", "new_secret", "plant_stations", "renew_hash", "reset_by_station", "reset_password", "reset_second_factor", "send_code",
    "set_password", "set_staff_active", "set_station_active", "sign_up", "spend_proof", "start_sign_in", "tries_name", "waits_until", "withdraw_invitation",
]
