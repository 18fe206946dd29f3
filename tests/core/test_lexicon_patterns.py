"""Finding many words in one pass agrees with looking for each."""

from hypothesis import given
from hypothesis import strategies as st

from core.lexicon.patterns import any_of

word = st.text("仓管库ab1 +", min_size=1, max_size=4)


def plainly(words, text):
    """At each place the longest word that stands there, from left to right."""
    def latin(letter):
        return letter.isascii() and letter.isalnum()
    found, at = [], 0
    while at < len(text):
        fitting = [w for w in words if text.startswith(w, at)
                   and not (latin(w[0]) and at and latin(text[at - 1])) and not (latin(w[-1]) and latin(text[at + len(w):at + len(w) + 1] or " "))]
        if fitting:
            found.append((at, max(fitting, key=len)))
        at += len(found[-1][1]) if fitting else 1
    return found


@given(st.sets(word, max_size=8), st.text("仓管库ab1 +", max_size=30))
def test_the_longest_word_at_each_place_is_found(words, text):
    assert any_of(words).find(text) == plainly(words, text)


def test_latin_words_end_where_they_end_and_none_is_found_among_none():
    assert any_of({"cnc", "数控"}).find("cnc数控,cncx xcnc") == [(0, "cnc"), (3, "数控")]
    assert any_of(set()).find("数控") == []
    assert any_of({"c++", "c"}).find("c++ c") == [(0, "c++"), (4, "c")]


def test_words_are_blanked():
    assert any_of({"诚聘", "高薪诚聘", "hr"}).blank("高薪诚聘焊工hr诚聘") == " 焊工  "
