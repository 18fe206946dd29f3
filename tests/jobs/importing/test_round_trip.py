"""What is filled into the template comes back as it was meant, whatever it is."""

from datetime import date, timedelta

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import today
from core.importing.precheck import precheck
from core.reference import ANY_EDUCATION, EDUCATION
from core.spreadsheet.writing import template_workbook
from jobs.importing import PositionImport
from tests.jobs.importing.sheets import context

UNITS = {"月": "month", "天": "day", "小时": "hour", "年": "year", "件": "piece"}
PAY = {"月": (1500, 30_000), "天": (80, 900), "小时": (10, 99), "年": (20_000, 400_000), "件": (2, 60)}
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=12)


@st.composite
def filled(draw):
    unit = draw(st.sampled_from(sorted(UNITS)))
    low, high = sorted(draw(st.lists(st.integers(*PAY[unit]), min_size=2, max_size=2)))
    return {
        "employer": draw(CHINESE) + "有限公司", "title": draw(CHINESE), "headcount": draw(st.integers(1, 500)), "duties": draw(CHINESE), "place": draw(CHINESE),
        "pay_min": low, "pay_max": high, "pay_unit": unit, "education": draw(st.sampled_from([ANY_EDUCATION, *EDUCATION])),
        "valid_until": draw(st.dates(today(), today() + timedelta(days=170))),
    }


def written(path, rows):
    """The template, filled in by somebody with a spreadsheet program."""
    path.write_bytes(template_workbook(PositionImport.fields, name="岗位", notes=("说明：一行一个岗位。",)))
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    headings = {spec.label: spec.name for spec in PositionImport.fields}
    columns = {headings[str(cell.value).rstrip("*")]: cell.column for cell in page[2] if str(cell.value).rstrip("*") in headings}
    for number, row in enumerate(rows, 4):
        for name, value in row.items():
            page.cell(number, columns[name], value)
    book.save(path)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(filled(), min_size=1, max_size=25))
def test_a_filled_template_means_what_was_filled_in(app, tmp_path, rows):
    path = tmp_path / "岗位.xlsx"
    with app.test_request_context():
        written(path, rows)
        report = precheck(PositionImport(), path, path.name, context())
    assert len(report.rows) == len(rows)
    for row, result in zip(rows, report.rows, strict=True):
        assert not result.is_wrong
        day = result.fields["valid_until"]
        expected = row | {"pay_unit": UNITS[row["pay_unit"]], "valid_until": row["valid_until"]}
        assert {name: result.fields[name] for name in row} | {"valid_until": date.fromisoformat(day)} == expected
