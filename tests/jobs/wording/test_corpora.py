"""Two corpora in our own words: what must be pointed at, and what must be left alone. A bare word for a rule turns the second red."""

import time
from collections import Counter
from pathlib import Path

import pytest
from opencc import OpenCC

from jobs.wording import KINDS, Rule, flags, screen

HERE = Path(__file__).parent
FLAGGED = [row.split("\t") for row in (HERE / "flagged.tsv").read_text(encoding="utf-8").splitlines()]
LEFT_ALONE = (HERE / "left_alone.txt").read_text(encoding="utf-8").splitlines()
FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
RECALL = 0.98


def kinds_in(text):
    return {flag.kind for flag in flags([text])}


def missed(change=lambda text: text):
    return [text for kind, text in FLAGGED if kind not in kinds_in(change(text))]


def false_alarms(change=lambda text: text):
    return [text for text in LEFT_ALONE if kinds_in(change(text))]


def test_the_corpora_are_large_and_speak_of_every_kind():
    texts = [text for _kind, text in FLAGGED]
    assert len(texts) == len(set(texts)) >= 300
    assert len(LEFT_ALONE) == len(set(LEFT_ALONE)) >= 300
    assert not set(texts) & set(LEFT_ALONE)
    counts = Counter(kind for kind, _text in FLAGGED)
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 20


def test_what_must_be_flagged_is():
    lost = missed()
    assert len(lost) <= (1 - RECALL) * len(FLAGGED), lost


def test_what_must_be_left_alone_is():
    assert false_alarms() == []


def test_a_bare_word_for_a_rule_is_seen_by_the_second_corpus(monkeypatch):
    monkeypatch.setattr(screen, "RULES", (*screen.RULES, Rule("sex", "男")))
    assert len(false_alarms()) >= 20


def test_without_what_takes_a_phrase_back_the_second_corpus_is_red(monkeypatch):
    monkeypatch.setattr(screen, "RULES", tuple(Rule(rule.kind, rule.text) for rule in screen.RULES))
    assert len(false_alarms()) >= 50


@pytest.mark.parametrize("change", [lambda text: text.translate(FULL_WIDTH), OpenCC("s2t").convert], ids=["full width", "traditional"])
def test_how_it_is_typed_does_not_count(change):
    assert len(missed(change)) <= (1 - RECALL) * len(FLAGGED)
    assert false_alarms(change) == []


def test_every_flag_cites_a_law_and_an_article():
    found = [flag for _kind, text in FLAGGED for flag in flags([text])]
    assert all("法" in flag.rule or "条例" in flag.rule or "规定" in flag.rule or "通知" in flag.rule for flag in found)
    assert all(flag.kind in KINDS and flag.phrase for flag in found)
    assert all(flag.is_notice for flag in found if flag.kind in ("age", "status"))
    assert {flag.kind for flag in found if flag.is_notice} == {"age", "status", "looks"}


@pytest.mark.parametrize("piece", ["限", "男", "不", "押金", "乙肝", "已婚", "1", "费", "年内", "外地人", "加微信", "35岁", " 女 "])
def test_the_longest_text_is_read_in_no_time(piece):
    started = time.process_time()
    flags([(piece * 9000)[:9000]])
    assert time.process_time() - started < 10
