"""What was found in a line (or in the part of it that speaks of one post), joined so that nobody is held to more than is written. Pure."""

from collections.abc import Iterable
from typing import Any

from core.reference import EDUCATION_RANK
from jobs.conditions.condition import NAMES, OFFERS, PREFER, Condition, Found, Hours, Offer

Span = tuple[float | None, float | None]


def weakest(spans: list[Span]) -> Span:
    """18岁以上 and 45岁以下 are one span; of two limits on the same side the wider holds; a least age beside a whole span adds nothing."""
    whole = [s for s in spans if s[0] is not None and s[1] is not None]
    lows, highs = [s[0] for s in spans if s[1] is None], [s[1] for s in spans if s[0] is None]
    if whole:
        low = None if highs else min(s[0] for s in whole if s[0] is not None)
        return low, max([s[1] for s in whole if s[1] is not None] + [h for h in highs if h is not None])
    return min((x for x in lows if x is not None), default=None), max((x for x in highs if x is not None), default=None)


def _span(name: str, span: Span, source: str) -> Condition:
    low, high = span
    if low is not None and high is not None:
        return Condition(name, "between", (low, high), source=source)
    return Condition(name, ">=" if high is None else "<=", low if high is None else high, source=source)


def _loosened(found: list[Found]) -> list[Span]:
    """A limit that others are relaxed to takes the place of the stricter one on its side."""
    relaxed = [f.value for f in found if f.relaxed]
    spans = [f.value for f in found if not f.relaxed]
    for low, high in relaxed:
        if not spans:
            spans = [(low, high)]
        elif high is not None:
            spans = [(s[0], max(s[1], high)) if s[1] is not None else s for s in spans]
        else:
            spans = [(min(s[0], low), s[1]) if s[0] is not None else s for s in spans]
    return spans


def _amount(name: str, found: list[Found], source: str) -> list[Condition]:
    spans = _loosened(found)
    if name == "height":
        lows = [s[0] for s in spans if s[0] is not None]
        highs = [s[1] for s in spans if s[1] is not None]
        return [_span(name, (min(lows, default=None), max(highs, default=None)), source)]
    return [_span(name, weakest(spans), source)]


def _education(found: list[Found], source: str) -> list[Condition]:
    out = []
    for op, pick in ((">=", min), ("<=", max)):
        levels = [f.value for f in found if f.op == op]
        if levels:
            out.append(Condition("education", op, pick(levels, key=lambda level: EDUCATION_RANK[level]), source=source))
    return out


def _experience(found: list[Found], source: str, either: bool) -> list[Condition]:
    relaxed = [f.value for f in found if f.relaxed]
    firm = [f.value for f in found if not f.relaxed]
    years = min(relaxed + firm) if relaxed or either else max(firm)
    return [Condition("experience", ">=", years, source=source)]


def _union(found: Iterable[Found]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for f in found for value in f.value))


def _certificates(found: list[Found], groups: list[int], source: str) -> list[Condition]:
    """Those of one 或 group are alternatives; the rest are all asked for. 相关证书 beside a named one adds nothing."""
    either: dict[int, list[Found]] = {}
    for one, group in zip(found, groups, strict=True):
        either.setdefault(group, []).append(one)
    sets = list(dict.fromkeys(_union(members) for group, members in either.items() if group >= 0))
    every = _union(either.get(-1, []))
    named = tuple(name for name in every if name != "any")
    every = named or (every if not sets else ())
    out = [Condition("certificate", "any", names, source=source) for names in sets]
    if every:
        out.append(Condition("certificate", "all" if len(every) > 1 else "any", every, source=source))
    return out


def _licence(found: list[Found], source: str) -> list[Condition]:
    classes = _union(found)
    named = tuple(name for name in classes if name != "any")
    return [Condition("licence", "any", named or classes, source=source)]


def _sex(found: list[Found], source: str) -> list[Condition]:
    said = {f.value for f in found}
    return [Condition("sex", "==", found[0].value, source=source)] if len(said) == 1 else []


