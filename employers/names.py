"""The key by which the same enterprise is found again, however its name was typed."""

import re

from core.text import normalise

_MARKS = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_LEGAL_FORM = re.compile(r"(?:股份)?有限(?:责任)?公司|有限合伙|普通合伙|股份公司|有限责任")
_COMPANY = re.compile(r"(?<!分)(?<!子)公司$")
LENGTH = 80


def name_key(name: str) -> str:
    """The name in simplified characters without blanks, brackets and legal form: `达丰（重庆）电脑有限公司` → `达丰重庆电脑`.

    What stands in brackets is kept, and so is a branch: they tell enterprises apart.
    """
    bare = _MARKS.sub("", normalise(name))
    short = _COMPANY.sub("", _LEGAL_FORM.sub("", bare))
    return (short if len(short) > 1 else bare)[:LENGTH]
