"""Putting people on file and changing their files."""

from datetime import date

import pytest

from core import crypto
from core.audit import SYSTEM, Actor, AuditEntry
from core.db import db, transaction
from core.errors import NotFound, StaleEdit
from tests.factories import OTHER_VILLAGE, VILLAGE, identity_number
from veterans import queries
from veterans.models import Evidence
from veterans.names import is_same_name, name_key
from veterans.secrecy import secret_phrases
from veterans.services import people, profile

CLERK = Actor(None, VILLAGE)


def entries():
    return [(e.action, e.subject_id, e.detail) for e in db.session.query(AuditEntry).order_by(AuditEntry.id)]


def add(**values):
    with transaction():
        return people.add_person(CLERK, {"name": "王小明", "station_code": VILLAGE, **values}).id


def test_everything_that_follows_from_name_and_numbers_is_kept(app):
    number = identity_number(31, date(1990, 5, 6))
    person = queries.person_in_scope(VILLAGE, add(identity_number=number.lower(), phone="138 0000-9999"))
    assert person.name_key == "wangxiaoming wxm"
    assert person.phone == "13800009999"
    assert person.phone_index == crypto.blind_index("13800009999", "phone")
    assert person.identity_index == crypto.blind_index(number, "identity")
    assert person.birth_date == date(1990, 5, 6)
    assert person.sex == ("1" if int(number[16]) % 2 else "2")


def test_an_identity_number_is_on_file_once(app):
    number = identity_number(32)
    add(identity_number=number)
    with pytest.raises(people.AlreadyOnFile):
        add(name="别人", identity_number=number)


def test_the_database_refuses_the_second_one_too(app, monkeypatch):
    """Two clerks at the same moment: both looked, nobody was there."""
    number = identity_number(33)
    add(identity_number=number)
    monkeypatch.setattr(queries, "is_on_file", lambda _number: False)
    with pytest.raises(people.AlreadyOnFile):
        add(identity_number=number)


def test_the_trail_holds_names_of_fields_alone(app):
    number = identity_number(34)
    person_id = add(identity_number=number, phone="13800007777")
    with transaction():
        people.change_person(CLERK, queries.person_in_scope(VILLAGE, person_id), {"address": "东大街 5 号", "phone": "13800008888"})
    assert [(a, s) for a, s, _d in entries()] == [("person_added", person_id), ("person_changed", person_id)]
    assert entries()[1][2] == {"fields": ["address", "phone"]}
    kept = str(entries())
    assert not [secret for secret in (number, "13800007777", "13800008888", "东大街", "王小明") if secret in kept]


def test_an_edit_that_started_from_an_older_version_is_refused(app):
    person_id = add()
    with transaction():
        people.change_person(CLERK, queries.person_in_scope(VILLAGE, person_id), {"school": "凌源一中"}, 1)
    with pytest.raises(StaleEdit), transaction():
        people.change_person(CLERK, queries.person_in_scope(VILLAGE, person_id), {"school": "别的"}, 1)
    assert queries.person_in_scope(VILLAGE, person_id).school == "凌源一中"


def test_a_skill_counts_as_a_change_of_the_file(app):
    person_id = add()
    with transaction():
        profile.add_skill(CLERK, queries.person_in_scope(VILLAGE, person_id), "叉车")
    assert queries.person_in_scope(VILLAGE, person_id).version == 2


def test_saving_what_is_there_changes_nothing(app):
    person_id = add(school="凌源一中")
    with transaction():
        assert people.change_person(CLERK, queries.person_in_scope(VILLAGE, person_id), {"school": "凌源一中"}, 1) == []
    assert queries.person_in_scope(VILLAGE, person_id).version == 1
    assert len(entries()) == 1


def test_a_clerk_cannot_put_people_under_another_station(app):
    with pytest.raises(people.OutsideScope):
        add(station_code=OTHER_VILLAGE)
    person_id = add()
    with pytest.raises(people.OutsideScope), transaction():
        people.change_person(CLERK, queries.person_in_scope(VILLAGE, person_id), {"station_code": OTHER_VILLAGE})
    with transaction():
        people.add_person(SYSTEM, {"name": "导入", "station_code": OTHER_VILLAGE})


def test_specialties_take_the_dictionarys_code_or_stay_as_written(app):
    assert profile.specialty_entry("汽车兵", 5.0) == {"code": "M01", "name": "汽车驾驶（运输/特种车）", "years": 5.0}
    assert profile.specialty_entry("养军犬", None) == {"code": None, "name": "养军犬", "years": None}


def test_stronger_evidence_stays(app):
    person_id = add()
    with transaction():
        person = queries.person_in_scope(VILLAGE, person_id)
        profile.add_skill(CLERK, person, "电焊", 4, Evidence.CERTIFIED)
        profile.add_skill(CLERK, person, "电焊", None, Evidence.SELF)
    skill, = queries.person_in_scope(VILLAGE, person_id).skills
    assert (skill.level, skill.evidence) == (4, Evidence.CERTIFIED)


def test_nobody_takes_a_skill_off_anothers_file(app):
    one, other = add(), add()
    with transaction():
        skill_id = profile.add_skill(CLERK, queries.person_in_scope(VILLAGE, one), "叉车")
        db.session.flush()
        skill_id = skill_id.id
    with pytest.raises(NotFound), transaction():
        profile.remove_skill(CLERK, queries.person_in_scope(VILLAGE, other), skill_id)


def test_the_same_certificate_takes_the_new_dates(app):
    person_id = add()
    values = {"kind": "certificate", "name": "叉车 N1", "issued_on": None, "expires_on": date(2024, 1, 1), "is_military": False}
    with transaction():
        person = queries.person_in_scope(VILLAGE, person_id)
        profile.add_qualification(CLERK, person, values)
        profile.add_qualification(CLERK, person, {**values, "expires_on": date(2030, 1, 1)})
    held, = queries.person_in_scope(VILLAGE, person_id).qualifications
    assert held.expires_on == date(2030, 1, 1)


@pytest.mark.parametrize("text", ["在65301部队服役", "第16集团军三营", "歼-20 维修", "99式坦克驾驶", "驻地在沈阳", "代号猎鹰"])
def test_designators_are_noticed(text):
    assert secret_phrases(text)


@pytest.mark.parametrize("text", ["3年班长，叉车", "经营小店，二级焊工", "开运20吨货车", "每班运12小时", "担任连长", "北京路500号", "", "持 N1 证，B2 驾照"])
def test_plain_words_are_not(text):
    assert not secret_phrases(text)


def test_names_by_sound_and_spelling():
    assert name_key("欧阳 春华") == "ouyangchunhua oych"
    assert is_same_name("買買提·阿里", "买买提 阿里")
    assert not is_same_name("王小明", "王小敏")




@pytest.mark.parametrize("text", ["六五四三二部队", "六五四三二 部队"])
def test_a_unit_in_chinese_numerals_is_seen_too(text):
    assert secret_phrases(f"在{text}服役")
    assert not secret_phrases("三四个部队的战友")
