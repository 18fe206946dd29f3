"""The city's figures at full scale, without a database."""

from collections import Counter
from datetime import date

import pytest

from demo.enterprises import verified
from demo.firms import credit_code, firms, past_firms, phone
from demo.history import attendances, past_fairs
from demo.people import _sketches
from demo.plan import HISTORY_FROM, HISTORY_TO, Plan, share
from demo.present import numbers

FULL = Plan(211_382, 1.0, date(2026, 3, 2))


def test_the_fairs_sum_to_the_yardstick():
    fairs = past_fairs(FULL)
    assert [fair.number for fair in fairs] == list(range(1, 11))
    assert sum(fair.employers for fair in fairs) == 2_775
    assert sum(fair.postings for fair in fairs) == 32_086
    assert all(HISTORY_FROM <= fair.held_on <= HISTORY_TO for fair in fairs)
    assert [fair.held_on for fair in fairs] == sorted(fair.held_on for fair in fairs)
    assert {fair.mode for fair in fairs} == {"on_site", "online", "joint"}


def test_every_enterprise_of_the_history_attended_and_none_twice_the_same_fair():
    visits = attendances(FULL)
    pairs = {(visit.fair.number, visit.firm.ordinal) for visit in visits}
    assert len(visits) == len(pairs) == 2_775
    assert {firm for _fair, firm in pairs} == {firm.ordinal for firm in past_firms(FULL)} == set(range(1_400))
    offered = Counter()
    for visit in visits:
        offered[visit.fair.number] += visit.postings
    assert offered == {fair.number: fair.postings for fair in past_fairs(FULL)}


def test_the_people_sum_to_the_yardstick():
    sketches = _sketches(FULL.random("people"), FULL)
    past, new = sketches[:14_785], sketches[14_785:]
    assert len(new) == 40
    assert sum(FULL.people.values()) == 14_785
    modes = Counter(sketch.service.fields["placement_mode"] for sketch in past if sketch.service)
    assert (modes["self_arranged"], modes["assigned"]) == (606, 88)
    assert sum(sketch.scanned for sketch in past) == 523
    assert all(sketch.service.fields["placement_mode"] == "self_arranged" for sketch in past if sketch.scanned)
    assigned = [sketch for sketch in past if sketch.service and sketch.service.fields["placement_mode"] == "assigned"]
    units = Counter("central" if "企业" in sketch.unit else "municipal" if sketch.unit else "flexible" for sketch in assigned)
    assert units == {"flexible": 1, "central": 3, "municipal": 84}
    recent = [sketch.service.fields for sketch in past if sketch.service and sketch.service.fields["placement_mode"] in ("self_arranged", "assigned")]
    assert all(HISTORY_FROM <= fields["discharged_on"] <= HISTORY_TO for fields in recent)


def test_the_present_has_three_thousand_live_postings_of_three_hundred_enterprises():
    states = numbers(FULL)
    assert len(verified(FULL)) == 300
    assert sum(of.get("live", 0) for of in states.values()) == 3_000
    assert sum("live" in of for of in states.values()) == 300
    assert sum(of.get("submitted", 0) for of in states.values()) >= 40


def test_codes_names_and_phones_are_each_other_than_the_rest():
    found = firms(FULL)
    assert len({firm.credit_code for firm in found}) == len({firm.name for firm in found}) == len(found)
    assert len({phone(kind, n) for kind in (1, 7) for n in range(20_000)}) == 40_000
    assert credit_code(3) == found[3].credit_code


@pytest.mark.parametrize(("total", "weights"), [(10, [1, 1, 1]), (0, [2, 3]), (7, [0.5]), (642, [1290, 1584, 4420])])
def test_shares_sum_exactly(total, weights):
    dealt = share(total, weights)
    assert sum(dealt) == total
    assert all(abs(part - total * weight / sum(weights)) < 1 for part, weight in zip(dealt, weights, strict=True))
