"""What a row says about the enterprise itself. Pure."""

import re
from typing import Any

from jobs.parsing.plain import dense

_NATURES = (
    ("cooperative", "合作社"), ("public", "事业单位|机关|学校|医院|社会团体|民办非"), ("self", "个体"), ("foreign", "外资|外商|合资|港澳台|独资(?!.*国)"),
    ("state", "国有|国企|央企|集体"), ("private", "民营|私营|民企|有限责任|股份|私企|企业"),
)
_SIZES = ((20, "1-20"), (100, "21-100"), (300, "101-300"))
_NUMBERS = re.compile(r"\d+")


def read_nature(value: Any) -> str:
    """A key of core.reference.NATURES, or empty."""
    text = dense(value)
    return next((key for key, pattern in _NATURES if re.search(pattern, text)), "")


def read_size(value: Any) -> str:
    """A key of core.reference.SIZES, or empty: `50-99人` 21-100, `300人以上` 301-."""
    text = dense(value)
    numbers = [int(n) for n in _NUMBERS.findall(text)]
    if not numbers:
        return ""
    most = max(numbers) + ("以上" in text)
    return next((key for limit, key in _SIZES if most <= limit), "301-")


def read_industry(value: Any) -> str:
    """The section letter of GB/T 4754, when the cell begins with one."""
    text = dense(value).upper()
    return text[0] if re.match(r"[A-T](?![A-Z])", text) else ""
