"""Backups: an online copy of the database with the stored files, counted, hashed and encrypted; and the way back.

The archive holds `manifest.json`, the database and the uploaded files. The keys are not in it: without the keyring it cannot be read, so the
keyring is kept elsewhere (see docs/operations.md).
"""

import contextlib
import gzip
import hashlib
import json
import sqlite3
import struct
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy import func, select, table, text
from sqlalchemy.engine import make_url

from core import crypto
from core.clock import now
from core.db import db
from core.errors import Refusal

MAGIC = b"RQBACKUP1\n"
CHUNK = 4 * 1024 * 1024
FILES = ("uploads", "papers", "fair-papers")  # what can be made again (prints) is not kept
PASSING = "open-"  # a file in the open while it is inspected: see core.uploads


class BadBackup(Refusal):
    """The file is no backup of ours, was altered, or its key is missing."""


@dataclass(frozen=True)
class Manifest:
    """What the archive holds: the engine, the schema revision, rows by table, the database's SHA-256."""

    made_at: str
    engine: str
    revision: str | None
    rows: dict[str, int]
    sha256: str


def _engine() -> str:
    return str(db.engine.dialect.name)


def _tables() -> list[str]:
    return [t.name for t in db.metadata.sorted_tables]


def _counts(names: Iterable[str]) -> dict[str, int]:
    return {name: db.session.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names}


def _revision() -> str | None:
    if not db.inspect(db.engine).has_table("alembic_version"):
        return None
    return db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _sqlite_path() -> Path:
    return Path(str(make_url(str(db.engine.url)).database))


def _dump_sqlite(target: Path) -> dict[str, int]:
    source, copy = sqlite3.connect(_sqlite_path()), sqlite3.connect(target)
    with source, copy:
        source.backup(copy)
    counts = {n: copy.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in _tables()}  # noqa: S608 - names of our own tables
    source.close()
    copy.close()
    return counts


