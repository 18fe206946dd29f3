"""A line as the finders read it: normalised, without blanks, numerals as digits, item numbers as separators. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from core.text import normalise
from jobs.parsing.plain import chinese_number, plain

LONGEST = 6000
HARD = ",;。!?|\n"
_NUMERAL = "一二两三四五六七八九十"
_TAG = re.compile(r"</?[a-z][^<>]{0,80}>")
_UNIT = r"\s?(?:周?岁|年(?!级)|个月|个?半月)"
_COUNTED = re.compile(rf"(?<![第{_NUMERAL}])[{_NUMERAL}]+(?={_UNIT}|\s?(?:-+|至|到)\s?(?:[{_NUMERAL}]+|\d+){_UNIT}|周?岁?(?:-+|至|到)[{_NUMERAL}]+{_UNIT})")
_RELAXED_TO = re.compile(rf"(?<=[宽低松][到至为])[{_NUMERAL}]{{2,3}}(?![{_NUMERAL}\u4e00-\u9fff])")
_TENS = re.compile(r"(?:^|(?<=[,;。:!\s]))[二三四五六]十[一二三四五六七八九]?(?=以[下内])")
_FORMAL = re.compile(r"[壹贰叁肆伍陆柒捌玖拾]{1,3}(?=周?岁|年|个月)")
_FORMAL_DIGITS = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_TORN = re.compile(r"(?<![\d.] )(?<![\d.])([1-6]) (\d)(?= ?周? ?岁| ?(?:-+|至|到) ?[1-7] ?\d ?周? ?岁)")
_SOME = re.compile(r"([一二两三四五六七八])([二两三四五六七八九])(?=年|个月)")
_SUM = re.compile(rf"[{_NUMERAL}]千(?:[{_NUMERAL}]百?|[{_NUMERAL}]百[{_NUMERAL}]十?)?|[{_NUMERAL}]{{1,3}}(?=万)")
_METRES = re.compile(rf"([一1])\s?米\s?([{_NUMERAL}\d]{{1,2}})")
_DIGIT = {char: str(n) for n, char in enumerate("零一二三四五六七八九")} | {"两": "2"}
_BEFORE = r"(?:^|(?<=[,;。:!?\s、()|\]】\n]))"
_NUMBERING = re.compile(
    rf"{_BEFORE}(?:\(\d{{1,2}}\)|\d{{1,2}}\)|\d{{1,2}}、|[{_NUMERAL}]{{1,3}}[、.)]|\([{_NUMERAL}]{{1,3}}\)|[a-h][.、)](?![a-z\d])|\d{{1,2}}:(?!\d)"
    r"|\d{1,2}\.(?!\d)|\d{1,2}\.(?=\d\d(?:\s?周?岁|\s?-+\s?\d\d|至|到|年龄))|\d{1,2}\.(?=\d{1,2}(?:\s?-\s?\d{1,2})?\s?年)(?!5\s?年))[.、]?")
_INSIDE_NUMBERING = re.compile(
    r"(?<=[\u4e00-\u9fff)])\(?(?:[1-9]|1[0-3])[、.)](?=\s?[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff])[b-h](?=(?![照证类型级驾票本牌])[\u4e00-\u9fff]{2})")
_SLIPS = (
    (re.compile(r"(?<=[\d岁元年])\s?一{1,4}\s?(?=\d)"), "-"),
    (re.compile(r"(?<=岁)一下|(?<=[历化业专中科])一下|[已己巳]下"), "以下"),
    (re.compile(r"[已己巳亿]上|(?<=[岁年历专中科])一上"), "以上"),
    (re.compile(r"(?<=者)\s?(?:有限|优秀考虑|优现)|优线|忧先|优先先"), "优先"),
    (re.compile(r"工作检验|工作经念|工做经验|工作经历验"), "工作经验"),
    (re.compile(r"学力(?!不)|学厉"), "学历"),
    (re.compile(r"(?<=[12])[、,](?=\d{1,2}(?:米|m))|(?<=身高1)[、,](?=\d\d(?!\d))"), "."),
    (re.compile(r"退[武五](?=军|兵|士)"), "退伍"),
    (re.compile(r"周睡|週岁"), "周岁"),
    (re.compile(r"髙"), "高"),
    (re.compile(r"高、?低压(?=电工)"), "高压电工证、低压"),
    (re.compile(r"健康证明"), "健康证"),
    (re.compile(r"(?<=[一二])建(?=证|优先|者|及以上|[,;。、]|$)"), "级建造师"),
    (re.compile(r"不(?:得|能|可|应|许)(?=低于|小于|少于|高于|大于|超过)"), "不"),
    (re.compile(r"(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff])"), "。"),
)


@dataclass(frozen=True)
class Line:
    """`text` without blanks; `breaks` are the places where one stood; `year` is the one it is read in."""

    text: str
    breaks: frozenset[int]
    year: int

    @cached_property
    def edges(self) -> frozenset[int]:
        """Where a piece may begin or end: blanks, separators, brackets, the two ends."""
        marks = {i for i, char in enumerate(self.text) if char in HARD + "()、:/"}
        return frozenset(self.breaks | marks | {i + 1 for i in marks} | {0, len(self.text)})

    def clause(self, at: int) -> tuple[int, int]:
        """The stretch between two commas, stops or brackets that `at` lies in."""
        start = max((self.text.rfind(char, 0, at) for char in HARD + "()"), default=-1) + 1
        ends = [i for char in HARD + "()" if (i := self.text.find(char, at)) >= 0]
        return start, min(ends, default=len(self.text))

    def sentence(self, at: int) -> tuple[int, int]:
        """The stretch between two stops or item numbers that `at` lies in."""
        start = max((self.text.rfind(char, 0, at) for char in ";。!?\n"), default=-1) + 1
        ends = [i for char in ";。!?\n" if (i := self.text.find(char, at)) >= 0]
        return start, min(ends, default=len(self.text))

    def around(self, at: int) -> str:
        """The words of the clause."""
        start, end = self.clause(at)
        return self.text[start:end]


def _counted(match: re.Match[str]) -> str:
    value = chinese_number(match[0])
    return match[0] if value is None else str(value)


def _metres(match: re.Match[str]) -> str:
    return "1米" + "".join(_DIGIT.get(char, char) for char in match[2])


def read_line(text: str, on: date) -> Line:
    """Normalise `text`, then take its blanks out, keeping where they stood."""
    whole = normalise(plain(text[:LONGEST].replace("\r", "\n").replace("\n", "。")))
    whole = _TAG.sub(" ", whole)
    whole = _TORN.sub(r"\1\2", whole)
    for slip, right in _SLIPS:
        whole = slip.sub(right, whole)
    whole = _NUMBERING.sub(";", whole)
    whole = _INSIDE_NUMBERING.sub(";", whole)
    whole = _FORMAL.sub(lambda match: match[0].translate(_FORMAL_DIGITS), whole)
    whole = _METRES.sub(_metres, _SOME.sub(r"\1-\2", whole))
    whole = _SUM.sub(_counted, _TENS.sub(_counted, _RELAXED_TO.sub(_counted, _COUNTED.sub(_counted, whole))))
    whole = whole.replace("半年", "0.5年").replace("。.", "。").replace("·", "")
    whole = re.sub(r"[\[【{「『]", "(", whole)
    whole = re.sub(r"[\]】}」』]", ")", whole)
    return _without_blanks(whole, on.year)


def _without_blanks(whole: str, year: int) -> Line:
    out: list[str] = []
    breaks: set[int] = set()
    for piece in whole.split():
        if out and out[-1][-1].isdigit() and piece[0].isdigit():
            out.append(";")
        breaks.add(sum(map(len, out)))
        out.append(piece)
    return Line("".join(out), frozenset(breaks - {0}), year)
