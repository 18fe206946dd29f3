"""Commands that rank: `flask match …`."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

import click
from flask import current_app
from flask_babel import gettext as _
from rich.console import Console
from rich.progress import Progress

from core.audit import SYSTEM
from core.errors import BadInput, Refusal
from core.types import LARGEST_ID
from jobs.matching.collections import AUTO, KINDS, rank_texts, read_texts
from jobs.matching.evaluation import BadLine, evaluate, read_judgements, read_run
from jobs.matching.ranker import Ranked
from jobs.matching.rules import Condition
from jobs.matching.services import MANY, Ranking, is_due, model_in_force, people_for_position, positions_for_person
from jobs.matching.services.city import ALL, LIVE, TOP_CANDIDATES, TOP_POSITIONS, csv_lines
from jobs.matching.topk import cross_top_k
from jobs.matching.upkeep import keep_rows, learn, refit, run_city
from jobs.matching.wording import condition_sentence, reason_sentence, refusal_sentence
from jobs.states.weights import REFUSED

Result = TypeVar("Result")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("match")
def match() -> None:
    """Rank people for positions, positions for people, and outside collections."""


def _understood(step: Callable[[], Result]) -> Result:
    """A file that somebody gave: what is wrong with it is a refusal."""
    try:
        return step()
    except BadLine as error:
        raise BadInput(_("Cannot be read: %(place)s", place=str(error))) from None
    except UnicodeDecodeError:
        raise BadInput(_("Cannot be read: the file is not UTF-8.")) from None


def _condition(condition: Condition) -> dict[str, Any]:
    return {"name": condition.name, "required": condition.required, "has": condition.has, "met": condition.met, "reason": condition_sentence(condition)}


def _result(result: Ranked) -> dict[str, Any]:
    return {"id": result.id, "score": result.score, "eligible": result.eligible, "conditions": [_condition(c) for c in result.conditions],
            "blocks": result.blocks, "matched": list(result.explanation.matched), "missing": list(result.explanation.missing),
            "reasons": [reason_sentence(r) for r in result.explanation.reasons]}


def _print(ranking: Ranking, as_json: bool) -> None:
    if as_json:
        document = {"subject": ranking.subject, "live": ranking.live, "model": ranking.model, "results": [_result(r) for r in ranking.results]}
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for place, result in enumerate(ranking.results, 1):
        score = "–" if result.score is None else f"{result.score:.1f}"
        state = _("eligible") if result.eligible else _("one condition unmet")
        reasons = [condition_sentence(c) for c in result.conditions if c.met is False] + [reason_sentence(r) for r in result.explanation.reasons]
        click.echo(f"{place:>3}  {result.id:>6}  {score:>5}  {state}  {' '.join(reasons)}")
    if not ranking.results:
        click.echo(_("Nobody and nothing fits."))


def _ready() -> Path:
    """Fit a model when there is none that is good, and store rows when many have to be encoded; the folder of the snapshots."""
    if is_due():
        refit()
    else:
        keep_rows(MANY)
    folder: Path = current_app.config["INSTANCE"]
    return folder


@match.command("position")
@click.argument("position_id", metavar="ID", type=int)
@click.option("--top", type=click.IntRange(min=1), default=50, show_default=True, help="How many people to give.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def match_position(position_id: int, top: int, as_json: bool) -> None:
    """Rank everybody of working age (16 to 64) who is not marked as not seeking for position ID, open or closed."""
    _print(people_for_position(position_id, _ready(), top=top), as_json)


@match.command("veteran")
@click.argument("person_id", metavar="ID", type=int)
@click.option("--top", type=click.IntRange(min=1), default=20, show_default=True, help="How many positions to give.")
@click.option("--scope", type=click.Choice(["live", "all"]), default="live", show_default=True, help="Live positions, or all that were ever published.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def match_veteran(person_id: int, top: int, scope: str, as_json: bool) -> None:
    """Rank positions for the person ID on file."""
    _print(positions_for_person(person_id, _ready(), top=top, live_only=scope == "live"), as_json)


@match.command("fit")
def match_fit() -> None:
    """Learn anew how rare each word and skill is; done by itself when the city has grown or shrunk by a tenth."""
    refit()
    click.echo(_("The ranking's model is now %(name)s.", name=model_in_force().name))


@match.command("learn")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def match_learn(as_json: bool) -> None:
    """Learn the weights of blocks and fields from intentions and placements, judged on later ones; staff decide whether they come into force."""
    _ready()
    row = learn(SYSTEM)
    found = {"name": row.name, "state": row.state, "base": row.base, "points": row.points, "base_points": row.base_points, "fields": row.fields,
             "base_fields": row.base_fields, "outcomes": row.outcomes, "held_back": row.held_back, "ndcg_before": row.ndcg_before,
             "ndcg_after": row.ndcg_after, "low": row.low, "high": row.high, "exposure": row.exposure,
             "reasons": [refusal_sentence(reason) for reason in row.reasons]}
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        click.echo(_("%(name)s, learned from %(n)s outcomes, judged on %(held)s later ones: nDCG@10 %(before)s before, %(after)s after.", name=row.name,
                     n=row.outcomes, held=row.held_back, before=f"{row.ndcg_before:.4f}", after=f"{row.ndcg_after:.4f}"))
        click.echo("  ".join(f"{block} {row.base_points[block]:.1f} → {points:.1f}" for block, points in row.points.items()))
        click.echo("  ".join(f"{field} {row.base_fields[field]:g} → {value:g}" for field, value in row.fields.items()))
        click.echo("\n".join(refusal_sentence(reason) for reason in row.reasons) or _("It waits for staff to adopt it."))
    if row.state == REFUSED:
        sys.exit(1)


@contextmanager
def _engine(name: str, scheduler: str, workers: int | None) -> Iterator[Any]:
    """The function that ranks both sides; the distributed one is only loaded when it is asked for.

    Raises:
        Refusal: it is not installed, or the scheduler does not answer.

    """
    if name == "local":
        yield cross_top_k
        return
    try:
        cluster = import_module("jobs.matching.cluster")
    except ImportError:
        raise Refusal(_("dask.distributed is not installed: pip install -r requirements-dask.txt")) from None
    with ExitStack() as stack:
        try:
            client = stack.enter_context(cluster.connected(scheduler, workers or 0))
        except OSError:
            raise Refusal(_("The dask scheduler does not answer: %(address)s", address=scheduler)) from None
        yield cluster.cross_on(client)


@match.command("city")
@click.option("--scope", type=click.Choice([LIVE, ALL]), default=LIVE, show_default=True, help="Live positions and people who seek, or everything on file.")
@click.option("--top-positions", type=click.IntRange(1, LARGEST_ID), default=TOP_POSITIONS, show_default=True, help="How many positions for each person.")
@click.option("--top-candidates", type=click.IntRange(1, LARGEST_ID), default=TOP_CANDIDATES, show_default=True, help="How many people for each position.")
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True, help="This process, or dask.distributed.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="The dask scheduler; without it, workers are started on this machine.")
@click.option("--workers", type=click.IntRange(min=1), help="How many workers to start on this machine; one a processor without it.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="A folder for positions.csv and veterans.csv.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def match_city(scope: str, top_positions: int, top_candidates: int, engine: str, scheduler: str, workers: int | None, out: Path | None,
               as_json: bool) -> None:
    """Rank every position and every person for each other, and keep the lists."""
    _ready()
    started = perf_counter()
    with Progress(console=Console(stderr=True), transient=True) as bar, _engine(engine, scheduler, workers) as cross:
        task = bar.add_task(_("The city"), total=None)
        found = run_city(scope, top_positions, top_candidates, engine=cross, progress=lambda done, total: bar.update(task, completed=done, total=total))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, lists, heading in (("positions.csv", found.positions, "position_id,rank,veteran_id,score"),
                                     ("veterans.csv", found.people, "veteran_id,rank,position_id,score")):
            with (out / name).open("w", encoding="utf-8", newline="") as file:
                file.writelines(csv_lines(lists, heading))
    told = {"scope": scope, "model": found.model, "people": len(found.people.subjects), "positions": len(found.positions.subjects),
            "mutual": found.mutual, "people_never_shown": len(found.unshown), "positions_never_shown": len(found.unreached),
            "seconds": round(perf_counter() - started, 2)}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else _(
        "%(people)s people and %(positions)s positions ranked for each other. In nobody's list: %(people_never_shown)s people, "
        "%(positions_never_shown)s positions. Pairs in both lists: %(mutual)s.", **told))


def _run_lines(query_ids: list[str], corpus_ids: list[str], ranked: Iterable[list[tuple[int, float]]]) -> Iterable[str]:
    for query, results in zip(query_ids, ranked, strict=True):
        best: dict[str, float] = {}
        for place, score in results:  # a corpus may hold a name twice, a run may not
            best.setdefault(corpus_ids[place], score)
        for rank, (name, score) in enumerate(best.items(), 1):
            yield f"{query} Q0 {name} {rank} {score:.9g} rongqiao\n"


@match.command("run")
@click.option("--queries", type=_FILE, required=True, help="Lines of id<TAB>text.")
@click.option("--corpus", type=_FILE, required=True, help="Lines of id<TAB>text.")
@click.option("--kind", type=click.Choice([AUTO, *sorted(KINDS)]), default=AUTO, show_default=True,
              help="Whether the corpus is of titles or of descriptions; auto goes by the length of its texts.")
@click.option("--bridge/--no-bridge", default=True, show_default=True, help="Use the tables of words that mean the same, in Chinese and English.")
@click.option("--top", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The run to write, in TREC format.")
def match_run(queries: Path, corpus: Path, kind: str, bridge: bool, top: int, out: Path) -> None:
    """Rank an outside collection."""
    query_ids, query_texts = _understood(lambda: read_texts(queries.read_text(encoding="utf-8-sig").split("\n")))
    corpus_ids, corpus_texts = _understood(lambda: read_texts(corpus.read_text(encoding="utf-8-sig").split("\n")))
    out.parent.mkdir(parents=True, exist_ok=True)
    ranked = rank_texts(query_texts, corpus_texts, kind=kind, top=top, tables=None if bridge else ())
    with (click.progressbar(ranked, length=len(query_ids), file=sys.stderr) as progress, out.open("w", encoding="utf-8") as file):
        file.writelines(_run_lines(query_ids, corpus_ids, progress))
    click.echo(_("%(n)s queries ranked.", n=len(query_ids)))


@match.command("evaluate")
@click.argument("run", type=_FILE)
@click.argument("qrels", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def match_evaluate(run: Path, qrels: Path, as_json: bool) -> None:
    """Measure a RUN against QRELS, both in TREC format."""
    lines = [_understood(lambda path=path: path.read_text(encoding="utf-8-sig").split("\n")) for path in (run, qrels)]  # type: ignore[misc]
    measures = evaluate(_understood(lambda: read_run(lines[0])), _understood(lambda: read_judgements(lines[1])))
    named = {"ndcg@10": measures.ndcg_10, "map": measures.map, "mrr": measures.mrr, "recall@100": measures.recall_100, "queries": measures.queries}
    if not measures.queries:
        raise BadInput(_("The run and the judgements have no query in common."))
    click.echo(json.dumps(named) if as_json else "\n".join(f"{name:<12}{value:.4f}" if name != "queries" else f"{name:<12}{value}"
                                                            for name, value in named.items()))
