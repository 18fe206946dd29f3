"""Whom to ask: a name and a phone out of cells like `张经理 13812345678`. Pure."""

import re
from typing import Any

from jobs.parsing.plain import plain

_PHONE = re.compile(r"(?<!\d)(?:\+?86-?)?(1\d{2}[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8}(?:-\d{1,4})?|400[ -]?\d{3}[ -]?\d{4}|\d{7,8})(?!\d)")
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,12}")
LONGEST = 200
_LABEL = re.compile(r"联系人|联系电话|联系方式|电话|手机号?|微信同号|微信|招聘|咨询|:|：")


def read_phone(value: Any) -> str | None:
    """The first phone number in a cell, without blanks; a 1.38E+10 of a number cell is none."""
    found = _PHONE.search(plain(value)[:LONGEST])
    return re.sub(r" ", "", found[1] if "-" in found[1] and found[1][0] == "0" else found[1].replace("-", "")) if found else None


def read_contact(value: Any) -> tuple[str, str | None]:
    """Name (may be empty) and phone (may be null) of a contact cell."""
    text = plain(value)[:LONGEST]
    phone = read_phone(text)
    rest = _LABEL.sub(" ", _PHONE.sub(" ", text))
    name = _NAME.search(rest)
    return (name[0][:40] if name else "", phone)
