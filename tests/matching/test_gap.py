"""The one gap beside the reasons: what is not met first, then what is not on file, then skills that are asked for."""

from datetime import date

import pytest

from jobs.matching.explain import explain
from jobs.matching.rules import conditions
from jobs.matching.subjects import Asked, Candidate, Posting, Skill
from jobs.matching.wording import gap_sentence, reason_sentence

DAY = date(2026, 11, 24)
POSTING = Posting(1, title="货车司机", skills=("车辆保养", "装卸"), occupation="4-02-02-01",
                  conditions=(Asked("shift", "any", ("day",)), Asked("education", ">=", "高中")))


@pytest.mark.parametrize(("person", "expected"), [
    (Candidate(1, education="初中"), "学历：要求高中"),
    (Candidate(1, education="高中"), "班次：要求白班，档案里还没有填"),
    (Candidate(1, education="高中", shifts=("day",), skills=(Skill("装卸"),)), "档案里没有：车辆保养"),
    (Candidate(1, education="高中", shifts=("day",), skills=(Skill("装卸"), Skill("车辆保养"))), ""),
])
def test_the_gap_says_what_to_see_to_first(app, person, expected):
    found = conditions(POSTING, person, DAY)
    with app.test_request_context():
        sentence = gap_sentence(found, explain(POSTING, person, found, {"occupation": None}).missing)
    assert expected in sentence
    assert bool(expected) == bool(sentence)


def test_a_wanted_occupation_is_told_from_one_of_the_service(app):
    for wishes, expected in ((("货车司机",), "正是想找的职业。"), ((), "服役时的专业对应这个职业。")):
        posting = Posting(1, occupation="4-02-02-02")
        person = Candidate(1, wishes=wishes, occupations=("4-02-02-02",))
        with app.test_request_context():
            assert [reason_sentence(r) for r in explain(posting, person, [], {"occupation": 1.0}).reasons] == [expected]