def _postgres(program: str, *arguments: str) -> None:
    url = make_url(db.engine.url.render_as_string(hide_password=False)).set(drivername="postgresql")
    done = subprocess.run([program, "--dbname", url.render_as_string(hide_password=False), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BadBackup(_("%(program)s failed: %(why)s", program=program, why=crypto.scrub(done.stderr.strip()[-300:])))


def _dump_postgres(target: Path) -> dict[str, int]:
    db.session.rollback()
    db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    snapshot = db.session.execute(text("SELECT pg_export_snapshot()")).scalar_one()
    counts = _counts(_tables())
    _postgres("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
    db.session.rollback()
    return counts


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seal(source: BinaryIO, target: BinaryIO) -> None:
    target.write(MAGIC)
    number = 0
    while chunk := source.read(CHUNK):
        sealed = crypto.encrypt(chunk, f"backup.{number}")
        target.write(struct.pack(">I", len(sealed)) + sealed)
        number += 1
    end = crypto.encrypt(b"", f"backup.{number}.end")
    target.write(struct.pack(">I", 0) + struct.pack(">I", len(end)) + end)


def _unseal(source: BinaryIO) -> Iterator[bytes]:
    if source.read(len(MAGIC)) != MAGIC:
        raise BadBackup(_("This file is not a backup made by `flask backup`."))
    number = 0
    try:
        while True:
            size = struct.unpack(">I", source.read(4))[0]
            if size == 0:
                size = struct.unpack(">I", source.read(4))[0]
                crypto.decrypt(source.read(size), f"backup.{number}.end")
                return
            yield crypto.decrypt(source.read(size), f"backup.{number}")
            number += 1
    except (crypto.CannotDecrypt, struct.error):
        raise BadBackup(_("The backup is damaged, cut short, or was made with other keys. Use the keyring that belongs to it.")) from None


def make_backup(target: Path, instance: Path) -> Manifest:
    """Write an encrypted backup to `target` while the application runs; the file appears only when it is whole.

    Raises:
        BadBackup: the database could not be dumped, or the file not written.

    """
    part = target.with_name(target.name + ".part")
    try:
        return _made(target, part, instance)
    except OSError as error:
        raise BadBackup(_("The backup cannot be written to %(file)s (%(why)s). The folder has to exist, with room and the right to write.",
                          file=target, why=error.strerror or type(error).__name__)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _stored(instance: Path) -> list[tuple[Path, str]]:
    """The stored files, each with its name in the archive; without those that are only passing through."""
    return [(path, f"{kind}/{path.name}") for kind in FILES for path in sorted((instance / kind).glob("*")) if not path.name.startswith(PASSING)]


def _made(target: Path, part: Path, instance: Path) -> Manifest:
    with tempfile.TemporaryDirectory(dir=instance) as folder:
        database = Path(folder) / "database"
        counts = _dump_sqlite(database) if _engine() == "sqlite" else _dump_postgres(database)
        manifest = Manifest(now().isoformat(), _engine(), _revision(), counts, _sha256(database))
        packed = Path(folder) / "archive.tar.gz"
        (Path(folder) / "manifest.json").write_text(json.dumps(asdict(manifest)))
        with gzip.open(packed, "wb", compresslevel=3) as out, tarfile.open(fileobj=out, mode="w") as tar:
            tar.add(Path(folder) / "manifest.json", "manifest.json")
            tar.add(database, "database")
            for path, name in _stored(instance):
                with contextlib.suppress(FileNotFoundError):  # dropped since it was listed
                    tar.add(path, name)
        with packed.open("rb") as source, part.open("wb") as out_file:
            part.chmod(0o600)
            _seal(source, out_file)
        part.replace(target)
    return manifest


def _unpack(source: Path, folder: Path) -> Manifest:
    packed = folder / "archive.tar.gz"
    with source.open("rb") as sealed, packed.open("wb") as out:
        for chunk in _unseal(sealed):
            out.write(chunk)
    with tarfile.open(packed) as tar:
        tar.extractall(folder, filter="data")
    manifest = Manifest(**json.loads((folder / "manifest.json").read_text()))
    if _sha256(folder / "database") != manifest.sha256:
        raise BadBackup(_("The database inside the backup does not have the recorded hash."))
    return manifest


def _load_sqlite(source: Path) -> None:
    copy = sqlite3.connect(source)
    if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        raise BadBackup(_("The database inside the backup is damaged."))
    db.engine.dispose()
    target = sqlite3.connect(_sqlite_path())
    with copy, target:
        copy.backup(target)
    copy.close()
    target.close()


def restore_backup(source: Path, instance: Path) -> Manifest:
    """Replace the database and the stored files by those of a backup, then compare every table's rows with the manifest.

    Raises:
        BadBackup: unreadable, for another engine, or the counts differ afterwards.

    """
    try:
        return _restored(source, instance)
    except (OSError, EOFError, tarfile.TarError, sqlite3.DatabaseError, ValueError, TypeError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise BadBackup(_("The backup %(file)s cannot be restored (%(why)s).", file=source, why=why)) from error


def _restored(source: Path, instance: Path) -> Manifest:
    with tempfile.TemporaryDirectory(dir=instance) as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        if manifest.engine != _engine():
            raise BadBackup(_("The backup is of %(theirs)s, this installation uses %(ours)s.", theirs=manifest.engine, ours=_engine()))
        db.session.remove()
        if _engine() == "sqlite":
            _load_sqlite(folder / "database")
        else:
            db.engine.dispose()
            _postgres("pg_restore", "--clean", "--if-exists", "--single-transaction", "--no-owner", str(folder / "database"))
        for kind in FILES:
            for file in (folder / kind).glob("*") if (folder / kind).is_dir() else ():
                (instance / kind).mkdir(exist_ok=True, mode=0o700)
                file.replace(instance / kind / file.name)
    if _counts(manifest.rows) != manifest.rows:
        raise BadBackup(_("After restoring, the number of rows differs from the manifest."))
    return manifest
