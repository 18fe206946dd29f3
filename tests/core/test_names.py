"""The nearest name: what RapidFuzz finds, the same one of equals."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from core.names import NameTable

letters = st.text("机械有限公司凌源ab一 𠀀", max_size=12)


def expected(name, names):
    found = process.extractOne(name, names, scorer=fuzz.ratio)
    return (found[2], found[1]) if found is not None and found[1] > 0 else (-1, 0.0)


def check(names, asked):
    for name, one in zip(asked, NameTable(names).nearest(asked), strict=True):
        place, ratio = expected(name, names)
        assert one.place == place, (name, names[one.place], names[place])
        assert abs(one.ratio - ratio) < 1e-9


@settings(max_examples=300, deadline=None)
@given(st.lists(letters, min_size=1, max_size=12), st.lists(letters, min_size=1, max_size=4))
def test_it_is_the_name_that_rapidfuzz_finds(names, asked):
    check([name for name in names if name] or ["x"], [name for name in asked if name] or ["x"])


def test_long_names_go_over_many_words():
    rng = random.Random(4)
    names = ["".join(rng.choice("机械电子有限公司凌源市") for _ in range(rng.randint(1, 200))) for _ in range(60)]
    check(names, ["".join(rng.choice("机械电子有限公司凌源某") for _ in range(size)) for size in (1, 63, 64, 65, 127, 128, 129, 190)] + names[:10])


def test_names_of_enterprises_with_a_slip_find_themselves():
    rng = random.Random(5)
    coined = ["".join(rng.choice("城关宏达鑫源精密机械汽车运输建筑粮油") for _ in range(6)) for _ in range(800)]
    names = sorted({"凌源市" + name + rng.choice(["有限公司", "厂", "合作社"]) for name in coined})
    slips = [name[:3] + name[4:] for name in names]
    check(names, slips[:200])
    found = NameTable(names).nearest(slips)
    assert sum(one.place == place for place, one in enumerate(found)) > 0.95 * len(names)


def test_nothing_is_found_where_there_is_nothing():
    assert [one.place for one in NameTable(["电工"]).nearest(["xyz", "", "电工"])] == [-1, -1, 0]
    assert NameTable([]).nearest(["电工"])[0].place == -1
    assert NameTable(["电工"]).nearest([]) == []
    assert NameTable(["维修电工"]).nearest(["电工"], cutoff=70)[0].place == -1
