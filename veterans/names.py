"""A name as it is sorted, found and compared."""


from core.lazily import Lazily
from core.text import normalise

pinyin = Lazily("pypinyin")

_JOINTS = str.maketrans("", "", " ·•・．.")


def name_key(name: str) -> str:
    """Pinyin, a blank, its initials: 王小明 → `wangxiaoming wxm`. Sorts by sound; found by either part."""
    syllables = [s.lower() for s in pinyin.lazy_pinyin(name.translate(_JOINTS)) if s.strip()]
    return f"{''.join(syllables)} {''.join(s[0] for s in syllables)}"[:80].strip()


def is_same_name(one: str, other: str) -> bool:
    """Whether two spellings are the same name: width, traditional forms, blanks and the middle dot do not count."""
    return normalise(one).translate(_JOINTS) == normalise(other).translate(_JOINTS)
