"""Scanned papers: checked by content, made inert, kept encrypted under a random name.

Pictures are drawn anew, so that only pixels remain. A PDF is kept as it is, therefore one that could act (scripts, attachments, forms that send)
or that hides its contents is refused; whoever opens one gets it as a download in a sandbox.
"""

import io
import os
import re
import secrets
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core import crypto
from core.errors import BadInput

LARGEST = 10 * 1024 * 1024
SIDE = 2400
MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 16_000_000}  # a JPEG is read at reduced size, a PNG is not
INFLATED = 64 * 1024 * 1024
STREAMS = 20_000
ACTIVE = tuple(b"/" + name for name in (b"JavaScript", b"Launch", b"EmbeddedFile", b"RichMedia", b"XFA", b"ImportData", b"SubmitForm", b"GoToE", b"Rendition"))
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_STORED = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Paper:
    """A paper that passed the check: its media type and the bytes to keep."""

    media_type: str
    data: bytes


def inspect_paper(data: bytes) -> Paper:
    """Tell the type by content and return what may be kept.

    Raises:
        BadInput: too large, another type, damaged, or a PDF that could act.

    """
    if not data:
        raise BadInput(_("The file is empty. Please choose the scan again."))
    if len(data) > LARGEST:
        raise BadInput(_("The file is larger than 10 MB. Please take a smaller picture."))
    if data.startswith(b"%PDF-"):
        return _plain_pdf(data)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _drawn_anew(data)
    raise BadInput(_("Only JPG, PNG and PDF files can be used."))


def _drawn_anew(data: bytes) -> Paper:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS[picture.format or ""]:
                raise BadInput(_("The picture has too many pixels. Please take a smaller one."))
            picture.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((SIDE, SIDE))
            flat = Image.new("RGB", upright.size, "white")
            flat.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadInput(_("The picture cannot be opened. Please take it again.")) from None
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=85, optimize=True)
    return Paper("image/jpeg", out.getvalue())


def _plain_pdf(data: bytes) -> Paper:
    if data.rstrip(b"\r\n \t\0")[-5:] != b"%%EOF":
        raise BadInput(_("The PDF is damaged or has something appended. Please save it again."))
    if _has_name(data, (b"/Encrypt",)):
        raise BadInput(_("The PDF is locked with a password. Please save it without one."))
    if _has_name(data, ACTIVE) or not _streams_are_plain(data):
        raise BadInput(_("The PDF holds scripts, attachments or forms. Please print it to PDF again, or take a picture."))
    return Paper("application/pdf", data)


def _has_name(data: bytes, names: tuple[bytes, ...]) -> bool:
    """Whether one of the names occurs, also written with `#xx` escapes."""
    plain = _ESCAPE.sub(lambda m: bytes([int(m[1], 16)]), data) if b"#" in data else data
    return any(name in plain for name in names)


def _streams_are_plain(data: bytes) -> bool:
    """Whether no compressed part holds an active name; object streams that cannot be looked into count as not plain."""
    left = INFLATED
    for count, found in enumerate(_STREAM.finditer(data)):
        if count >= STREAMS or left <= 0:
            return False
        head = data[max(0, data.rfind(b"obj", max(0, found.start() - 2000), found.start())):found.start()]
        is_objects = _has_name(head, (b"/ObjStm",))
        if is_objects and (b"FlateDecode" not in head or b"/DecodeParms" in head or head.count(b"Decode") > 1):
            return False
        try:
            inflated = zlib.decompressobj().decompress(data[found.end():], left)
        except zlib.error:
            if is_objects:
                return False
            continue
        left -= len(inflated)
        if _has_name(inflated, (*ACTIVE, b"/Encrypt") if is_objects else ACTIVE):
            return False
    return True


def keep_paper(folder: Path, data: bytes) -> str:
    """Write the encrypted file; returns its random name. A file whose row is never committed is swept away later."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = secrets.token_urlsafe(32)
    with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(crypto.encrypt(data, _place(name)))
    return name


def read_paper(folder: Path, name: str) -> bytes:
    """The bytes kept under `name`.

    Raises:
        FileNotFoundError: no such file, or no name of ours.
        core.crypto.CannotDecrypt: the file was altered or put in another's place.

    """
    if not _STORED.fullmatch(name):
        raise FileNotFoundError(name)
    return crypto.decrypt((folder / name).read_bytes(), _place(name))


def sweep_papers(folder: Path, known: set[str], older_than: float = 86400) -> int:
    """Delete files that no row names and that are older than `older_than` seconds; returns how many."""
    if not folder.is_dir():
        return 0
    old = time.time() - older_than
    strays = [f for f in folder.iterdir() if _STORED.fullmatch(f.name) and f.name not in known and f.stat().st_mtime < old]
    for file in strays:
        file.unlink(missing_ok=True)
    return len(strays)


def _place(name: str) -> str:
    return f"employer_papers/{name}"
