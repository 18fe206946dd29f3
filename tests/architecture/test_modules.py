"""Rules about every module: sizes, who may import what, where settings and the clock are read."""

import ast
import re
import tomllib

import pytest

from tests.architecture.tree import ROOT, functions, imported, modules, name, parsed

MODULES = modules()
HTTP = {"flask", "flask_login", "flask_wtf", "wtforms"}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_sizes(path):
    tree = parsed(path)
    assert path.read_text().count("\n") <= 400, "split the file by noun"
    long = [f.name for f in functions(tree) if f.end_lineno - f.lineno >= 60]
    assert not long, "split these functions"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_vague_names(path):
    assert path.stem not in {"utils", "helpers", "common", "misc"}


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != "config.py" or p.parent.name != "core"], ids=name)
def test_settings_come_from_config(path):
    text = path.read_text()
    assert "os.environ" not in text
    assert "getenv" not in text


@pytest.mark.parametrize("path", [p for p in MODULES if name(p) != "core/clock.py"], ids=name)
def test_the_clock_is_read_in_one_place(path):
    assert not re.search(r"datetime\.(now|utcnow|today)\(|date\.today\(", path.read_text())


@pytest.mark.parametrize("path", [p for p in MODULES if "views" in p.parts], ids=name)
def test_views_hold_no_sql(path):
    names = imported(parsed(path))
    assert not {n for n in names if n.split(".")[0] == "sqlalchemy" and name(path) != "bureau/views/health.py"}
    assert not re.search(r"session\.get\([A-Z]", path.read_text()), "look the row up with a query that carries the owner"
    assert "db.session" not in path.read_text() or name(path) == "bureau/views/health.py"


@pytest.mark.parametrize("path", [p for p in MODULES if {"services", "queries", "models"} & {p.stem, p.parent.name}], ids=name)
def test_services_know_no_request(path):
    names = {n.split(".")[0] for n in imported(parsed(path))}
    assert not names & HTTP


@pytest.mark.parametrize("path", [p for p in MODULES if {"services", "queries"} & {p.stem, p.parent.name}], ids=name)
def test_services_do_not_commit(path):
    tree = parsed(path)
    calls = {node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}
    assert "commit" not in calls
    assert "transaction" not in imported(tree) | {n.split(".")[-1] for n in imported(tree)}


def test_contracts_name_every_service_and_query_module():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    listed = next(c["source_modules"] for c in contracts if c["name"].startswith("Models, queries and services"))
    there = set()
    for path in MODULES:
        parts = path.relative_to(ROOT).with_suffix("").parts
        for kind in ("services", "queries"):
            if kind in parts:
                there.add(".".join(parts[: parts.index(kind) + 1]))
    assert there <= set(listed), "add the new module to the contract"


def test_contract_names_every_pure_ranking_module():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    listed = set(next(c["source_modules"] for c in contracts if c["name"].startswith("The ranking is arithmetic")))
    impure = {"__init__", "setup", "models", "queries", "services", "views", "cli", "tasks", "store", "ddl", "memory", "snapshot", "upkeep", "runs", "forms"}
    impure |= {"following"}
    folder = ROOT / "jobs/matching"
    there = {f"jobs.matching.{p.stem}" for p in [*folder.glob("*.py"), *(p.parent for p in folder.glob("*/__init__.py"))] if p.stem not in impure}
    assert there <= listed, "every pure module stands under the contract"
