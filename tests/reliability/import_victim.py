"""A process that imports a roster and is killed meanwhile. Run by `test_import_kills`: `python -m tests.reliability.import_victim INSTANCE FILE MODE`.

Modes: `whole` does every step; `halfway` kills itself once everything is flushed and not yet committed; `chunked` is an import without the guard: it
commits after half of the rows and is killed then.
"""

import os
import signal
import sys
from pathlib import Path

from core.audit import SYSTEM
from core.db import db, transaction
from core.importing import ImportContext, services
from core.scheduler import do_work
from core.uploads import file_hash, keep_upload
from veterans.importing import files
from wsgi import create_app


def die(*_args):
    os.kill(os.getpid(), signal.SIGKILL)


def chunked(write):
    def broken(rows, batch, actor):
        write(rows[:len(rows) // 2], batch, actor)
        db.session.commit()
        die()
    return broken


def main(instance, file, mode):
    app = create_app({"MODE": "testing", "INSTANCE": instance, "DATABASE_URL": ""})
    with app.app_context():
        if mode == "halfway":
            writing = files.write_files
            files.write_files = lambda *words: (writing(*words), die())
        elif mode == "chunked":
            files.write_files = chunked(files.write_files)
        print("start", flush=True)
        with Path(file).open("rb") as source:
            stored = keep_upload(source)
        with transaction():
            batch = services.stage("veterans", ImportContext(SYSTEM, station_code="211382"), Path(file).name, file_hash(Path(file)), stored)
            batch_id = batch.id
        do_work()
        with transaction() as session:
            services.queue(session.get(type(batch), batch_id), "confirm", SYSTEM)
        do_work()
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
