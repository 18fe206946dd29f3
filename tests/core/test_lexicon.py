"""The dictionary as data: versions, history, refusals, what each process sees."""

import subprocess
import sys
import threading

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError

from core.audit import SYSTEM, Action, Actor, AuditEntry
from core.db import db, transaction
from core.errors import BadInput, NotFound, StaleEdit
from core.lexicon import lexicon, lexicon_changed, same_certificate, same_skill, using
from core.lexicon.entries import Entry, Kind
from core.lexicon.models import LexiconEdit, LexiconRow, LexiconState
from core.lexicon.occupations import occupation_of
from core.lexicon.queries import current_entries, current_row, entries_page
from core.lexicon.seed import seed_entries
from core.lexicon.services import plant_lexicon, retire_entry, roll_back, save_entry
from core.lexicon.snapshot import build, seed_lexicon
from core.lexicon.specialties import civil_work
from tests.conftest import ROOT

CLERK = Actor(7, "211382")


def number_of(kind, name):
    rows, _total = entries_page(kind, name, 1, 50)
    return next(row for row in rows if row.name == name)


def saved(entry, **more):
    with transaction():
        return save_entry(entry, CLERK, **more)


@pytest.fixture
def planted(app):
    with transaction():
        plant_lexicon()
    return app


def test_without_rows_the_products_own_dictionary_holds(app):
    assert lexicon() is seed_lexicon()
    assert lexicon().version == 0


def test_planting_brings_every_entry_once_and_reads_the_same(planted):
    assert lexicon().version == 1
    assert current_entries() == list(seed_entries())
    kept, own = lexicon(), seed_lexicon()
    for name in ("skills", "certificates", "occupations", "synonyms", "groups", "wider", "stop_words", "specialties", "known"):
        assert getattr(kept, name) == getattr(own, name), name
    with transaction():
        assert plant_lexicon() == 0
    assert lexicon().version == 1


def test_a_new_release_renews_what_nobody_changed_and_leaves_what_staff_did(planted, monkeypatch):
    mine, retired = number_of(Kind.SKILL, "叉车"), number_of(Kind.SKILL, "挖掘机")
    saved(Entry(Kind.SKILL, "叉车", ("铲车",)), number=mine.entry)
    with transaction():
        retire_entry(retired.entry, CLERK)
    fresh = [Entry(Kind.SKILL, name, also) for name, also in (("叉车", ("新名",)), ("挖掘机", ("新挖",)), ("装载机", ("推铲",)), ("全新技能", ()))]
    monkeypatch.setattr("core.lexicon.services.seed_entries", lambda: tuple(fresh))
    with transaction():
        assert plant_lexicon() == 2
    found = {entry.name: entry.also for entry in current_entries() if entry.kind == Kind.SKILL}
    assert found["叉车"] == ("铲车",)
    assert "挖掘机" not in found
    assert found["装载机"] == ("推铲",)
    assert "全新技能" in found


def test_an_edit_raises_the_version_keeps_the_history_and_is_audited(planted):
    assert same_skill("抱机") != same_skill("叉车")
    row = number_of(Kind.SKILL, "叉车")
    version = saved(Entry(Kind.SKILL, "叉车", ("铲车", "抱机")), number=row.entry, seen=row.from_version)
    assert version == lexicon().version == 2
    assert same_skill("抱机") == same_skill("叉车")
    rows = db.session.execute(select(LexiconRow).where(LexiconRow.entry == row.entry).order_by(LexiconRow.id)).scalars().all()
    assert [(r.from_version, r.to_version) for r in rows] == [(1, 2), (2, None)]
    made = db.session.get(LexiconEdit, 2)
    assert (made.account_id, made.action) == (7, "change")
    kept = db.session.execute(select(AuditEntry).where(AuditEntry.action == Action.LEXICON_CHANGED)).scalar_one()
    assert (kept.account_id, kept.subject_id, kept.detail) == (7, row.entry, {"version": 2, "kind": "skill"})


