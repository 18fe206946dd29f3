"""Which relaxations let in most: counted over the city, the same as by the pages."""

from datetime import date

import numpy as np
import pytest
from flask import current_app

from core.clock import today
from jobs.matching import queries
from jobs.matching.crowd import Crowd
from jobs.matching.services.widening import count_let_in, likely_widenings
from jobs.matching.subjects import Asked, Candidate
from jobs.matching.tasks import refit
from jobs.matching.widenings import likely, widenings

DAY = date(2026, 11, 24)


def born(age):
    return date(today().year - age, 1, 1)


@pytest.mark.parametrize(("asked", "values"), [
    (Asked("age", "<=", 45), [50]), (Asked("age", "between", (18, 45)), [(18, 50)]), (Asked("age", "<=", 45, (("veteran", 50),)), [55]),
    (Asked("age", ">=", 18), []), (Asked("education", ">=", "大专"), ["中专"]), (Asked("education", ">=", "小学"), []),
    (Asked("experience", ">=", 3), ["service", "waived"]), (Asked("certificate", "any", ("叉车证",)), ["later"]), (Asked("shift", "any", ("two",)), []),
    (Asked("age", "<=", 45, (("veteran", "waived"),)), [])])
def test_the_smallest_step_first(asked, values):
    assert list(likely(asked)) == values


def test_the_one_that_lets_in_most_comes_first_and_none_that_lets_in_nobody():
    people = [Candidate(n, "veteran", born(47 + n % 2), "初中" if n < 2 else "高中") for n in range(6)] + [Candidate(9, "active_family", born(47), "高中")]
    conditions = {7: Asked("age", "<=", 45), 8: Asked("education", ">=", "高中"), 9: Asked("certificate", "any", ("叉车证",))}
    found = widenings(Crowd(people, today()), np.ones(7, bool), conditions)
    assert [(one.condition_id, one.value, one.more) for one in found] == [(7, 50, 4)]
    assert widenings(Crowd(people, today()), np.zeros(7, bool), conditions) == []


def test_pages_and_ranking_count_alike(make):
    for age in (40, 46, 49, 60):
        make.person(birth_date=born(age))
    make.person(birth_date=born(48), seeking="no")
    make.person(birth_date=born(46), kind="active_family")
    position = make.position(age_max=45, education="初中")
    assert likely_widenings(position.id, current_app.config["INSTANCE"]) == []
    refit()
    [one] = likely_widenings(position.id, current_app.config["INSTANCE"])
    counted = count_let_in(position.id, one.condition_id, one.group, one.value)
    assert (one.value, one.more, counted.more, counted.now, counted.by_kind) == (50, 2, 2, 1, {"veteran": 2})
    assert count_let_in(position.id, one.condition_id, "everybody", "waived").by_kind == {"veteran": 3, "active_family": 1}


def test_a_dropped_condition_and_a_sex_are_not_judged(make):
    from core.db import transaction
    position = make.position(requirements="限男性，45岁以下", education="不限")
    with transaction():
        from jobs.queries.conditions import conditions_of
        for row in conditions_of([position.id]):
            row.is_hard, row.is_dropped = True, row.name == "age"
    assert queries.posting(position.id).conditions == ()
