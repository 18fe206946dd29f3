"""Ten identities planted across the suite: they may appear nowhere but encrypted or where somebody revealed them."""

from datetime import date

from stdnum.cn import ric

NAMES = ("宇文静姝", "皇甫青松", "上官映雪", "司徒远航", "欧阳碧落", "诸葛沐风", "令狐云帆", "慕容听雨", "独孤长歌", "东方初晓")


def _number(serial: int) -> str:
    body = f"211382{date(1979, 4, serial + 1):%Y%m%d}77{serial}"
    return body + ric.calc_check_digit(body + "0")


IDENTITIES = tuple({"name": name, "identity_number": _number(i), "phone": f"1590042{7310 + i}"} for i, name in enumerate(NAMES))
SECRETS = tuple(value for identity in IDENTITIES for value in identity.values())


def found_in(text: str) -> list[str]:
    """The planted values that stand in `text`."""
    return [secret for secret in SECRETS if secret in text]
