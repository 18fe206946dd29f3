"""Every message has a text in Chinese, and its callers give what the text needs."""

import ast
import json
import re
import stat

import pytest

from core import outbox, scheduler
from core.db import transaction
from core.messages import TEXTS, text_of
from core.outbox import Message, Template, queue_message
from core.senders import init_senders
from tests.architecture.tree import modules

FACTS = {"code": "123456", "minutes": 10, "link": "https://jobs.example.cn/i/x", "days": 7, "title": "电工", "until": "2027-05-23",
         "reason": "执照不清楚", "employer": "凌源市新成机械有限公司", "fair": "冬季招聘会",
         "when": "09:00", "place": "体育馆", "site": "https://jobs.example.cn/t", "number": "123", "booth": "A01", "count": 12, "positions": 5,
         "stop": "https://jobs.example.cn/alerts/stop/1-x"}


def needs(template):
    return set(re.findall(r"%\((\w+)\)s", TEXTS[template]._args[0]))


SENDERS = {"queue_message", "queue_once", "tell"}


def facts_of(call, functions):
    """The facts a call names, also those of `**about(…)` where `about` returns them in one dictionary."""
    out = {k.arg for k in call.keywords if k.arg}
    for keyword in call.keywords:
        if keyword.arg is None and isinstance(keyword.value, ast.Call) and getattr(keyword.value.func, "id", "") in functions:
            given = [n.value for n in ast.walk(functions[keyword.value.func.id]) if isinstance(n, ast.Return) and isinstance(n.value, ast.Dict)]
            out |= {key.value for found in given for key in found.keys}
    return out


def calls():
    """Every call that names a template, as (file, template, facts), wrappers' own facts added."""
    found = []
    for path in [path for path in modules() if "services" in (path.stem, path.parent.name)]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
        wrapped = {}
        for function in functions.values():
            for call in [n for n in ast.walk(function) if isinstance(n, ast.Call) and getattr(n.func, "id", "") in SENDERS]:
                facts = facts_of(call, functions)
                if isinstance(call.args[2], ast.Name):
                    wrapped[function.name] = facts
                elif isinstance(call.args[2], ast.Subscript):
                    names = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and getattr(n.value, "id", "") == "Template"}
                    found += [(path.name, Template[name], facts) for name in names]
        for call in [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") in SENDERS | wrapped.keys()]:
            for arg in call.args:
                chosen = (arg.body, arg.orelse) if isinstance(arg, ast.IfExp) else (arg,)
                found += [(path.name, Template[one.attr], facts_of(call, functions) | wrapped.get(call.func.id, set())) for one in chosen
                          if isinstance(one, ast.Attribute) and getattr(one.value, "id", "") == "Template"]
    return found


@pytest.mark.parametrize("template", list(Template))
def test_every_message_has_a_chinese_text(app, template):
    given = {name: FACTS[name] for name in needs(template)}
    text = text_of(Message(template=str(template), facts=given))
    assert re.search("[一-鿿]{4}", text)
    assert "%(" not in text
    assert all(str(value) in text for value in given.values())


def test_a_text_is_chinese_whatever_the_page_of_the_visitor(app):
    with app.test_request_context(headers={"Cookie": "lang=en"}):
        assert "注册验证码" in text_of(Message(template="sign_up_code", facts=FACTS))


def test_no_text_names_a_person_an_enterprise_or_a_reason():
    assert {name for template in Template for name in needs(template)} <= {
        "code", "minutes", "link", "days", "until", "title", "fair", "when", "place", "site", "number", "booth", "count", "positions", "stop"}


def test_every_caller_gives_what_its_text_needs():
    found = calls()
    assert {template for _file, template, _facts in found} == set(Template), "a template nobody sends, or a call this test cannot read"
    assert [(file, template) for file, template, facts in found if not needs(template) <= facts] == []


def test_the_trial_sender_writes_lines_only_its_owner_reads(app, tmp_path, monkeypatch):
    monkeypatch.setattr(outbox, "_senders", {})
    path = tmp_path / "sent.jsonl"
    path.touch(mode=0o644)
    monkeypatch.setitem(app.config, "SMS_SENDER", f"file:{path}")
    init_senders(app)
    with transaction():
        queue_message("code:1", "13812345678", Template.SIGN_IN_CODE, code="123456", minutes=10)
        queue_message("code:2", "13912345678", Template.SIGN_IN_CODE, code="654321", minutes=10)
    assert scheduler.send_messages() == 2
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(line["to"], "123456" in line["text"]) for line in lines] == [("13812345678", True), ("13912345678", False)]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_sender_is_chosen_unless_one_is_set(app, monkeypatch):
    monkeypatch.setattr(outbox, "_senders", {"sms": print})
    init_senders(app)
    assert outbox._senders == {}
