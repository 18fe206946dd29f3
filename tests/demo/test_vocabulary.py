"""The words of the city are whole, and say nothing they may not."""

import re

import pytest

from core.reference import EDUCATION, LICENCE_CLASSES, occupations, specialties
from demo.vocabulary import firm_kinds, phrases, table, variants
from demo.vocabulary import occupations as vocabulary
from jobs.wording import flags


def test_there_are_more_than_150_occupations_each_with_its_own_words():
    found = vocabulary().values()
    assert len(found) >= 150
    assert all(len(job.duties) >= 5 and len(job.skills) >= 3 and len(job.titles) >= 2 and job.needs and job.stories for job in found)
    duties = [line for job in found for line in job.duties]
    assert len(set(duties)) > 0.97 * len(duties)


def test_codes_are_those_that_were_verified():
    verified = {code for row in specialties() for code in row["occ_codes_2022"].split(";")}
    assert {row["code"] for row in occupations() if row["code"]} <= verified


def test_values_are_of_the_code_tables():
    for job in vocabulary().values():
        assert job.education in EDUCATION or job.education == "不限"
        assert set(job.licences) <= set(LICENCE_CLASSES)
        assert all(low <= high for low, high, _unit in job.pays)
        assert {unit for _low, _high, unit in job.pays} <= {"month", "day", "hour"}


def test_trades_name_known_occupations():
    named = {name for kind in firm_kinds() for name in kind.occupations}
    assert named <= set(vocabulary())


@pytest.mark.parametrize("job", vocabulary().values(), ids=lambda job: job.name)
def test_no_duty_or_requirement_is_flagged_as_discrimination(job):
    texts = [re.sub(r"[\[\]|]", " ", line) for line in (*job.duties, *job.needs)]
    assert [flag for flag in flags(texts) if not flag.is_notice] == []


def test_what_reviewers_are_meant_to_find_is_flagged():
    assert all(flags([phrase]) for phrase in phrases()["flagged"])


def test_small_tables_are_whole():
    assert {row["code"] for row in table("places")} == {row["code"] for row in table("places") if row["sites"]}
    assert len(table("places")) == 27
    assert {row["id"] for row in table("specialty_weights")} <= {row["id"] for row in specialties()}
    assert all(others for others in variants("skill_variants").values())
