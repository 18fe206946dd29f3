"""Rules about every template."""

import re

import pytest
from jinja2 import meta, nodes

from tests.architecture.tree import ROOT, name, templates

TEMPLATES = templates()
FOLDER = ROOT / "templates"


def source(path):
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_parses_and_is_short(shared_app, path):
    shared_app.jinja_env.parse(source(path))
    assert source(path).count("\n") <= 140


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_inline_style_or_script(path):
    text = source(path)
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*(src=|application/json|nonce=))", text)
    assert "|safe" not in text.replace(" ", "")


@pytest.mark.parametrize("path", [p for p in TEMPLATES if p.parent.name not in ("components", "layouts") and not p.name.startswith("_")], ids=name)
def test_pages_have_a_title_and_one_heading(path):
    text = source(path)
    if '{% extends "layouts/' in text:
        assert "{% block title %}" in text
        assert len(re.findall(r"<h1\b", text)) <= 2, "one heading a page (two where a condition chooses)"
        assert "<h1" in text or "{% include" in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_unused_import(shared_app, path):
    tree = shared_app.jinja_env.parse(source(path))
    text = source(path)
    for node in tree.find_all(nodes.FromImport):
        for item in node.names:
            alias = item if isinstance(item, str) else item[1]
            assert len(re.findall(rf"\b{alias}\b", text)) > 1, f"{alias} is imported but not used"


def test_no_template_is_orphaned(shared_app):
    mentioned = "\n".join(p.read_text() for p in ROOT.rglob("*.py") if not {".venv", "tests"} & set(p.relative_to(ROOT).parts))
    for path in TEMPLATES:
        tree = shared_app.jinja_env.parse(source(path))
        mentioned += "\n".join(str(t) for t in meta.find_referenced_templates(tree)) + "\n"
    orphans = [name(p) for p in TEMPLATES if p.relative_to(FOLDER).as_posix() not in mentioned and f'"{p.stem}"' not in mentioned]
    assert not orphans
