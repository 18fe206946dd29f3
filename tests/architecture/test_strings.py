"""Every sentence of the product reaches the catalogue, and has a Chinese text there."""

import ast

import pytest
from babel.messages.pofile import read_po

from tests.architecture.tree import ROOT, modules, name, parsed

CALLS = ("_", "_l", "_n", "gettext", "lazy_gettext", "ngettext")


def marked(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS]


def literals(call):
    return [a.value for a in call.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]


@pytest.fixture(scope="module")
def chinese():
    with (ROOT / "translations/zh/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="zh")


def hidden(tree):
    """Calls inside f-strings: the catalogue's reader does not look there."""
    return [call.lineno for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for call in marked(node)]


@pytest.mark.parametrize("path", modules(), ids=name)
def test_no_sentence_hides_in_an_f_string(path):
    assert not hidden(parsed(path))


def test_a_hidden_sentence_is_found():
    assert hidden(ast.parse("""f"{_('Row')}" """)) == [1]


@pytest.mark.parametrize("path", modules(), ids=name)
def test_every_sentence_has_a_chinese_text(path, chinese):
    lacking = [text for call in marked(parsed(path)) for text in literals(call)[:1] if not ((found := chinese.get(text)) and found.string)]
    assert not lacking


@pytest.mark.parametrize("path", modules(), ids=name)
def test_every_marked_sentence_is_a_literal(path):
    odd = [call.lineno for call in marked(parsed(path)) if not literals(call) and call.args]
    assert not odd
