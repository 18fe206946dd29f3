"""Uploaded files: kept encrypted piece by piece under a random name, so that neither memory nor disk ever holds a whole one in the open for long."""

import hashlib
import os
import secrets
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from flask import current_app

from core import crypto
from core.clock import now

PIECE = 1024 * 1024
NAME_BYTES = 24
_LENGTH = struct.Struct(">I")


def _folder() -> Path:
    folder: Path = Path(current_app.config["INSTANCE"]) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _pieces(source: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Pieces of a stream, each with whether it is the last; an empty stream has one empty piece."""
    piece = source.read(PIECE)
    while True:
        following = source.read(PIECE)
        yield piece, not following
        if not following:
            return
        piece = following


def _place(name: str, number: int, *, last: bool) -> str:
    return f"uploads/{name}/{number}{'.' if last else ''}"


def keep_upload(source: BinaryIO) -> str:
    """Encrypt a stream into the store and return its random name. Pieces cannot be swapped, dropped or moved to another file."""
    name = secrets.token_hex(NAME_BYTES)
    path = _folder() / name
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for number, (piece, last) in enumerate(_pieces(source)):
            sealed = crypto.encrypt(piece, _place(name, number, last=last))
            out.write(_LENGTH.pack(len(sealed)) + sealed)
    return name


def upload_pieces(name: str) -> Iterator[bytes]:
    """The pieces of a kept file.

    Raises:
        FileNotFoundError: it was purged.
        core.crypto.CannotDecrypt: it was altered or cut off.

    """
    with (_folder() / Path(name).name).open("rb") as source:
        number, head = 0, source.read(_LENGTH.size)
        while head:
            sealed = source.read(_LENGTH.unpack(head)[0])
            head = source.read(_LENGTH.size)
            yield crypto.decrypt(sealed, _place(name, number, last=not head))
            number += 1


@contextmanager
def opened_upload(name: str, suffix: str = "") -> Iterator[Path]:
    """A kept file in the open, readable by its owner only, for as long as the block runs."""
    descriptor, path = tempfile.mkstemp(suffix=suffix, dir=_folder(), prefix="open-")
    try:
        with os.fdopen(descriptor, "wb") as out:
            for piece in upload_pieces(name):
                out.write(piece)
        yield Path(path)
    finally:
        Path(path).unlink(missing_ok=True)


@contextmanager
def received(source: BinaryIO, suffix: str = "") -> Iterator[Path]:
    """What a browser sent, as a file for inspection; gone after the block."""
    descriptor, path = tempfile.mkstemp(suffix=suffix, dir=_folder(), prefix="open-")
    try:
        with os.fdopen(descriptor, "wb") as out:
            while piece := source.read(PIECE):
                out.write(piece)
        yield Path(path)
    finally:
        Path(path).unlink(missing_ok=True)


def file_hash(path: Path) -> str:
    """SHA-256 of a file, as hex digits."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def drop_upload(name: str) -> None:
    """Delete a kept file; nothing happens when it is gone."""
    if name:
        (_folder() / Path(name).name).unlink(missing_ok=True)


def drop_strays(age: timedelta) -> int:
    """Delete files of the store older than `age`, which nobody can need any more (a killed process leaves such); returns how many."""
    oldest = (now() - age).timestamp()
    strays = [path for path in _folder().iterdir() if path.stat().st_mtime < oldest]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)
