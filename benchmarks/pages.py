"""The search page on 32,086 live positions, against the plain way of writing it.

The rival is the same template over rows loaded as objects: no secondary index and no full-text index, every hit loaded to be counted and to
fill the filters, the employer and the place of each row fetched when the template asks for them. Both give the same answers, which is checked.
Rounds are interleaved, medians are compared; there is no page cache on either side.

    .venv/bin/python benchmarks/pages.py [--positions 32086] [--rounds 5] [--seconds 5] [--database-url postgresql://…] [--out benchmarks/results/pages.md]
"""

import argparse
import contextlib
import http.client
import logging
import os
import random
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import sqlalchemy
from flask import Flask
from sqlalchemy import func, insert, select

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from accounts.models import Station  # noqa: E402
from accounts.services import plant_stations  # noqa: E402
from core.clock import now, today  # noqa: E402
from core.db import db, transaction  # noqa: E402
from core.reference import EDUCATION_RANK, RESTS, SHIFTS, specialties, townships  # noqa: E402
from core.text import search_tokens  # noqa: E402
from employers.models import Employer  # noqa: E402
from jobs.models import Position  # noqa: E402
from jobs.search import facets, finder, queries  # noqa: E402
from jobs.search.criteria import Criteria  # noqa: E402
from jobs.search.words import text_words  # noqa: E402
from jobs.views import public  # noqa: E402
from wsgi import create_app  # noqa: E402

SEED = 211382
TARGETS = (12_000, 8_000, 5_000, 3_000, 1_500, 700, 300, 100, 40, 10)
FILTERS = {"town": ("211382001", "211382009", "211382002"), "pay": 4000}


# ── the data ──────────────────────────────────────────────────────────────────────────────────

def _phrases() -> tuple[list[str], list[str]]:
    titles, phrases = [], []
    for row in specialties():
        titles += row["job_titles"].replace("/", ";").split(";") + row["occ_names"].split(";")
        phrases += row["transferable"].split(";") + row["certificates"].split(";") + row["aliases"].split(";")
    return sorted({t.strip() for t in titles if t.strip()}), sorted({p.strip() for p in phrases if p.strip()})


def _zipf(rng: random.Random, items: list[str]) -> tuple[list[str], list[float]]:
    shuffled = rng.sample(items, len(items))
    return shuffled, [1 / (n + 2) ** 0.9 for n in range(len(items))]


def fill(count: int) -> None:
    """Write `count` live positions of 1,400 employers, each with the text of a full posting."""
    rng = random.Random(SEED)
    titles, title_weights = _zipf(rng, _phrases()[0])
    phrases, phrase_weights = _zipf(rng, _phrases()[1])
    common = ["负责", "按时", "完成", "服从安排", "身体健康", "能吃苦", "有经验者优先", "遵守制度"]
    towns = [row["code"] for row in townships()]
    moment, until = now(), today() + timedelta(days=90)
    with transaction() as session:
        plant_stations()
        employers = [{"id": n, "name": f"凌源{rng.choice('恒大兴华北辽永盛')}{rng.choice('桥源通达丰和泰安')}{n}有限公司", "name_key": str(n),
                      "state": "verified", "verified_until": until, "township_code": rng.choice(towns)} for n in range(1, 1401)]
        session.execute(insert(Employer), employers)
    rows = []
    for n in range(1, count + 1):
        title = rng.choices(titles, title_weights)[0]
        duties = "，".join(rng.sample(common, 3) + rng.choices(phrases, phrase_weights, k=12)) + "。"
        needs = "，".join(rng.choices(phrases, phrase_weights, k=6)) + "。"
        employer = rng.choice(employers)
        pay = rng.choice(range(2800, 9000, 100))
        rows.append({
            "id": n, "employer_id": employer["id"], "title": title, "headcount": rng.randint(1, 12), "duties": duties, "requirements": needs,
            "education": rng.choice(["不限", "初中", "高中", "中专", "大专", "本科"]), "pay_min": pay - 800, "pay_max": pay, "pay_unit": "month",
            "monthly_pay": pay, "township_code": rng.choice(towns), "place": "园区 3 号", "shift": rng.choice(["", *SHIFTS]),
            "rest": rng.choice(["", "one", "two"]), "has_insurance": rng.random() < .7, "has_meals": rng.random() < .4, "has_lodging": rng.random() < .3,
            "veteran_first": rng.random() < .3, "family_welcome": rng.random() < .2, "relaxations": ["年龄放宽到 50 岁"] if rng.random() < .25 else [],
            "is_relaxed": False, "valid_until": until, "live_until": until, "state": "live", "published_at": moment - timedelta(minutes=7 * n),
            "search_text": " ".join(dict.fromkeys(search_tokens(f"{title} {duties} {needs} {employer['name']}"))),
        })
        rows[-1]["is_relaxed"] = bool(rows[-1]["relaxations"])
    with transaction() as session:
        session.execute(insert(Position), rows)


