"""Rows of a side as files under `instance/`, mapped into memory at start: what follows from the tables, so that losing them loses nothing."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from jobs.matching.space import Rows
from jobs.matching.store import Mark

FOLDER = "ranking"
_ABOUT = "about.json"
_ARRAYS = ("ids", "starts", "columns", "values", "has")


@dataclass(frozen=True)
class Origin:
    """Which rows a snapshot holds: the database, the side, the model."""

    database: str
    side: str
    model: str

    @property
    def prefix(self) -> str:
        """How its folder's name begins."""
        return f"{self.side}-{self.model}-"


def write(folder: Path, origin: Origin, mark: Mark, rows: Rows) -> None:
    """Put a snapshot in place of older ones in one step: a reader finds it whole or not at all."""
    root = folder / FOLDER
    root.mkdir(exist_ok=True)
    fresh = Path(mkdtemp(prefix=f"new-{origin.side}-", dir=root))
    for name in _ARRAYS:
        with (fresh / f"{name}.npy").open("wb") as file:
            np.save(file, getattr(rows, name))
            file.flush()
            os.fsync(file.fileno())
    about = {"database": origin.database, "mark": [mark.subject_id, mark.sequence, mark.stamp], "sizes": [len(rows.ids), len(rows.columns)]}
    with (fresh / _ABOUT).open("w") as file:
        json.dump(about, file)
        file.flush()
        os.fsync(file.fileno())
    name = f"{origin.prefix}{mark.sequence:012d}-{fresh.name[-8:]}"
    fresh.rename(root / name)
    for old in root.iterdir():
        if old.name != name and old.name.startswith((f"{origin.side}-", f"new-{origin.side}-")):
            shutil.rmtree(old, ignore_errors=True)  # what is mapped by a process stays readable for it


def read(folder: Path, origin: Origin) -> tuple[Rows, Mark] | None:
    """The newest snapshot of an origin; None when there is none that is whole."""
    for place in sorted((folder / FOLDER).glob(f"{origin.prefix}*"), reverse=True):
        try:
            about = json.loads((place / _ABOUT).read_text())
            rows = Rows(*(np.load(place / f"{name}.npy", mmap_mode="r") for name in _ARRAYS))
        except (OSError, ValueError, EOFError):
            continue
        if about["database"] == origin.database and about["sizes"] == [len(rows.ids), len(rows.columns)]:
            return rows, Mark(*about["mark"])
    return None
