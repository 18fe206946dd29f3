from core.lexicon import same_certificate, same_skill
from core.lexicon.occupations import occupation_of
from core.lexicon.specialties import civil_work
from core.text import normalise, normalise_all, search_tokens, words


def test_width_script_case_and_blanks_are_one():
    assert normalise("ＣＮＣ　數控  機床") == "cnc 数控 机床"


def test_many_texts_are_normalised_like_one_and_keep_their_number():
    texts = ["ＣＮＣ　數控", "", "第一行\n第二行", "a\u2028b", "叉車司機"]
    found = normalise_all(texts)
    assert len(found) == len(texts)
    assert [" ".join(t.split()) for t in found] == [normalise(t) for t in texts]
    assert normalise_all([]) == []


def test_words_drop_punctuation_and_search_adds_the_shorter_words():
    assert words("负责仓库管理，会用Excel。")[-1] == "excel"
    assert "装卸" in search_tokens("起重装卸")


def test_other_names_of_a_skill_are_one():
    assert same_skill("叉车驾驶") == same_skill("叉车操作证") == same_skill("铲车") == same_skill("叉车")
    assert same_skill("钩机") == same_skill("挖掘机操作")
    assert same_skill("焊接") != same_skill("钳工")


def test_a_certificate_is_known_by_its_core():
    assert same_certificate("电工证", "低压电工作业证")
    assert same_certificate("保安员证", "保安员")
    assert not same_certificate("焊工证", "健康证")
    assert not same_certificate("", "健康证")


def test_a_specialty_leads_to_civil_work_by_code_and_by_name():
    by_code, by_name = civil_work({"code": "M01", "name": ""}), civil_work({"code": None, "name": "汽车兵"})
    assert by_code == by_name
    assert "4-02-02-02" in by_code.occupations
    assert civil_work({"code": None, "name": "没有的专业"}).occupations == ()


def test_an_occupation_is_known_by_its_name_and_its_usual_titles():
    assert occupation_of("焊工") == occupation_of("电焊工") == "6-18-02-04"
    assert occupation_of("没有的职业") is None
