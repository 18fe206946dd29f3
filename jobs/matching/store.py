"""The fitted model on disk, so that a page or a command need not read the whole city to know how rare a word is."""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import BadZipFile

import numpy as np

from jobs.matching.features import PRIOR, Model
from jobs.matching.text import TermWeights

FILE = "ranking-model.npz"
DRIFT = 0.1


@dataclass(frozen=True)
class Snapshot:
    """A model with what it was fitted on: the database and how many people and positions it held."""

    model: Model
    database: str
    people: int
    positions: int

    def fits(self, database: str, people: int, positions: int) -> bool:
        """Whether the model is still good: the same database, grown or shrunk by less than a tenth."""
        was, present = self.people + self.positions, people + positions
        return self.database == database and abs(present - was) <= DRIFT * was


def save(folder: Path, snapshot: Snapshot) -> None:
    """Write the snapshot in one step: a reader sees the old one or the new one."""
    model = snapshot.model
    with NamedTemporaryFile(dir=folder, suffix=".npz", delete=False) as file:
        np.savez(file, terms=model.terms.terms, idf=model.terms.idf, texts=model.terms.texts, skills=model.skills.terms, skill_idf=model.skills.idf,
                 skill_texts=model.skills.texts, weights=model.weights.name, database=snapshot.database, sizes=(snapshot.people, snapshot.positions))
    os.replace(file.name, folder / FILE)


def load(folder: Path) -> Snapshot | None:
    """The snapshot on disk; None when there is none, or it cannot be read, or its weights are not the ones in force."""
    try:
        with np.load(folder / FILE, allow_pickle=False) as kept:
            if str(kept["weights"]) != PRIOR.name:
                return None
            terms = TermWeights(kept["terms"], kept["idf"], int(kept["texts"]))
            skills = TermWeights(kept["skills"], kept["skill_idf"], int(kept["skill_texts"]))
            people, positions = kept["sizes"].tolist()
            return Snapshot(Model(terms, skills), str(kept["database"]), people, positions)
    except (FileNotFoundError, BadZipFile, KeyError, ValueError, EOFError):
        return None
