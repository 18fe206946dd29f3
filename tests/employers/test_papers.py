"""Papers: told by content, made inert, kept encrypted."""

import io
import os
import time
import zipfile
import zlib

import pytest
from PIL import Image

from core.crypto import CannotDecrypt
from core.errors import BadInput
from employers.papers import inspect_paper, keep_paper, read_paper, sweep_papers

SCRIPT = b"<script>alert(1)</script>"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(kind="JPEG", size=(60, 40), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, "white").save(out, kind, **options)
    return out.getvalue()


def with_gps():
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    return picture(exif=exif, comment=SCRIPT)


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.html", SCRIPT)
    return out.getvalue()


def pdf_with(text):
    return PDF.replace(b"/Type/Catalog", b"/Type/Catalog " + text)


def pdf_stream(body, head=b"/Type/ObjStm/Filter/FlateDecode"):
    stream = b"5 0 obj<<" + head + b"/Length %d>>stream\n" % len(body) + body + b"\nendstream endobj\n"
    return PDF.replace(b"trailer", stream + b"trailer")


@pytest.mark.parametrize("data", [picture(), picture("PNG"), picture("PNG", mode="RGBA"), picture("PNG", mode="P"), picture("JPEG", mode="L"), with_gps()])
def test_pictures_are_drawn_anew(data):
    paper = inspect_paper(data)
    assert paper.media_type == "image/jpeg"
    assert Image.open(io.BytesIO(paper.data)).size == (60, 40)
    assert b"SECRET-CAMERA" not in paper.data
    assert SCRIPT not in paper.data


def test_large_picture_becomes_smaller():
    paper = inspect_paper(picture(size=(6000, 4000)))
    assert max(Image.open(io.BytesIO(paper.data)).size) <= 2400


def test_plain_pdf_is_kept():
    assert inspect_paper(PDF).data == PDF
    assert inspect_paper(pdf_stream(zlib.compress(b"1 0 <</Type/Page>>"))).media_type == "application/pdf"


@pytest.mark.parametrize("data", [picture() + SCRIPT, picture() + zipped(), picture("PNG") + SCRIPT, picture("PNG") + PDF])
def test_what_is_appended_to_a_picture_is_gone(data):
    kept = inspect_paper(data).data
    assert not any(part in kept for part in (SCRIPT, b"PK\x03\x04", b"%PDF"))


BAD = {
    "empty": b"", "html": b"<!doctype html>" + SCRIPT, "svg": b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", "gif": picture("GIF"),
    "bmp": picture("BMP"), "zip": zipped(), "exe": b"MZ\x90\0" * 40, "text": "营业执照".encode(), "gif with script": b"GIF89a/*" + SCRIPT,
    "cut jpeg": picture()[:80], "jpeg head on html": b"\xff\xd8\xff" + SCRIPT, "png head on html": b"\x89PNG\r\n\x1a\n" + SCRIPT,
    "pdf after html": SCRIPT + PDF, "pdf then zip": PDF + zipped(), "pdf then html": PDF + SCRIPT, "cut pdf": PDF[:60],
    "pdf script": pdf_with(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "pdf script escaped": pdf_with(b"/OpenAction<</S/J#61vaScript/JS(x)>>"),
    "pdf launch": pdf_with(b"/OpenAction<</S/Launch/F(cmd.exe)>>"), "pdf attachment": pdf_with(b"/Names<</EmbeddedFiles 9 0 R>>"),
    "pdf form": pdf_with(b"/AcroForm<</XFA 9 0 R>>"), "pdf locked": PDF.replace(b"/Root", b"/Encrypt 7 0 R/Root"),
    "pdf hidden script": pdf_stream(zlib.compress(b"1 0 <</S/JavaScript/JS(x)>>")),
    "pdf hidden otherwise": pdf_stream(b"636865636b>", b"/Type/ObjStm/Filter/ASCIIHexDecode"),
    "pdf hidden twice": pdf_stream(zlib.compress(b"x"), b"/Type/ObjStm/Filter[/ASCII85Decode/FlateDecode]"),
    "pdf with predictor": pdf_stream(zlib.compress(b"x"), b"/Type/ObjStm/Filter/FlateDecode/DecodeParms<</Predictor 12>>"),
    "too large": PDF + b"\0" * (10 * 1024 * 1024), "png bomb": picture("PNG", size=(30000, 30000), mode="1"),
}


@pytest.mark.parametrize("name", BAD)
def test_everything_else_is_refused(app, name):
    with pytest.raises(BadInput) as refusal:
        inspect_paper(BAD[name])
    assert refusal.value.message


def test_kept_encrypted_under_a_random_name(app, tmp_path):
    name = keep_paper(tmp_path, b"a licence")
    assert read_paper(tmp_path, name) == b"a licence"
    assert b"licence" not in (tmp_path / name).read_bytes()
    assert (tmp_path / name).stat().st_mode & 0o077 == 0
    other = keep_paper(tmp_path, b"another")
    (tmp_path / name).write_bytes((tmp_path / other).read_bytes())
    with pytest.raises(CannotDecrypt):
        read_paper(tmp_path, name)


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "", "a" * 42, "..%2fsecret", "a" * 43 + "\n"])
def test_only_our_names_are_read(app, tmp_path, name):
    with pytest.raises(FileNotFoundError):
        read_paper(tmp_path, name)


def test_sweeping_spares_what_is_known_or_fresh(app, tmp_path):
    known, stray, fresh = (keep_paper(tmp_path, b"x") for _ in range(3))
    (tmp_path / "notes.txt").write_text("not ours")
    old = time.time() - 2 * 86400
    for name in (known, stray):
        os.utime(tmp_path / name, (old, old))
    assert sweep_papers(tmp_path, {known}) == 1
    assert {f.name for f in tmp_path.iterdir()} == {known, fresh, "notes.txt"}
