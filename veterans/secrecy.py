"""What must not be written into a file: unit designators, cover numbers, equipment, garrisons. A plain pattern check that warns; people decide."""

import re
from typing import Any

_PATTERNS = (
    re.compile(r"(?<!\d)(?:\d{4,6}|[〇零一二三四五六七八九]{4,6})\s*(?:部队|分队|信箱)"),
    re.compile(r"(?<![0-9A-Za-z])第?[0-9一二三四五六七八九十百零〇]+\s*(?:集团军|舰队|师|旅|团|营|连|支队|大队|中队|基地)(?!员|长制|购)"),
    re.compile(r"(?:部队番号|部队代号|番号|代号)[::为是]?\s*[0-9A-Za-z一-鿿]{1,12}"),
    re.compile(r"(?:驻地|驻防|驻扎|驻守)[::于在]?\s*[一-鿿]{2,8}"),
    re.compile(r"(?:歼|轰|运|直|强|东风|红旗|巨浪|鹰击|长剑|霹雳|海红旗)\s*[-—－]?\s*\d{1,3}[A-Za-z]?(?!\d|\s*(?:年|月|日|天|次|人|名|万|吨|米|公里|千米|小时|个|台|车|趟|家|元))"),
    re.compile(r"(?<!\d)\d{2}[A-Z]?\s*式(?:主战|轻型|水陆|自行|轮式|步兵|装甲|坦克|战车|步枪|狙击|机枪|火炮|榴弹)"),
    re.compile(r"(?<!\d)\d{3}\s*(?:号?舰|艇)"),
)


def secret_phrases(text: str) -> list[str]:
    """The phrases of `text` that look like a unit, a cover number, a weapon or a garrison, in order; empty when there is none."""
    found = [(m.start(), m.group().strip()) for pattern in _PATTERNS for m in pattern.finditer(text)]
    return [phrase for _start, phrase in sorted(found)]


def fit_to_show(text: str) -> str:
    """The text as an employer may read it: nothing of it while something in it looks secret."""
    return "" if text and secret_phrases(text) else text


def texts_of(person: Any) -> dict[str, list[str]]:
    """Every text of a file that somebody typed and an employer might read, by field."""
    service = person.service
    return {
        "experience": [person.experience], "work_unit": [person.work_unit], "school": [person.school], "major": [person.major],
        "wanted_occupations": list(person.wanted_occupations or ()), "duty": [service.duty] if service else [], "merits": [service.merits] if service else [],
        "specialties": [entry.get("name") or "" for entry in service.specialties] if service else [],
        "skills": [skill.name for skill in person.skills], "qualifications": [paper.name for paper in person.qualifications],
    }


def withheld(person: Any) -> list[str]:
    """The fields of a whole file that employers do not see until they are changed, because something in them looks secret."""
    return [field for field, texts in texts_of(person).items() if any(text and secret_phrases(text) for text in texts)]
