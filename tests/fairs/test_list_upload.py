"""The list of a fair, uploaded on its pages: checked, confirmed once, undone; nobody else's."""

import io

import pytest
from sqlalchemy import func, select

from core.audit import Action, AuditEntry
from core.db import db, transaction
from core.importing import ImportBatch
from core.work import run_next
from jobs.fairs.models import Fair, FairEmployer, FairPosition
from jobs.models import Position
from tests.fairs import world
from tests.jobs.importing.sheets import line, write_xlsx

FIRM, OTHER = "凌源市鑫达机械有限公司", "凌源市安顺物流有限公司"


@pytest.fixture
def city(make):
    return make.client(make.staff("city"))


def send(client, fair, path):
    return client.post(f"/bureau/fairs/{fair.id}/import", data={"file": (io.BytesIO(path.read_bytes()), path.name)}, content_type="multipart/form-data")


def checked(client, fair, path):
    """The address of a batch whose check is done."""
    answer = send(client, fair, path)
    assert answer.status_code == 303, answer.text
    while run_next():
        pass
    return answer.headers["Location"]


def confirm(client, where):
    return client.post(f"{where}/confirm", data={"how": "import"}, follow_redirects=True).text


def counts():
    db.session.rollback()
    return tuple(db.session.scalar(select(func.count()).select_from(model)) for model in (FairEmployer, FairPosition, Position))


def test_a_list_is_checked_confirmed_once_and_undone(app, make, city, tmp_path):
    fair = world.fair(booths=4)
    for _n in range(3):
        world.applied(make, fair)
    path = write_xlsx(tmp_path / "参会名单.xlsx", line(), line(title="电焊工"), line(employer=OTHER, title="装卸工"), line(title="", pay="4000"))
    before = counts()
    where = checked(city, fair, path)
    page = city.get(where).text
    assert counts() == before
    assert "岗位名称" in page
    assert "2 家单位" in page
    assert "还有 1 个空展位，1 家单位要排队" in page
    confirm(city, where)
    after = counts()
    assert after == (before[0] + 2, before[1] + 3, before[2] + 3)
    states = dict(db.session.execute(select(FairEmployer.state, func.count()).where(FairEmployer.origin == "import").group_by(FairEmployer.state)).all())
    assert states == {"applied": 1, "waitlisted": 1}
    assert "处理过" in confirm(city, where), "pressed again, it says that it was done"
    assert counts() == after
    assert "没有可以导入的行" in city.get(checked(city, fair, path)).text
    trail = [entry.detail for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.action == Action.IMPORT_CONFIRMED).order_by(AuditEntry.id))]
    assert [d["kind"] for d in trail] == ["fair_positions"]
    city.post(f"{where}/undo")
    assert counts() == before


def test_a_batch_belongs_to_its_fair(app, make, city, tmp_path):
    fair, other = world.fair(), world.fair()
    where = checked(city, fair, write_xlsx(tmp_path / "a.xlsx", line()))
    elsewhere = where.replace(f"/fairs/{fair.id}/", f"/fairs/{other.id}/")
    assert city.get(elsewhere).status_code == 404
    assert city.post(f"{elsewhere}/confirm", data={"how": "import"}).status_code == 404
    assert counts()[1:] == (0, 0)
    assert "a.xlsx" in city.get(f"/bureau/fairs/{fair.id}/import").text
    assert "a.xlsx" not in city.get(f"/bureau/fairs/{other.id}/import").text
    assert "a.xlsx" not in city.get("/bureau/positions/import").text
    assert city.get(f"/bureau/positions/import/{where.rsplit('/', 1)[1]}").status_code == 404


def test_who_does_not_hold_the_fair_uploads_nothing(app, make, city, tmp_path):
    fair, path = world.fair(), write_xlsx(tmp_path / "a.xlsx", line())
    assert send(make.client(make.staff("township", "211382001")), fair, path).status_code == 403
    assert city.get("/bureau/fairs/987654/import").status_code == 404
    assert city.get("/bureau/fairs/987654/import/template").status_code == 404
    assert send(city, type("None", (), {"id": 987654}), path).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(ImportBatch)) == 0


def test_nobody_is_brought_to_a_fair_that_is_over(app, make, city, tmp_path):
    fair = world.fair()
    where = checked(city, fair, write_xlsx(tmp_path / "a.xlsx", line()))
    with transaction() as session:
        session.get(Fair, fair.id).state = "ended"
    assert "已经结束" in confirm(city, where)
    assert counts() == (0, 0, 0)
    assert "/import" not in city.get(f"/bureau/fairs/{fair.id}/employers").text.split("<main")[1]


def test_positions_on_file_only_come_to_the_fair(app, make, city, tmp_path):
    first, second, path = world.fair(title="春季"), world.fair(title="秋季"), write_xlsx(tmp_path / "a.xlsx", line())
    confirm(city, checked(city, first, path))
    where = checked(city, second, path)
    page = city.get(where).text
    assert "秋季" in page
    assert "同一个文件" not in page, "imported for another fair is not imported for this one"
    confirm(city, where)
    assert counts() == (2, 2, 1)
