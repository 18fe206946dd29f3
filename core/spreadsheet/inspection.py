"""What an upload is, told from its first bytes and its directory, without opening it."""

import mmap
import re
import zipfile
from pathlib import Path

from flask_babel import gettext as _

from core.spreadsheet.model import Kind, UnreadableFile
from core.spreadsheet.refusals import refusal

LARGEST = 10 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
SUSPICIOUS_FROM = 10 * 1024 * 1024
MEMBERS, RATIO = 2_000, 100
PROLOG = 2_048
OTHER_OFFICE = ("WordDocument", "PowerPoint Document")
ZIP, OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_HTML = re.compile(rb"<\s*(?:!doctype|html|head|body|table|meta|\?xml|div|script)", re.IGNORECASE)
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BOMS = (b"\xff\xfe", b"\xfe\xff")


def inspect_upload(path: Path, filename: str) -> Kind:
    """Say what the file at `path` (uploaded as `filename`) really is, reading its directory only.

    Raises:
        UnreadableFile: too large, another kind, encrypted, with macros, links or a document type, or packed to do harm.

    """
    size = path.stat().st_size
    if size == 0:
        raise refusal("empty")
    if size > LARGEST:
        raise UnreadableFile(_("The file is %(n)s MB; at most 10 MB can be read. Split the sheet or delete pictures.", n=-(-size // 1024**2)), "too_large")
    suffix = Path(filename).suffix.lower()
    if suffix not in (".xlsx", ".xls", ".csv"):
        raise refusal("macro" if suffix in (".xlsm", ".xltm", ".xlam") else "kind")
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(ZIP):
        return _inspect_zip(path, size)
    if start.startswith(OLE):
        return _inspect_ole(path)
    return _inspect_text(start, suffix)


def _inspect_zip(path: Path, size: int) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_members(members, size)
            _check_prologs(archive, members)
    except UnreadableFile:
        raise
    except Exception:  # a broken directory fails in a dozen ways, all of which mean the same
        raise refusal("damaged") from None
    return "xlsx"


def _check_members(members: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(m.file_size for m in members)
    if len(members) > MEMBERS or unpacked > LARGEST_UNPACKED or (unpacked > SUSPICIOUS_FROM and unpacked > RATIO * size):
        raise refusal("bomb")
    names = {m.filename.lower() for m in members}
    if any(n.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in n for n in names):
        raise refusal("macro")
    if any("externallinks/" in n for n in names):
        raise refusal("links")
    if any(m.flag_bits & 1 for m in members):
        raise refusal("encrypted")
    if "xl/workbook.xml" not in names:
        raise refusal("kind")


def _check_prologs(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Refuse a document type where it is usually written; the reader in the child refuses it wherever it is."""
    for member in members:
        if not member.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(member) as part:
            start = part.read(PROLOG)
        if _DTD.search(start.replace(b"\0", b"")):
            raise refusal("dtd")


def _inspect_ole(path: Path) -> Kind:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            raise refusal("encrypted")
        if data.find("_VBA_PROJECT".encode("utf-16-le")) >= 0:
            raise refusal("macro")
        if data.find("Workbook".encode("utf-16-le")) < 0 and data.find("Book".encode("utf-16-le")) < 0:
            raise refusal("kind" if any(data.find(name.encode("utf-16-le")) >= 0 for name in OTHER_OFFICE) else "damaged")
    return "xls"


def _inspect_text(start: bytes, suffix: str) -> Kind:
    plain = start.replace(b"\0", b"")
    if _HTML.search(plain[:1024]):
        raise refusal("html")
    if suffix != ".csv":
        raise refusal("damaged" if b"\0" in start else "text_as_excel")
    if b"\0" in start and not start.startswith(_BOMS):
        raise refusal("binary")
    return "csv"
