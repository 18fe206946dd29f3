"""The roster as a spreadsheet, in the columns and words that the roster import understands. Masked unless asked for in full."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from core.crypto import mask_identity, mask_name, mask_phone
from core.spreadsheet import FieldSpec
from core.spreadsheet.writing import ColumnSpec, write_workbook
from core.work import Progress
from veterans import queries
from veterans.models import Person
from veterans.queries import RosterFilter

WORK = "roster.export"
AT_ONCE = 500
REPORT_EVERY = 250

KINDS = {"veteran": "退役军人", "active_family": "现役军人家属", "bereaved_family": "遗属"}
EMPLOYMENT = {"employed": "已就业", "seeking": "待就业", "own": "自主创业", "farming": "务农", "study": "在学", "retired": "退休", "unable": "无劳动能力"}
PLACEMENT = {"self_arranged": "自主就业", "assigned": "安排工作", "monthly": "逐月领取退役金", "transfer": "转业", "demobilised": "复员", "retired": "退休",
             "supported": "供养", "self_chosen": "自主择业"}
MASKS = {"name": mask_name, "identity_number": mask_identity, "phone": mask_phone}
LEFT_OUT = ("address", "note")


def _of_person(person: Person) -> dict[str, Any]:
    plain = ("name", "identity_number", "phone", "education", "work_unit", "address", "note", "wanted_pay")
    values = {name: getattr(person, name) for name in plain}
    return values | {
        "kind": KINDS.get(person.kind, ""), "employment": EMPLOYMENT.get(person.employment, ""),
        "licences": "、".join(q.name for q in person.qualifications if q.kind == "licence"),
        "certificates": "、".join(q.name for q in person.qualifications if q.kind == "certificate"),
        "skills": "、".join(skill.name for skill in person.skills), "wanted_occupations": "、".join(person.wanted_occupations),
    }


def _of_service(person: Person) -> dict[str, Any]:
    record = person.service
    if record is None:
        return {}
    return {"enlisted_on": record.enlisted_on, "discharged_on": record.discharged_on, "branch": record.branch, "rank": record.rank,
            "placement_mode": PLACEMENT.get(record.placement_mode, ""), "specialty": "、".join(str(entry["name"]) for entry in record.specialties)}


def roster_rows(people: Iterable[Person], places: dict[str, tuple[str, str]], names: Sequence[str], *, is_full: bool) -> Iterator[list[Any]]:
    """A row for each person with the fields `names`, in their order; `places` gives township and village by station code."""
    for person in people:
        township, village = places.get(person.station_code, ("", ""))
        values = _of_person(person) | _of_service(person) | {"township": township, "village": village}
        if not is_full:
            values |= {name: mask(values[name] or "") for name, mask in MASKS.items()} | dict.fromkeys(LEFT_OUT, "")
        yield [values.get(name) for name in names]


def _reported(people: Iterable[Person], total: int, progress: Progress | None) -> Iterator[Person]:
    for number, person in enumerate(people):
        if progress is not None and number % REPORT_EVERY == 0:
            progress(number, total)
        yield person


def roster_workbook(scope: str, wanted: RosterFilter, fields: Sequence[FieldSpec], *, is_full: bool, progress: Progress | None = None) -> bytes:
    """An .xlsx of everybody in `scope` whom the filter leaves, with the columns of the import's `fields`."""
    people = queries.roster_people(scope, wanted) if progress is None else list(queries.roster_people(scope, wanted))
    counted = _reported(people, queries.roster_count(scope, wanted), progress)
    rows = roster_rows(counted, queries.station_names(scope), [f.name for f in fields], is_full=is_full)
    return write_workbook([ColumnSpec(f.label, f.kind, f.width) for f in fields], rows, name="花名册")
