"""Nothing is shown raw in the audit log: every key and every code that any module keeps has a name."""

import ast

from accounts.models import StaffRole
from bureau.labels import DETAILS, FIELDS, SUBJECTS, VALUES, detail_label
from core.importing.kinds import _kinds
from core.importing.report import Outcome
from core.reference import REPORT_KINDS
from employers.queries import PAPER_KINDS
from employers.services import registration
from jobs.fairs.gate import PAPERS
from jobs.services import positions
from tests.architecture.tree import functions, modules, parsed
from veterans.services import people


def called(call):
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def keepers(tree):
    """`record`, and the functions of a module that hand their own keywords on to it."""
    return {"record"} | {f.name for f in functions(tree) if f.args.kwarg and any(isinstance(n, ast.Call) and called(n) == "record" for n in ast.walk(f))}


def calls():
    trees = [parsed(path) for path in modules()]
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in keepers(tree)]


def test_every_detail_has_a_name():
    keys = {keyword.arg for call in calls() for keyword in call.keywords if keyword.arg}
    assert len(keys) > 20
    assert keys - DETAILS.keys() == set()
    assert {"rows", *map(str, Outcome)} - DETAILS.keys() == set()


def test_every_subject_has_a_name():
    subjects = {call.args[2].value for call in calls() if called(call) == "record" and len(call.args) > 2 and isinstance(call.args[2], ast.Constant)}
    assert len(subjects) > 8
    assert subjects - SUBJECTS.keys() == set()


def test_every_code_has_a_name(app):
    assert {*people.FIELDS, *positions.FIELDS, *registration.FIELDS, *registration.NAMES} <= FIELDS.keys()
    assert {*_kinds, *REPORT_KINDS} <= VALUES["kind"].keys()
    assert {*PAPER_KINDS, *PAPERS} == VALUES["paper"].keys()
    assert {str(role) for role in StaffRole} <= {str(role) for role in VALUES["role"]}


def test_an_import_is_told_in_words(app):
    told = detail_label({"kind": "veterans", "rows": 3, "new": 2, "wrong": 1, "positions": list(range(1, 13))})
    assert told == "种类：花名册；行数：3；新增：2；有错误：1；岗位：1、2、3、4、5、6、7、8、9、10 …"