def _shift(found: list[Found], source: str) -> list[Condition]:
    offers, demands = [f for f in found if f.op == OFFERS], [f for f in found if f.op != OFFERS]
    out = []
    if demands:
        by_day = [f for f in demands if f.value != ("night",)]
        exact = [f for f in by_day if len(f.value) == 1]
        codes = _union(exact or by_day or demands)
        out.append(Condition("shift", "==", codes[0], source=source) if len(codes) == 1 else Condition("shift", "any", codes, source=source))
    terms = _hours(offers, not demands)
    return out if terms == Hours() else [*out, Condition("shift", OFFERS, terms, source=source)]


def _hours(found: list[Found], with_shift: bool) -> Hours:
    """The first of each that is stated; the shift of some people says nothing beside the shift of all."""
    def first(name: str) -> Any:
        return next((value for f in found if (value := getattr(f.value, name)) is not None), None)
    rests = [f.value.rest for f in found if f.value.rest]
    return Hours(first("shift") if with_shift else None, next((rest for rest in rests if rest != "rota"), first("rest")), first("hours"))


def _veteran(found: list[Found], source: str) -> list[Condition]:
    return [Condition("veteran", "only", _union(found), source=source)]


def hard(name: str, found: list[Found], groups: list[int], source: str, either: bool) -> list[Condition]:
    """The firm conditions of one name."""
    if name in ("age", "height"):
        return _amount(name, found, source)
    if name == "experience":
        return _experience(found, source, either)
    if name == "certificate":
        return _certificates(found, groups, source)
    if name in ("pay", "place"):
        first: dict[str, Found] = {}
        for one in found:
            first.setdefault(one.op, one)
        return [Condition(name, one.op, one.value, source=source) for one in first.values()]
    joined = {"education": _education, "licence": _licence, "sex": _sex, "shift": _shift, "veteran": _veteran}[name]
    return joined(found, source)


def preference(name: str, found: list[Found], source: str) -> Condition:
    """What is preferred of one name, as one wish."""
    if name in ("age", "height"):
        value: Any = weakest([f.value for f in found])
    elif name == "education":
        value = min((f.value for f in found), key=lambda level: EDUCATION_RANK[level])
    elif name == "experience":
        years = [f.value for f in found if f.value is not None]
        value = min(years) if years else None
    elif name in ("licence", "certificate", "shift", "veteran"):
        union = _union(found)
        value = tuple(v for v in union if v != "any") or union
    else:
        value = found[0].value
    return Condition(name, PREFER, value, is_preference=True, source=source)


def in_order(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """By name, hard ones first, each once."""
    return tuple(sorted(dict.fromkeys(conditions), key=lambda c: (NAMES.index(c.name), c.is_preference)))


def common(parts: list[tuple[Condition, ...]]) -> list[Condition]:
    """What holds for every one of several posts described in one line: a name each of them asks, at its weakest."""
    out: list[Condition] = []
    for name in NAMES:
        each = [[c for c in part if c.name == name and not c.is_preference] for part in parts]
        if name == "pay":
            each = [part for part in each if part]
        if not each or not all(each):
            continue
        if name in ("age", "height"):
            spans = [_as_span(c) for part in each for c in part]
            lows, highs = [s[0] for s in spans], [s[1] for s in spans]
            low = None if None in lows else min(x for x in lows if x is not None)
            high = None if None in highs else max(x for x in highs if x is not None)
            out += [_span(name, (low, high), "")] if low is not None or high is not None else []
        elif name == "education" and all(c.op == ">=" for part in each for c in part):
            out.append(min((c for part in each for c in part), key=lambda c: EDUCATION_RANK[c.value]))
        elif name == "experience":
            out.append(min((c for part in each for c in part), key=lambda c: c.value))
        elif name == "pay" and len({c.value.unit for part in each for c in part}) == 1:
            out.append(_from_least_to_most([c.value for part in each for c in part]))
        elif all(part == each[0] for part in each):
            out += each[0]
    return out


def _from_least_to_most(offers: list[Offer]) -> Condition:
    lows, highs = [o.low for o in offers if o.low is not None], [o.high for o in offers if o.high is not None]
    return Condition("pay", OFFERS, Offer(min(lows, default=None), max(highs) if len(highs) == len(offers) else None, offers[0].unit))


def _as_span(condition: Condition) -> Span:
    if condition.op == "between":
        low, high = condition.value
        return low, high
    return (condition.value, None) if condition.op == ">=" else (None, condition.value)
