"""A process that edits, encodes and ranks until it is killed. Run by `test_ranking_kills`: `python -m tests.reliability.ranking_victim INSTANCE SEED`.

It says each id whose change is committed, after the commit.
"""

import random
import sys

from sqlalchemy import select

from core.db import db, transaction
from jobs.matching import memory, store
from jobs.matching.upkeep import keep_rows, refit, run_city
from veterans.models import Person
from wsgi import create_app

WORDS = ["叉车司机", "电工维修", "仓库管理", "面点烹饪", "数控车床"]


def main(instance, seed):
    app, rng = create_app({"MODE": "testing", "INSTANCE": instance, "DATABASE_URL": ""}), random.Random(seed)
    with app.app_context():
        ids = list(db.session.execute(select(Person.id)).scalars())
        print("start", flush=True)
        while True:
            one, text = rng.choice(ids), "；".join(rng.sample(WORDS, 2)) + str(rng.random())
            with transaction() as session:
                session.get(Person, one).experience = text
            print(one, text, flush=True)
            step = rng.random()
            if step < 0.1:
                refit()
            elif step < 0.2:
                run_city("all")
            elif step < 0.6:
                keep_rows()
            memory.people(store.fitted(), app.config["INSTANCE"])
            db.session.remove()


if __name__ == "__main__":
    main(*sys.argv[1:])
