r"""The translation catalogues.

catalogue.py extract          read the source strings into translations/{zh,en}; English is filled in by itself
catalogue.py missing          list source strings without a Chinese text
catalogue.py set FILE         take Chinese texts from a file of `English<TAB>Chinese` lines (\n for a line break)
catalogue.py compile          write the binary catalogues
catalogue.py check            fail unless the catalogues are complete, current and keep every placeholder
"""

import re
import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"
LANGUAGES = ("zh", "en")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def path(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def load(language: str) -> Catalog:
    if not path(language).exists():
        return Catalog(locale=language, project="Rongqiao", fuzzy=False)
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


def save(catalog: Catalog, language: str) -> None:
    path(language).parent.mkdir(parents=True, exist_ok=True)
    with path(language).open("wb") as file:
        write_po(file, catalog, width=0, sort_output=True, omit_header=False, no_location=True, ignore_obsolete=True)


def template() -> Catalog:
    pot = ROOT / "instance" / "messages.pot"
    pot.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", str(ROOT / "babel.cfg"), "-k", "_l", "-k", "_n:1,2",
               "-o", str(pot), "--no-location", "."]
    subprocess.run(command, cwd=ROOT, check=True)
    with pot.open("rb") as file:
        return read_po(file)


def extract() -> None:
    source = template()
    for language in LANGUAGES:
        catalog = load(language)
        created = catalog.creation_date
        catalog.update(source, no_fuzzy_matching=True)
        catalog.creation_date = created  # a new date alone would be a change where no text changed
        if language == "en":
            for message in catalog:
                if message.id:
                    message.string = message.id
        save(catalog, language)


def set_texts(file: str) -> None:
    catalog, unknown = load("zh"), []
    for line in Path(file).read_text(encoding="utf-8").splitlines():
        if "\t" not in line:
            continue
        english, chinese = (part.replace("\\n", "\n") for part in line.split("\t", 1))
        message = catalog.get(english)
        if message is None:
            unknown.append(english)
        else:
            message.string = tuple([chinese] * catalog.num_plurals) if isinstance(message.id, tuple) else chinese
    save(catalog, "zh")
    if unknown:
        print("not a source string (run extract first?):", *unknown, sep="\n  ")


def untranslated(language: str) -> list[str]:
    return [str(m.id) for m in load(language) if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]


def compile_all() -> None:
    for language in LANGUAGES:
        with path(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, load(language))


def problems() -> list[str]:
    found = [f"{language}: no text for {text!r}" for language in LANGUAGES for text in untranslated(language)]
    known = {m.id for m in load("zh")}
    found += [f"not in the catalogue: {m.id!r}" for m in template() if m.id and m.id not in known]
    for message in load("zh"):
        source = message.id if isinstance(message.id, str) else message.id[-1]
        target = message.string if isinstance(message.string, str) else message.string[-1]
        if target and sorted(set(PLACEHOLDER.findall(source))) != sorted(set(PLACEHOLDER.findall(target))):
            found.append(f"placeholders differ: {source!r}")
    return found


def main(arguments: list[str]) -> int:
    with FileLock(str(ROOT / "instance" / "catalogue.lock")):
        match arguments:
            case ["extract"]:
                extract()
            case ["missing"]:
                print(*untranslated("zh"), sep="\n")
            case ["set", file]:
                set_texts(file)
                compile_all()
            case ["compile"]:
                compile_all()
            case ["check"]:
                found = problems()
                print(*found, sep="\n")
                return 1 if found else 0
            case _:
                print(__doc__)
                return 2
    return 0


if __name__ == "__main__":
    (ROOT / "instance").mkdir(exist_ok=True)
    sys.exit(main(sys.argv[1:]))
