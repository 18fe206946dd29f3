"""Words that are filters: `城关 4000以上 包住 司机` asks for drivers in one subdistrict, from 4000 yuan, with lodging.

What is put in quotation marks is never read as a filter.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from core.lexicon import lexicon
from core.reference import ANY_EDUCATION, LICENCE_CLASSES
from core.text import normalise, words
from jobs.search.criteria import Criteria

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_QUOTED = re.compile(r"[\"“”]([^\"“”]{1,40})[\"“”]")
_BREAKS = re.compile(r"[\s,，、。;；!！?？/|]+")
_FIRM = re.compile(r"(公司|厂|集团|合作社|中心|商店|商场|超市|医院|学校|机械)$")
_FILLERS = {"找工作", "工作", "岗位", "招聘", "职位", "招工", "想找", "附近", "元", "以上", "的", "和", "或", "与", "在", "找", "招", "有"}
_AREA = re.compile(r"^(附近|周边|那边|这边|一带|的)")
MOST_WORDS = 8
Step = Callable[[Criteria, re.Match[str]], Criteria | None]


def _adds(name: str, *values: str) -> Step:
    def step(found: Criteria, _match: re.Match[str]) -> Criteria:
        changed: dict[str, Any] = {name: tuple(dict.fromkeys((*getattr(found, name), *values)))}
        return replace(found, **changed)
    return step


def _alone(pattern: str) -> str:
    return rf"(?:^|(?<=\s))(?:{pattern})(?=\s|$)"


def _yuan(number: str) -> int:
    """4000, 4k, 1.2万, 五千五 in yuan."""
    if number.isdigit():
        return int(number)
    head, unit, tail = re.split(r"([千k万])", number, maxsplit=1)
    scale = 10_000 if unit == "万" else 1000
    base = float(_DIGITS.get(head, head))
    return round(base * scale + _DIGITS.get(tail, 0) * scale / 10)


def _pay(found: Criteria, match: re.Match[str]) -> Criteria | None:
    amount = _yuan(match["amount"].replace(" ", ""))
    return replace(found, pay=amount) if 1000 <= amount <= 50_000 and amount % 100 == 0 else None


def _licence(found: Criteria, match: re.Match[str]) -> Criteria | None:
    name = match["cls"].upper()
    return _adds("licence", name)(found, match) if name in LICENCE_CLASSES else None


def _education(found: Criteria, match: re.Match[str]) -> Criteria:
    return replace(found, edu={"研究生": "硕士", "专科": "大专"}.get(match["level"], match["level"]))


def _any_education(found: Criteria, _match: re.Match[str]) -> Criteria:
    return replace(found, edu=ANY_EDUCATION)


_VETERAN = "退役军人|退伍军人|退役士兵|退伍兵|退伍老兵|老兵"
_AMOUNT = r"(?P<amount>\d{4,5}|\d(?:\.\d)? ?[千k万]|[一二两三四五六七八九][千万][一二三四五六七八九]?)"
_RULES: tuple[tuple[re.Pattern[str], Step], ...] = tuple((re.compile(pattern), step) for pattern, step in (
    (rf"(?:月薪|月工资|工资|薪资|底薪)? ?(?<![0-9a-z.]){_AMOUNT}(?: ?[-–~至到] ?\d[\d.]{{0,4}} ?[千k万]?)?"
     r" ?(?:元|块钱|块)? ?(?:/月|每月|一个月)? ?(?:以上|起|左右|\+)?(?![0-9a-z])", _pay),
    (r"包吃包?住|包食宿|管吃管?住|吃住全包", _adds("perk", "meals", "lodging")),
    (r"包吃|包(?:早|中|午|晚|三)?餐|包饭|管饭|管吃|供餐", _adds("perk", "meals")),
    (rf"包住宿?|管住|(?:提供|可|有)住宿|(?:有|带|提供)宿舍|{_alone('住宿')}", _adds("perk", "lodging")),
    (rf"五险一金|五险|六险一金|(?:交|缴|上)(?:社保|保险)|{_alone('社保')}", _adds("perk", "insurance")),
    (rf"(?:{_VETERAN}|军人) ?优先|{_alone(_VETERAN)}", _adds("vet", "first")),
    (rf"(?:对(?:我|{_VETERAN}) ?)?(?:放宽(?:条件|年龄|学历)?|(?:条件|年龄|学历)(?:可|能)?放宽)", _adds("vet", "relaxed")),
    (r"军属(?:可投|可报|优先|也可)?|军人家属|随军家属|军嫂", _adds("vet", "family")),
    (r"四班(?:三运转|三倒|两倒|制)?", _adds("shift", "four")),
    (r"三班(?:倒|制|运转)?", _adds("shift", "three")),
    (r"[两二]班(?:倒|制|运转)?", _adds("shift", "two")),
    (r"长?白班|正常班", _adds("shift", "day")),
    (r"夜班|晚班", _adds("shift", "night")),
    (r"弹性(?:工作|上班)?(?:时间|制)?", _adds("shift", "flexible")),
    (r"(?:周末)?双休|做五休二", _adds("rest", "two")),
    (r"单休|做六休一", _adds("rest", "one")),
    (r"轮休", _adds("rest", "rota")),
    (r"月休[四4]天", _adds("rest", "month")),
    (r"(?<![0-9a-z])(?P<cls>[abc][1-6]) ?(?:驾驶证|驾照|照|证|本)?(?:以上)?(?![0-9a-z])", _licence),
    (r"(?<![0-9a-z])(?P<cls>[de]) ?(?:驾驶证|驾照|照)", _licence),
    (r"学历不限|不限学历|(?:无|没)学历要求?", _any_education),
    (r"(?P<level>小学|初中|高中|中专|大专|专科|本科|硕士|研究生|博士)(?:学历|文化|毕业|生)?(?:及?以[上下])?(?:可报|即可|就行)?"
     r"(?!教|老师|数学|语文|英语|物理|化学|班)", _education),
))


@cache
def _short(name: str) -> str:
    """城关街道 → 城关, 三家子蒙古族乡 → 三家子."""
    return re.sub(r"(蒙古族|满族|回族)?(街道|镇|乡)$", "", name)


def _town_at_start(chunk: str, towns: Mapping[str, str]) -> tuple[str, str] | None:
    """The township a chunk begins with and what is left of the chunk. A short name must be a word by itself, and not a firm's name."""
    for code, name in towns.items():
        if name in chunk:
            return code, chunk.replace(name, " ", 1)
    for code, name in towns.items():
        short = _short(name)
        if not chunk.startswith(short) or len(short) < 2:
            continue
        rest = chunk[len(short):]
        if not rest or _AREA.match(rest):
            return code, _AREA.sub("", rest)
        if words(chunk)[:1] == [short] and not _FIRM.search(chunk):
            return code, rest
    return None


