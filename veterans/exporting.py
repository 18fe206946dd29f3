"""The roster as a spreadsheet, under the headings the roster import understands. Masked unless asked for in full."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask_babel import force_locale

from core.crypto import mask_identity, mask_name, mask_phone
from veterans.labels import label
from veterans.models import Person

HEADINGS = (
    "姓名", "身份证号", "性别", "出生日期", "联系电话", "人员类别", "民族", "政治面貌", "文化程度", "毕业院校", "所学专业", "乡镇街道", "村社区", "家庭住址",
    "入伍时间", "退役时间", "军兵种", "服役类别", "军衔", "职务", "安置方式", "立功受奖", "军事专业", "就业状态", "工作单位", "求职意愿", "技能特长",
    "职业资格证书", "驾照", "备注",
)


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _who(person: Person, is_full: bool) -> list[str]:
    if is_full:
        return [person.name, person.identity_number or "", label(person.sex, "sex"), _day(person.birth_date), person.phone or ""]
    born = str(person.birth_date.year) if person.birth_date else ""
    return [mask_name(person.name), mask_identity(person.identity_number), label(person.sex, "sex"), born, mask_phone(person.phone)]


def _service(person: Person) -> list[str]:
    record = person.service
    if record is None:
        return [""] * 9
    known = [_day(record.enlisted_on), _day(record.discharged_on), record.branch, label(record.category, "category"), record.rank, record.duty]
    specialties = "、".join(str(entry["name"]) for entry in record.specialties)
    return [*known, label(record.placement_mode, "placement_mode"), record.merits, specialties]


def _abilities(person: Person) -> list[str]:
    papers = {kind: "、".join(q.name for q in person.qualifications if q.kind == kind) for kind in ("certificate", "licence")}
    return ["、".join(skill.name for skill in person.skills), papers["certificate"], papers["licence"]]


def _row(person: Person, place: tuple[str, str], is_full: bool) -> list[str]:
    about = [label(person.kind, "kind"), label(person.ethnicity, "ethnicity"), label(person.politics, "politics")]
    about += [person.education, person.school, person.major]
    work = [label(person.employment, "employment"), person.work_unit, label(person.seeking, "seeking")]
    address, note = (person.address, person.note) if is_full else ("", "")
    return [*_who(person, is_full), *about, *place, address, *_service(person), *work, *_abilities(person), note]


def roster_rows(people: Iterable[Person], places: dict[str, tuple[str, str]], *, is_full: bool) -> Iterator[list[Any]]:
    """A row for each person, in the order of HEADINGS; `places` gives township and village by station code. The text is Chinese, as in the template."""
    with force_locale("zh"):
        for person in people:
            yield _row(person, places.get(person.station_code, ("", "")), is_full)
