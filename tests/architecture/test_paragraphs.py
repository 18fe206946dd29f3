"""No template puts into a paragraph what ends it: the parser closes the p before a form, a list or a div, and what follows stands outside of it. A heading
holds words alone, too.
"""

import re

import pytest

from tests.architecture.tree import ROOT, templates

ENDS = "address|article|aside|blockquote|details|div|dl|fieldset|figure|footer|form|h[1-6]|header|hr|main|menu|nav|ol|p|pre|section|table|ul"
BLOCK = re.compile(rf"<({ENDS})(?=[\s>{{])")
MACRO = re.compile(r"\{% *macro (\w+)\(.*?%\}(.*?)\{% *endmacro *%\}", re.DOTALL)
SAID = re.compile(r"\{#.*?#\}", re.DOTALL)
CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
CALL = re.compile(r"(?<![\w.])(\w+)\(")
PARAGRAPH = re.compile(r"<(p|h[1-6])(?=[\s>])[^>]*>((?:(?!</\1>).)*)", re.DOTALL)


def texts():
    return {path.relative_to(ROOT / "templates").as_posix(): SAID.sub("", path.read_text(encoding="utf-8")) for path in templates()}


def block_macros(sources):
    """What may write a block: a slot, and the macros whose markup holds one, of their own or of a macro they call."""
    bodies = {name: body for text in sources.values() for name, body in MACRO.findall(text)}
    found = {"slot"}
    while new := {name for name, body in bodies.items() if name not in found and (BLOCK.search(CODE.sub("", body)) or found & called(body))}:
        found |= new
    return found


def called(text):
    return {name for code in CODE.findall(text) for name in CALL.findall(code)}


def holes(sources):
    """Each paragraph or heading with a block in it, as (template, from the block on)."""
    blocks, found = block_macros(sources), []
    for template, text in sources.items():
        plain = CODE.sub(lambda code: "".join(f"<div data-macro={name}>" for name in CALL.findall(code[0]) if name in blocks), text)
        for _tag, inside in PARAGRAPH.findall(plain):
            if (block := BLOCK.search(inside)) is not None:
                found.append((template, inside[block.start():][:60]))
    return found


def test_no_paragraph_holds_what_ends_it():
    assert holes(texts()) == []


MACROS = {"components/buttons.html": "{% macro press(to) %}<form action=x></form>{% endmacro %}{% macro twice(to) %}{{ press(to) }}{% endmacro %}"
                                     "{% macro word() %}<b>x</b>{% endmacro %}"}


@pytest.mark.parametrize("text", [
    "<p>a <form></form></p>", '<p class="flow">{% if x %}<ul>{% endif %}</ul></p>', "<p>{{ press(1) }}</p>", "<p>{{ twice(_('a')) }}</p>",
    '<p class="{{ x }}">{% call press(1) %}a{% endcall %}</p>', "<p>\n<div>b</div></p>", "<h2>{{ press(1) }}</h2>", "<p>{{ slot('a') }}</p>"])
def test_a_seeded_hole_is_seen(text):
    assert [template for template, _what in holes({**MACROS, "page.html": text})] == ["page.html"]


@pytest.mark.parametrize("text", [
    "<p>a <b>b</b></p><form></form>", "<div>{{ press(1) }}</div><p>c</p>", "<p>{{ word() }}<br><span>x</span></p>", "<pre><p>a</p></pre>",
    "<p>{{ person.press(1) }}</p>"])
def test_what_is_right_is_left_alone(text):
    assert holes({**MACROS, "page.html": text}) == []
