"""Cell values as plain text: half width, one kind of dash, no markup, Chinese numerals as digits. Pure."""

import html
import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import Any

_DASHES = str.maketrans(dict.fromkeys("—–－‐‑‒―﹣﹘~～〜∽˗−ー━─", "-"))
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"\s+")
_LINE_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>|-->", re.S)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^<>]*>", re.I)
_CJK_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SCALES = {"十": 10, "百": 100, "千": 1000}


def text_of(value: Any) -> str:
    """A cell as text: None is empty, 20.0 is 20, a date is written 2026-12-31."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)


def plain(value: Any) -> str:
    """For reading values: NFKC, every dash a hyphen, no invisible characters, single blanks, trimmed."""
    return _plain(text_of(value))


@lru_cache(maxsize=32)  # a row's long text is read once for each of a dozen phrases
def _plain(text: str) -> str:
    bare = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_DASHES)
    return _BLANKS.sub(" ", bare).strip()


def dense(value: Any) -> str:
    """`plain` without any blank."""
    return plain(value).replace(" ", "")


def one_line(value: Any) -> str:
    """For names and titles, as typed: one line, single blanks, full-width letters and digits made ordinary."""
    text = _INVISIBLE.sub("", text_of(value))
    halved = "".join(unicodedata.normalize("NFKC", c) if "\uff10" <= c <= "\uff5a" and c.isalnum() else c for c in text)
    return _BLANKS.sub(" ", halved).strip()


def joined(value: Any) -> str:
    """`one_line`, with the blanks between Chinese characters taken out: 用人 单位 → 用人单位."""
    return _CJK_GAP.sub("", one_line(value))


def paragraphs(value: Any) -> str:
    """For long texts, as typed, without markup and invisible characters; a text that came as markup has its lines tidied too."""
    text = text_of(value).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    if not _TAG.search(text):
        return _INVISIBLE.sub("", text).strip()
    text = _INVISIBLE.sub("", html.unescape(_TAG.sub("", _BREAK.sub("\n", text))))
    lines = [_LINE_BLANKS.sub(" ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def chinese_number(text: str) -> int | None:
    """`三千五` 3500, `两万` 20000, `十五` 15; None when it is no numeral."""
    if not text or not _NUMERAL.fullmatch(text):
        return None
    total = section = digit = 0
    last_scale = 1
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char == "万":
            total, section, digit, last_scale = (total + section + digit) * 10_000, 0, 0, 10_000
        else:
            section, digit, last_scale = section + (digit or 1) * _SCALES[char], 0, _SCALES[char]
    if digit and last_scale >= 100 and "零" not in text and text[-2:-1] in ("百", "千", "万"):
        digit *= last_scale // 10
    return total + section + digit


def arabic(text: str, shortest: int = 2) -> str:
    """Chinese numerals of at least `shortest` characters as digits; 五险一金 stays."""
    def digits(match: re.Match[str]) -> str:
        found = match[0]
        follows = text[match.end():match.end() + 1]
        if len(found) < shortest or follows in ("险", "金") or found in ("千", "万", "百", "百万", "千万"):
            return found
        value = chinese_number(found)
        return found if value is None else str(value)
    return _NUMERAL.sub(digits, text)