def test_an_edit_is_rolled_back_unless_a_later_one_stands_on_it(planted):
    row = number_of(Kind.SKILL, "叉车")
    before = current_entries()
    first = saved(Entry(Kind.SKILL, "叉车", ("铲车", "抱机")), number=row.entry)
    second = saved(Entry(Kind.SKILL, "叉车", ("铲车",)), number=row.entry)
    with pytest.raises(StaleEdit), transaction():
        roll_back(first, CLERK)
    for undone in (second, first):
        with transaction():
            roll_back(undone, CLERK)
    assert current_entries() == before
    assert lexicon().version == 5
    added = saved(Entry(Kind.SYNONYM, "抱车工", ("抱机工",)))
    with transaction():
        roll_back(added, CLERK)
    assert current_entries() == before
    with transaction():
        gone = retire_entry(row.entry, CLERK)
    assert current_row(row.entry) is None
    with transaction():
        roll_back(gone, CLERK)
    assert current_entries() == before
    for unknown in (1, 99):
        with pytest.raises(NotFound), transaction():
            roll_back(unknown, CLERK)


def test_what_was_freed_and_taken_by_another_entry_does_not_come_back_twice(planted):
    row = number_of(Kind.SKILL, "叉车")
    freed = saved(Entry(Kind.SKILL, "叉车", ("叉车司机",)), number=row.entry)
    saved(Entry(Kind.SKILL, "推雪机", ("铲车",)))
    with pytest.raises(BadInput, match="铲车"), transaction():
        roll_back(freed, CLERK)
    assert lexicon().version == 3


@pytest.mark.parametrize(("entry", "said"), [
    (Entry(Kind.SKILL, "新技能", ("钩机",)), "钩机"),
    (Entry(Kind.SKILL, "叉 车"), "叉 车"),
    (Entry(Kind.SYNONYM, "甲词", ("乙词", "乙词")), "乙词"),
    (Entry(Kind.SYNONYM, "甲词", ("甲词",)), "甲词"),
    (Entry(Kind.SYNONYM, "甲词"), "另外"),
    (Entry(Kind.SYNONYM, "甲词", ("乙",)), "乙"),
    (Entry(Kind.OCCUPATION, "新职业", (), ("9-99-99-99",)), "9-99-99-99"),
    (Entry(Kind.SPECIALTY, "新专业", (), ("4-02-02-02", "x"), {"code": "M99"}), "x"),
    (Entry(Kind.STOP_WORD, "  "), "名称"),
])
def test_an_unsound_entry_is_refused_with_a_sentence_and_leaves_nothing(planted, entry, said):
    with pytest.raises(BadInput) as refusal, planted.test_request_context(headers={"Accept-Language": "zh"}), transaction():
        save_entry(entry, CLERK)
    assert said in refusal.value.message
    assert db.session.execute(select(func.count()).select_from(LexiconEdit)).scalar_one() == 1
    assert lexicon().version == 1


def test_one_way_words_may_not_lead_back(planted):
    saved(Entry(Kind.ONE_WAY, "甲工", ("乙工",)))
    saved(Entry(Kind.ONE_WAY, "乙工", ("丙工",)))
    with pytest.raises(BadInput), transaction():
        save_entry(Entry(Kind.ONE_WAY, "丙工", ("甲工",)), CLERK)
    saved(Entry(Kind.ONE_WAY, "丙工", ("丁工",)))
    assert lexicon().alternatives("甲工") == ("乙工",)
    assert lexicon().alternatives("乙工") == ("丙工",)


def test_synonyms_find_each_other_in_both_directions(planted):
    saved(Entry(Kind.SYNONYM, "抱车工", ("抱机工", "抱夹工")))
    assert set(lexicon().alternatives("抱机工")) == {"抱车工", "抱夹工"}
    assert set(lexicon().alternatives("抱车工")) == {"抱机工", "抱夹工"}


def test_an_edit_tells_which_words_it_touches_inside_its_transaction(planted):
    heard = []

    def listen(_sender, **told):
        heard.append((told, same_skill("抱机") == same_skill("叉车"), db.session().info.get("writing")))
    row = number_of(Kind.SKILL, "叉车")
    with lexicon_changed.connected_to(listen):
        saved(Entry(Kind.SKILL, "叉车", ("抱机",)), number=row.entry)
    (told, is_new, is_inside), = heard
    assert told["kind"] == Kind.SKILL
    assert told["version"] == 2
    assert {"叉车", "抱机", "铲车"} <= told["words"], "what it meant before and what it means now"
    assert is_new
    assert is_inside


def test_an_edit_that_is_rolled_back_in_the_database_leaves_no_trace_in_the_process(planted):
    row = number_of(Kind.SKILL, "叉车")
    with pytest.raises(RuntimeError), transaction():
        save_entry(Entry(Kind.SKILL, "叉车", ("抱机",)), CLERK, number=row.entry)
        assert same_skill("抱机") == same_skill("叉车")
        raise RuntimeError
    assert same_skill("抱机") != same_skill("叉车")
    saved(Entry(Kind.SKILL, "叉车", ("铲车", "夹机")), number=row.entry)
    assert lexicon().version == 2, "the number comes again, with other content"
    assert same_skill("抱机") != same_skill("叉车")
    assert same_skill("夹机") == same_skill("叉车")