def choose_queries() -> list[str]:
    """Ten single words, from some 12,000 hits down to 10, and ten of two and three words with at least ten hits."""
    rng = random.Random(SEED)
    texts = [set(text.split()) for text in db.session.execute(select(Position.search_text).order_by(Position.id)).scalars()]
    counts = Counter(token for text in texts for token in text)
    usable = {t: c for t, c in counts.items() if len(t) > 1 and not t.isascii() and text_words(t) == [t] and not finder_reads(t)}
    singles = [min(usable, key=lambda t, goal=goal: (abs(usable[t] - goal), t)) for goal in TARGETS]
    several: list[str] = []
    while len(several) < 10:
        size = 2 if len(several) < 6 else 3
        words = sorted(rng.sample(sorted(rng.choice(texts) & usable.keys()), size))
        query = " ".join(words)
        if text_words(query) == words and sum(set(words) <= text for text in texts) >= 10 and query not in several:
            several.append(query)
    return singles + several


def finder_reads(word: str) -> bool:
    """Whether a word would be read as a filter."""
    wanted = public.read_words(word, queries.township_names())
    return wanted.q != word


# ── the rival ─────────────────────────────────────────────────────────────────────────────────

class Lazy:
    """A loaded position whose employer and place are fetched when asked for."""

    def __init__(self, row: Position) -> None:
        self._row = row

    def __getattr__(self, name: str) -> object:
        return getattr(self._row, name)

    @property
    def employer_name(self) -> str:
        """One more query."""
        return db.session.get(Employer, self._row.employer_id).name

    @property
    def township_name(self) -> str:
        """And one more."""
        place = db.session.get(Station, self._row.township_code)
        return place.name if place else ""


TERM_OF = {"relaxed": "is_relaxed", "first": "veteran_first", "family": "family_welcome", "meals": "has_meals", "lodging": "has_lodging",
           "insurance": "has_insurance"}


def plain_counts(name: str, rows: list[Position]) -> dict[str, int]:
    if name == "town":
        return Counter(row.township_code for row in rows)
    if name == "pay":
        return {str(floor): sum((row.monthly_pay or 0) >= floor for row in rows) for floor in facets.PAY_FLOORS}
    if name in ("vet", "perk"):
        return {term: sum(getattr(row, TERM_OF[term]) for row in rows) for term in (facets.TERMS if name == "vet" else facets.PERKS)}
    if name == "edu":
        return {level: sum(EDUCATION_RANK.get(row.education, 0) <= EDUCATION_RANK.get(level, 0) for row in rows) for level in facets.EDUCATIONS}
    return Counter(getattr(row, name) for row in rows if getattr(row, name))


