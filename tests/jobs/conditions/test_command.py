"""`flask positions conditions --text FILE [--json]`."""

import json


def run(app, *arguments, **options):
    return app.test_cli_runner().invoke(args=["positions", "conditions", *arguments], **options)


def test_each_line_of_a_file_has_its_conditions(app, tmp_path):
    file = tmp_path / "lines.txt"
    file.write_text("\ufeff年龄18-45周岁，高中以上学历\n\n年龄不限\n持叉车证，退役军人优先", encoding="utf-8")
    result = run(app, "--text", str(file), "--json")
    assert result.exit_code == 0
    assert json.loads(result.output) == [
        {"line": "年龄18-45周岁，高中以上学历", "conditions": [
            {"name": "age", "op": "between", "value": [18, 45]}, {"name": "education", "op": ">=", "value": "高中"}]},
        {"line": "", "conditions": []},
        {"line": "年龄不限", "conditions": []},
        {"line": "持叉车证，退役军人优先", "conditions": [
            {"name": "certificate", "op": "any", "value": ["叉车作业证(N1)"]}, {"name": "veteran", "op": "prefer", "value": ["退役军人"]}]},
    ]


def test_standard_input_is_read_and_people_get_lines(app):
    result = run(app, "--text", "-", input="月薪4000-6000元\n")
    assert result.exit_code == 0
    assert result.output.splitlines()[0] == "月薪4000-6000元"
    assert "4000" in result.output.splitlines()[1]
    assert json.loads(run(app, "--text", "-", "--json", input="月薪4000-6000元\n").output)[0]["conditions"] == [
        {"name": "pay", "op": "offers", "value": {"min": 4000, "max": 6000, "unit": "month"}}]


def test_a_file_that_is_not_there_is_named(app):
    result = run(app, "--text", "/nowhere/lines.txt")
    assert result.exit_code == 2