def test_somebody_elses_edit_of_the_same_entry_is_not_overwritten(planted):
    row = number_of(Kind.SKILL, "叉车")
    saved(Entry(Kind.SKILL, "叉车", ("铲车", "抱机")), number=row.entry, seen=1)
    with pytest.raises(StaleEdit), transaction():
        save_entry(Entry(Kind.SKILL, "叉车", ("铲车",)), CLERK, number=row.entry, seen=1)
    with pytest.raises(StaleEdit), transaction():
        retire_entry(row.entry, CLERK, seen=1)
    assert same_skill("抱机") == same_skill("叉车")


def test_two_edits_at_once_are_both_kept(planted):
    failed = []

    def add(name):
        with planted.app_context():
            try:
                with transaction():
                    save_entry(Entry(Kind.SYNONYM, name, (f"{name}甲",)), CLERK)
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()
    threads = [threading.Thread(target=add, args=(f"同时{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    db.session.remove()
    assert lexicon().version == 7
    assert {f"同时{n}" for n in range(6)} <= set(lexicon().synonyms)
    assert db.session.execute(select(func.count(LexiconRow.entry.distinct()))).scalar_one() == len(seed_entries()) + 6


def test_without_the_lock_two_editors_would_take_one_number_and_the_second_is_refused(planted, monkeypatch):
    """What would happen if both had read the version before either raised it: the table takes a number once."""
    monkeypatch.setattr("core.lexicon.services.current_version", lambda: 2)
    saved(Entry(Kind.SYNONYM, "同时一", ("同时甲",)))
    with pytest.raises(IntegrityError):
        saved(Entry(Kind.SYNONYM, "同时二", ("同时乙",)))


OTHER = """
from core.audit import SYSTEM
from core.db import transaction
from core.lexicon.entries import Entry, Kind
from core.lexicon.services import save_entry
from wsgi import create_app
import sys
app = create_app({"MODE": "testing", "INSTANCE": sys.argv[1], "DATABASE_URL": sys.argv[2]})
with app.app_context(), transaction():
    save_entry(Entry(Kind.OCCUPATION, "抱车作业员", ("抱车员",), ("6-30-05-01",)), SYSTEM)
"""


def test_an_edit_of_another_process_is_seen_on_the_next_request(planted, instance):
    assert occupation_of("抱车员") is None
    url = db.engine.url.render_as_string(hide_password=False) if db.engine.dialect.name == "postgresql" else ""
    db.session.remove()
    subprocess.run([sys.executable, "-c", OTHER, str(instance), url], check=True, cwd=ROOT)
    with planted.app_context():
        assert occupation_of("抱车员") == "6-30-05-01"


def test_the_version_is_asked_for_once_a_request(planted):
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.startswith("SELECT"):
            asked.append(statement)
    with planted.app_context():
        lexicon()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with planted.app_context():
            for _ in range(50):
                same_skill("叉车")
                occupation_of("焊工")
                civil_work({"code": "M01"})
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) == 1
    assert LexiconState.__tablename__ in asked[0]


def test_another_dictionary_can_be_tried(planted):
    tried = build([Entry(Kind.CERTIFICATE, "抱车", ("N9",))], 9, "tried")
    assert not same_certificate("N9", "抱车证")
    with using(tried):
        assert same_certificate("N9", "抱车证")
        assert lexicon() is tried
    assert not same_certificate("N9", "抱车证")


def test_the_system_edits_under_its_own_name(planted):
    with transaction():
        version = save_entry(Entry(Kind.STOP_WORD, "急急急"), SYSTEM)
    assert db.session.get(LexiconEdit, version).account_id is None


def test_two_new_specialties_written_at_once_get_two_codes_and_one_without_gets_its_own(planted):
    for name in ("无人机操控", "气象观测保障"):
        saved(Entry(Kind.SPECIALTY, name, codes=(), detail={"code": "M901", "titles": [], "certificates": [], "transferable": []}))
    saved(Entry(Kind.SPECIALTY, "军犬训导员"))
    codes = [lexicon().specialty(name).detail["code"] for name in ("无人机操控", "气象观测保障", "军犬训导员")]
    assert codes == ["M901", "M902", "M903"]