def load(wanted: Criteria) -> list[Position]:
    """Every hit as an object, the two filters in SQL."""
    query = select(Position).where(Position.live_until >= today())
    for word in text_words(wanted.q):
        query = query.where((" " + Position.search_text + " ").contains(f" {word} "))
    if wanted.town:
        query = query.where(Position.township_code.in_(wanted.town))
    if wanted.pay:
        query = query.where(Position.monthly_pay >= wanted.pay)
    return list(db.session.execute(query.order_by(Position.published_at.desc(), Position.id.desc())).scalars())


def plain_find(wanted: Criteria, towns: dict[str, str], sort: str = "newest", number: int = 1, order: object = None) -> finder.Found:
    """The plain way: load the hits, count them in Python, once more for each filter that its own counts leave out."""
    rows = load(wanted)
    dropped = {name: load(wanted.without(name)) for name in wanted.chosen()}
    made = []
    for name in facets.LEGENDS:
        counts = plain_counts(name, dropped.get(name, rows))
        if name in ("shift", "rest"):
            counts = {key: counts[key] for key in (SHIFTS if name == "shift" else RESTS) if key in counts}
        made.append(facets.facet(name, wanted, counts, towns))
    chips = tuple(finder.Chip(facets.labels_of(wanted, name, towns), wanted.without(name)) for name in wanted.chosen())
    widenings = [finder.Widening(facets.labels_of(wanted, name, towns), wanted.without(name), len(others), len(others) - len(rows))
                 for name, others in dropped.items()] if len(rows) <= finder.FEW else []
    live = db.session.execute(select(func.count()).select_from(Position).where(Position.live_until >= today())).scalar_one()
    return finder.Found(wanted, len(rows), number, [Lazy(row) for row in rows[(number - 1) * 20:number * 20]], tuple(one for one in made if one.options),
                        chips, tuple(sorted((one for one in widenings if one.more > 0), key=lambda one: -one.count)), (), live)


# ── measuring ─────────────────────────────────────────────────────────────────────────────────

def seconds(work: object, clock: object = time.perf_counter) -> float:
    start = clock()  # type: ignore[operator]
    work()  # type: ignore[operator]
    return clock() - start  # type: ignore[operator]


def data_time(app: Flask, find: object, wanted: Criteria, towns: dict[str, str]) -> float:
    """The data part: finding, and reading what the template will ask of the rows."""
    def work() -> None:
        for row in find(wanted, towns).rows:  # type: ignore[operator]
            _ = row.employer_name, row.township_name
    with app.test_request_context("/positions"):
        try:
            return seconds(work)
        finally:
            db.session.remove()


def page_time(app: Flask, find: object, address: str, clock: object = time.perf_counter) -> float:
    public.find = find  # type: ignore[assignment]
    client = app.test_client()
    try:
        return seconds(lambda: client.get(address), clock)
    finally:
        public.find = finder.find


def same_answers(ours: Flask, rival: Flask, searches: list[Criteria], towns: dict[str, str]) -> None:
    for wanted in searches:
        answers = []
        for app, find in ((ours, finder.find), (rival, plain_find)):
            with app.test_request_context("/positions"):
                found = find(wanted, towns)
                counts = {f.name: {o.value: o.count for o in f.options} for f in found.facets}
                answers.append((found.total, [row.id for row in found.rows], counts))
                db.session.remove()
        assert answers[0] == answers[1], wanted


def p95(values: list[float]) -> float:
    return float(np.percentile(values, 95))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _fetch(port: int, addresses: list[str], until: float, done: list[float], failed: list[str]) -> None:
    rng = random.Random(threading.get_ident())
    while time.perf_counter() < until:
        start = time.perf_counter()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", rng.choice(addresses))
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status != 200:
                failed.append(str(answer.status))
        except OSError as error:
            failed.append(type(error).__name__)
        done.append(time.perf_counter() - start)