def _find_towns(text: str, towns: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    left, found = [], []
    for chunk in _BREAKS.split(text):
        hit = _town_at_start(chunk, towns)
        if hit:
            found.append(hit[0])
            chunk = hit[1]
        left.append(chunk)
    return " ".join(left), tuple(dict.fromkeys(found))


def read_words(text: str, towns: Mapping[str, str]) -> Criteria:
    """Turn what was typed into filters; `q` keeps the words that are none. `towns` maps a township's code to its name."""
    plain = normalise(text)
    literal = _QUOTED.findall(plain)
    left, found = _QUOTED.sub(" ", plain), Criteria()
    for pattern, step in _RULES:
        def take(match: re.Match[str], step: Step = step) -> str:
            nonlocal found
            changed = step(found, match)
            if changed is None:
                return match[0]
            found = changed
            return " "
        left = pattern.sub(take, left)
    left, codes = _find_towns(left, towns)
    chunks = (chunk.removeprefix("的") for chunk in _BREAKS.split(left))
    kept = [chunk for chunk in chunks if chunk not in _FILLERS and words(chunk)]
    return replace(found, town=codes, q=" ".join([*(f'"{part}"' for part in literal if words(part)), *kept]))


def text_words(text: str) -> list[str]:
    """The words that full text is asked for, each once; a word that the dictionary has synonyms for stays in one piece, stop words are dropped."""
    plain, pieces, end = normalise(text), [], 0
    for place, word in lexicon().asked_words.find(plain):
        pieces += [*words(plain[end:place]), word]
        end = place + len(word)
    return _without_fillers([*pieces, *words(plain[end:])])


def _without_fillers(found: Iterable[str]) -> list[str]:
    kept = list(dict.fromkeys(found))
    empty = _FILLERS | lexicon().stop_words
    return [word for word in kept if word not in empty][:MOST_WORDS] or kept[:MOST_WORDS]


def alternatives(word: str) -> list[list[str]]:
    """What a word is asked for as: the tokens of each of its synonyms and of itself. A word that the dictionary does not know is one token."""
    found = lexicon()
    if word not in found.synonyms and word not in found.wider:
        return [[word]]
    return [tokens for name in (word, *found.alternatives(word)) if (tokens := words(name))]
