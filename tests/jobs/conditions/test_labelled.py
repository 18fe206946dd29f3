"""The hand-labelled table: nearly every line is read as a person reads it, and none is read so that it keeps somebody out wrongly."""

from collections import Counter

import pytest

from jobs.conditions import NAMES, parse_requirements
from tests.jobs.conditions.labels import labelled, same, wrongly_excluding

TABLE = labelled()


def read(line):
    return [c.as_dict() for c in parse_requirements(line)]


def test_the_table_is_large_and_speaks_of_every_name():
    lines = [line for line, _conditions in TABLE]
    assert len(lines) == len(set(lines)) >= 250
    assert {c["name"] for _line, conditions in TABLE for c in conditions} == set(NAMES)
    assert sum(not conditions for _line, conditions in TABLE) >= 40


def test_at_least_95_of_100_lines_are_read_right():
    wrong = [line for line, conditions in TABLE if sorted(map(same, read(line))) != sorted(map(same, conditions))]
    assert len(wrong) <= 0.05 * len(TABLE), wrong


@pytest.mark.parametrize(("line", "conditions"), TABLE, ids=[line[:30] for line, _conditions in TABLE])
def test_nobody_is_shut_out_wrongly(line, conditions):
    assert wrongly_excluding(read(line), conditions) == []


def test_every_name_is_found_and_found_rightly():
    right, found, there = Counter(), Counter(), Counter()
    for line, conditions in TABLE:
        ours, theirs = Counter(map(same, read(line))), Counter(map(same, conditions))
        for key, counts in ((found, ours), (there, theirs), (right, ours & theirs)):
            for condition, n in counts.items():
                key[next(name for name in NAMES if condition.startswith(f'["{name}"'))] += n
    for name in NAMES:
        assert right[name] >= 0.9 * max(found[name], there[name]), name


@pytest.mark.parametrize(("ours", "theirs", "is_wrong"), [
    ({"name": "age", "op": "<=", "value": 35}, {"name": "age", "op": "<=", "value": 45}, True),
    ({"name": "age", "op": "<=", "value": 45}, {"name": "age", "op": "between", "value": [18, 45]}, False),
    ({"name": "age", "op": "prefer", "value": [None, 35]}, {"name": "age", "op": "<=", "value": 45}, False),
    ({"name": "education", "op": ">=", "value": "大专"}, {"name": "education", "op": ">=", "value": "高中"}, True),
    ({"name": "licence", "op": "any", "value": ["B2"]}, {"name": "licence", "op": "any", "value": ["B2", "military"]}, True),
    ({"name": "certificate", "op": "all", "value": ["甲", "乙"]}, {"name": "certificate", "op": "any", "value": ["甲", "乙"]}, True),
    ({"name": "shift", "op": "==", "value": "night"}, {"name": "sex", "op": "==", "value": "男"}, True),
    ({"name": "sex", "op": "==", "value": "男"}, {"name": "shift", "op": "==", "value": "day"}, False),
])
def test_the_measure_sees_what_shuts_out(ours, theirs, is_wrong):
    assert bool(wrongly_excluding([ours], [theirs])) is is_wrong