def _wrk(port: int, addresses: list[str], length: float) -> tuple[float, float, list[str]]:
    """The same with wrk, which leaves more of the processors to the server than a client in Python does."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        paths = ", ".join(f'"{address}"' for address in addresses)
        script.write(f'local paths = {{{paths}}}\nlocal n = 0\nrequest = function() n = n % #paths + 1; return wrk.format("GET", paths[n]) end\n')
        script.flush()
        command = ["wrk", "-t1", "-c16", f"-d{max(1, round(length))}s", "--latency", "-s", script.name, f"http://127.0.0.1:{port}"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    amount, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    failed = re.findall(r"Non-2xx.*|Socket errors.*", said)
    return rate, float(amount) * {"us": 1e-6, "ms": 1e-3, "s": 1}[unit], failed


def served(environment: dict[str, str], addresses: list[str], length: float) -> tuple[float, float, list[str]]:
    """Requests a second at 16 connections on gunicorn with two sync workers, p99 in seconds, and failures."""
    port = _free_port()
    command = [str(ROOT / ".venv/bin/gunicorn"), "-w", "2", "-k", "sync", "-b", f"127.0.0.1:{port}", "--log-level", "error", "wsgi:create_app()"]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _try in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(.2)
        for _warm in range(12):
            _fetch(port, addresses, time.perf_counter() + .01, [], [])
        if shutil.which("wrk"):
            return _wrk(port, addresses, length)
        done: list[float] = []
        failed: list[str] = []
        until = time.perf_counter() + length
        threads = [threading.Thread(target=_fetch, args=(port, addresses, until, done, failed)) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return len(done) / length, float(np.percentile(done, 99)), failed
    finally:
        server.terminate()
        server.wait(20)


def _app(folder: Path, url: str = "") -> Flask:
    folder.mkdir(parents=True, exist_ok=True)
    return create_app({"INSTANCE": str(folder), "DATABASE_URL": url, "MODE": "testing"})


def _without_indexes(source: Path, target: Path) -> None:
    """A copy of the database as the plain way has it: tables and primary keys alone."""
    target.parent.mkdir(parents=True)
    with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(target)) as new:
        old.backup(new)
        listed = "SELECT type, name FROM sqlite_master WHERE type = 'trigger' OR type = 'index' AND sql IS NOT NULL AND tbl_name IN ('positions', 'employers')"
        for kind, name in new.execute(listed).fetchall():
            new.execute(f'DROP {kind} "{name}"')
        new.execute("DROP TABLE position_search")
        new.commit()
        new.execute("VACUUM")


def measure(options: argparse.Namespace, folder: Path) -> list[str]:
    ours = _app(folder / "ours", options.database_url)
    with ours.app_context():
        if options.database_url:
            db.drop_all()
        db.create_all()
        print(f"writing {options.positions} live positions …", flush=True)
        fill(options.positions)
        words = choose_queries()
        towns = queries.township_names()
        hits = [int(queries.hits(text_words(word)).size) for word in words]
        dialect = db.engine.dialect.name
        db.session.remove()
    rival = ours
    if not options.database_url:
        _without_indexes(folder / "ours/rongqiao.sqlite3", folder / "rival/rongqiao.sqlite3")
        shutil.copy(folder / "ours/keys.json", folder / "rival/keys.json")
        rival = _app(folder / "rival")
    searches = [Criteria(q=word, **FILTERS) for word in words]
    addresses = ["/positions?" + urlencode(wanted.arguments(), doseq=True) for wanted in searches]
    print("comparing the answers …", flush=True)
    same_answers(ours, rival, searches, towns)
    for app, find in ((ours, finder.find), (rival, plain_find)):
        page_time(app, find, addresses[0])  # templates compiled, columns read
    data: dict[str, list[list[float]]] = {"ours": [[] for _ in searches], "rival": [[] for _ in searches]}
    page: dict[str, list[list[float]]] = {"ours": [[] for _ in searches], "rival": [[] for _ in searches]}
    for turn in range(options.rounds):
        print(f"round {turn + 1} of {options.rounds}, load {os.getloadavg()[0]:.2f}", flush=True)
        for n, (wanted, address) in enumerate(zip(searches, addresses, strict=True)):
            data["ours"][n].append(data_time(ours, finder.find, wanted, towns))
            data["rival"][n].append(data_time(rival, plain_find, wanted, towns))
            page["ours"][n].append(page_time(ours, finder.find, address))
            page["rival"][n].append(page_time(rival, plain_find, address))
    in_process = [page_time(ours, finder.find, address) for _ in range(10) for address in addresses]
    processor = [page_time(ours, finder.find, address, time.process_time) for _ in range(10) for address in addresses]
    with ours.app_context():
        reload = seconds(lambda: (queries._kept.clear(), queries.live_columns()))
        db.session.remove()
    environment = {"RONGQIAO_INSTANCE": str(folder / "ours"), "DATABASE_URL": options.database_url, "RONGQIAO_SECRET_KEY": "b" * 48}
    rate, p99, failed = served(environment, addresses, options.seconds)
    return report(options, dialect, words, hits, data, page, (in_process, processor), reload, rate, p99, failed)


def report(options: argparse.Namespace, dialect: str, words: list[str], hits: list[int], data: dict, page: dict, pages: tuple[list[float], list[float]],
           reload: float, rate: float, p99: float, failed: list[str]) -> list[str]:
    middle = statistics.median
    lines = [
        f"## {today()} · {dialect} · {options.positions:,} live positions", "",
        f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, SQLAlchemy {sqlalchemy.__version__}, load average {os.getloadavg()[0]:.2f}, "
        f"{options.rounds} interleaved rounds, medians.", "",
        "| words | hits | data, ms | rival, ms | ratio | page, ms | rival, ms | ratio |", "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    sums = Counter()
    for n, word in enumerate(words):
        four = [middle(kind[side][n]) * 1000 for kind in (data, page) for side in ("ours", "rival")]
        sums.update(dict(zip("abcd", four, strict=True)))
        cells = (word, f"{hits[n]:,}", f"{four[0]:.1f}", f"{four[1]:.0f}", f"{four[1] / four[0]:.0f}×", f"{four[2]:.1f}", f"{four[3]:.0f}",
                 f"{four[3] / four[2]:.0f}×")
        lines.append("| " + " | ".join(cells) + " |")
    bars = [
        ("data part, all queries", f"{sums['b'] / sums['a']:.1f}×", "≥ 10×", sums["b"] / sums["a"] >= 10),
        ("whole page, all queries", f"{sums['d'] / sums['c']:.1f}×", "≥ 3×", sums["d"] / sums["c"] >= 3),
        ("slowest ratio of one query, page", f"{min(middle(page['rival'][n]) / middle(page['ours'][n]) for n in range(len(words))):.1f}×", "–", True),
        ("in process, p95 of 200 pages", f"{p95(pages[0]) * 1000:.1f} ms", "≤ 25 ms", p95(pages[0]) <= .025),
        ("the same in processor time", f"p95 {p95(pages[1]) * 1000:.1f} ms, median {middle(pages[1]) * 1000:.1f} ms", "–", True),
        ("gunicorn, 2 sync workers, 16 connections", f"{rate:.0f} req/s, p99 {p99 * 1000:.0f} ms, {len(failed)} errors", "≥ 100 req/s, 0 errors",
         rate >= 100 and not failed),
        ("reading the live columns anew after a change", f"{reload * 1000:.0f} ms", "–", True),
    ]
    lines += ["", "| figure | measured | bar | |", "|---|---|---|---|"]
    lines += [f"| {name} | {value} | {bar} | {'' if bar == '–' else 'met' if met else 'MISSED'} |" for name, value, bar, met in bars]
    return [*lines, ""]


def main() -> None:
    logging.disable(logging.CRITICAL)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--positions", type=int, default=32_086)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--database-url", default="", help="an empty PostgreSQL database; its tables are dropped and made anew")
    parser.add_argument("--out", type=Path, help="append the report to this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rongqiao-bench-") as folder:
        lines = measure(options, Path(folder))
    print("\n".join(lines))
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        with options.out.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
