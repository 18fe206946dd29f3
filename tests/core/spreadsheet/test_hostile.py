"""Files that mean harm, or are not what they say: one clear sentence each, at once, at no cost to the process that asks."""

import io
import random
import time
import zipfile

import psutil
import pytest
from openpyxl import Workbook

from core.spreadsheet import FieldSpec, UnreadableFile
from core.spreadsheet.inspection import inspect_upload
from core.spreadsheet.reading import read_table
from core.spreadsheet.writing import ColumnSpec, write_workbook
from tests.core.spreadsheet.books import rezipped, with_member, xls, xlsx

FIELDS = (FieldSpec("name", "姓名", required=True), FieldSpec("phone", "手机号", ("电话",)))
ROWS = [["姓名", "手机号"], *([f"王{n}", f"1380000{n:04d}"] for n in range(30))]
SHEET = "xl/worksheets/sheet1.xml"
MOST = 50 * 1024 * 1024


@pytest.fixture
def good(tmp_path):
    return xlsx(tmp_path / "good.xlsx", ROWS)


def bomb(path, size=200):
    """A workbook whose sheet unpacks to `size` MB."""
    def change(name, data):
        return data.replace(b"</sheetData>", b"<row/>" * (size * 1024 * 1024 // 6) + b"</sheetData>") if name == SHEET else data
    return rezipped(path, change)


def far(path, cell="XFD1048576"):
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active[cell] = "x"
    book.save(path)
    return path


def xxe(path, where=SHEET, late=False):
    dtd = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;&a;">]>'
    padding = b"<!--" + b"x" * 5000 + b"-->" if late else b""

    def change(name, data):
        if name != where:
            return data
        head, _end, rest = data.rpartition(b"?>")
        return b'<?xml version="1.0"?>' + padding + dtd + (rest if head else data).replace(b"\xe7\x8e\x8b1<", b"&a;<", 1)
    return rezipped(path, change)


def ole(path, name):
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1000 + name.encode("utf-16-le") + b"\0" * 1000)
    return path


def many_members(path):
    with zipfile.ZipFile(path, "a") as archive:
        for n in range(2_100):
            archive.writestr(f"xl/media/{n}.xml", b"")
    return path


def text(path, data):
    path.write_bytes(data)
    return path


HOSTILE = {
    "zip bomb": (lambda p: bomb(xlsx(p, ROWS)), "x.xlsx", "bomb"),
    "small zip bomb": (lambda p: bomb(xlsx(p, ROWS), 60), "x.xlsx", "bomb"),
    "many members": (lambda p: many_members(xlsx(p, ROWS)), "x.xlsx", "bomb"),
    "far cell": (far, "x.xlsx", "far_cell"),
    "far row": (lambda p: far(p, "A20001"), "x.xlsx", "far_cell"),
    "far column": (lambda p: far(p, "BI5"), "x.xlsx", "far_cell"),
    "macro": (lambda p: with_member(xlsx(p, ROWS), "xl/vbaProject.bin", b"x"), "x.xlsx", "macro"),
    "macro by name": (lambda p: xlsx(p, ROWS), "x.xlsm", "macro"),
    "macro in xls": (lambda p: ole(p, "_VBA_PROJECT_CUR"), "x.xls", "macro"),
    "external links": (lambda p: with_member(xlsx(p, ROWS), "xl/externalLinks/externalLink1.xml", b"<x/>"), "x.xlsx", "links"),
    "encrypted": (lambda p: ole(p, "EncryptedPackage"), "x.xlsx", "encrypted"),
    "html as xls": (lambda p: text(p, "\n<html><table><tr><td>姓名</td></tr></table>".encode()), "x.xls", "html"),
    "xml as xls": (lambda p: text(p, b'<?xml version="1.0"?><Workbook/>'), "x.xls", "html"),
    "html as csv": (lambda p: text(p, b"<!DOCTYPE html><p>x"), "x.csv", "html"),
    "html as xlsx in utf-16": (lambda p: text(p, "<html>".encode("utf-16")), "x.xlsx", "html"),
    "text as xls": (lambda p: text(p, "姓名\t手机号\n".encode("gb18030")), "x.xls", "text_as_excel"),
    "word": (lambda p: ole(p, "WordDocument"), "x.xls", "kind"),
    "zip of something": (lambda p: text(p, _zip({"a.txt": b"a"})), "x.xlsx", "kind"),
    "picture": (lambda p: text(p, b"\x89PNG\r\n\x1a\n\0\0"), "x.csv", "binary"),
    "pdf by name": (lambda p: text(p, b"%PDF-1.7"), "x.pdf", "kind"),
    "empty": (lambda p: text(p, b""), "x.xlsx", "empty"),
    "half a workbook": (lambda p: text(p, xlsx(p, ROWS).read_bytes()[:3000]), "x.xlsx", "damaged"),
    "half an xls": (lambda p: text(p, xls(p, ROWS).read_bytes()[:2600]), "x.xls", "damaged"),
    "xxe": (lambda p: xxe(xlsx(p, ROWS)), "x.xlsx", "dtd"),
    "xxe in the strings": (lambda p: xxe(_shared(p), "xl/sharedStrings.xml"), "x.xlsx", "dtd"),
    "xxe behind a long comment": (lambda p: xxe(xlsx(p, ROWS), late=True), "x.xlsx", "dtd"),
    "too large": (lambda p: text(p, b"PK\x03\x04" + b"\0" * (10 * 1024 * 1024)), "x.xlsx", "too_large"),
    "no encoding": (lambda p: text(p, b"\xff\xff\x81\x20\xff,\xfe"), "x.csv", "encoding"),
}


def _shared(path):
    """As Excel and WPS write it: texts in a table of their own."""
    path.write_bytes(write_workbook([ColumnSpec(h) for h in ROWS[0]], ROWS[1:]))
    return path


def _zip(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(app, tmp_path, name):
    build, filename, code = HOSTILE[name]
    path = build(tmp_path / f"file{filename[1:]}")
    process = psutil.Process()
    before, started = process.memory_info().rss, time.monotonic()
    with pytest.raises(UnreadableFile) as refused:
        read_table(path, filename, FIELDS)
    assert refused.value.code == code
    assert len(refused.value.message) >= 8
    assert "%(" not in refused.value.message
    assert "root:" not in refused.value.message
    assert time.monotonic() - started < 60
    assert process.memory_info().rss - before < MOST


def test_styled_but_empty_cells_far_out_do_no_harm(app, good):
    rezipped(good, lambda name, data: data.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>') if name == SHEET else data)
    assert len(read_table(good, "a.xlsx", FIELDS).records) == 30


def test_a_lying_directory_gains_nothing(app, good):
    """The directory says 1 KB, the member unpacks to 300 MB: the child dies of its limits, not the asker."""
    data = bytearray(bomb(good, 300).read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.getinfo(SHEET)
        size = info.file_size.to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at:at + 4] = (1024).to_bytes(4, "little")
    good.write_bytes(bytes(data))
    before = psutil.Process().memory_info().rss
    with pytest.raises(UnreadableFile):
        read_table(good, "a.xlsx", FIELDS)
    assert psutil.Process().memory_info().rss - before < MOST


def test_a_slow_file_is_given_up(app, good, monkeypatch):
    import subprocess

    def slow(*_args, **_kwargs):
        raise subprocess.TimeoutExpired("child", 1)
    monkeypatch.setattr("core.spreadsheet.reading.subprocess.run", slow)
    with pytest.raises(UnreadableFile) as refused:
        read_table(good, "a.xlsx", FIELDS)
    assert refused.value.code == "too_slow"


def test_inspection_opens_nothing(app, tmp_path):
    """Ten megabytes of bomb are refused in milliseconds."""
    path = bomb(xlsx(tmp_path / "a.xlsx", ROWS))
    started = time.process_time()
    with pytest.raises(UnreadableFile):
        inspect_upload(path, "a.xlsx")
    assert time.process_time() - started < 0.5


def mutated(data, rng):
    """One to thirty bytes changed, or a piece cut out, doubled or replaced by noise."""
    out = bytearray(data)
    kind = rng.randrange(4)
    if kind == 0:
        for _ in range(rng.randint(1, 30)):
            out[rng.randrange(len(out))] = rng.randrange(256)
        return bytes(out)
    start = rng.randrange(len(out))
    end = min(len(out), start + rng.randint(1, 400))
    if kind == 1:
        del out[start:end]
    elif kind == 2:
        out[start:start] = out[start:end]
    else:
        out[start:end] = rng.randbytes(end - start)
    return bytes(out)


def _mutants(tmp_path, count, seed):
    """Mutations of the packed file, of the XML inside it, of .xls and of .csv."""
    rng = random.Random(seed)
    book, old = _shared(tmp_path / "m.xlsx").read_bytes(), xls(tmp_path / "m.xls", ROWS).read_bytes()
    plain = "\n".join(",".join(r) for r in ROWS).encode("gb18030")
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {m: archive.read(m) for m in archive.namelist()}
    for number in range(count):
        kind = number % 4
        if kind == 0:
            yield "xlsx", mutated(book, rng)
        elif kind == 1:
            victim = rng.choice(list(parts))
            yield "xlsx", _zip(parts | {victim: mutated(parts[victim], rng)})
        else:
            yield ("xls", mutated(old, rng)) if kind == 2 else ("csv", mutated(plain, rng))


def survive(tmp_path, count, seed):
    outcomes = {"read": 0, "refused": 0}
    before = psutil.Process().memory_info().rss
    for suffix, data in _mutants(tmp_path, count, seed):
        path = tmp_path / f"x.{suffix}"
        path.write_bytes(data)
        try:
            read_table(path, path.name, FIELDS)
        except UnreadableFile as refused:
            outcomes["refused"] += bool(refused.message)
        else:
            outcomes["read"] += 1
    assert psutil.Process().memory_info().rss - before < MOST
    assert sum(outcomes.values()) == count
    assert min(outcomes.values()) > 0
    return outcomes


def test_mutated_workbooks_never_crash_the_reader(app, tmp_path):
    survive(tmp_path, 60, 1)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_five_hundred_mutated_workbooks(app, tmp_path):
    survive(tmp_path, 500, 2)
