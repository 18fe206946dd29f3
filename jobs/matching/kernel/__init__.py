"""The compiled part of the ranking. A compiled function holds what it calls, but its cache is renewed only when its own file changes."""

from contextlib import suppress
from pathlib import Path


def forget_older_builds(folder: Path = Path(__file__).parent) -> int:
    """Drop whatever was compiled before the newest of the source files in `folder` was written; returns how many files. Where nothing may be
    written, everything stays.
    """
    newest = max((source.stat().st_mtime for source in folder.glob("*.py")), default=0.0)
    older = [build for build in folder.glob("__pycache__/*.nb[ic]") if build.stat().st_mtime < newest]
    with suppress(OSError):
        for build in older:
            build.unlink(missing_ok=True)
    return len(older)


forget_older_builds()
