"""The distributed cross-match: the local result, whatever becomes of a worker."""

import json
import os
import signal

import numpy as np
import pytest
from scipy.sparse import random_array

from jobs.matching import memory
from jobs.matching.cluster import Best, connected, cross_on
from jobs.matching.topk import cross_top_k
from jobs.matching.upkeep import refit
from tests.matching.edits import Editor

K = {"k_documents": 7, "k_queries": 5}


@pytest.fixture(scope="module")
def matrices():
    rng = np.random.default_rng(4)
    left, right = (random_array((n, 400), density=0.06, format="csr", dtype=np.float32, rng=rng) for n in (900, 500))
    masks = [rng.integers(0, 2**8, (n, 2)).astype(np.uint64) for n in (900, 500)]
    return left, right, {"query_mask": masks[0] & masks[0][::-1] & np.uint64(0x11), "document_mask": masks[1] | np.uint64(0x05)}


@pytest.fixture(scope="module")
def client(request):
    with connected(workers=2) as client:
        yield client


def same(ours, theirs):
    for (ids, scores), (others, values) in zip(ours, theirs, strict=True):
        assert np.allclose(scores, values, atol=1e-6)
        differs = ids != others
        assert not differs.any() or np.allclose(scores[differs], values[differs], atol=1e-6)
        assert differs.mean() < 0.01


@pytest.mark.parametrize("masked", [False, True])
def test_blocks_on_workers_give_the_local_result(matrices, client, masked):
    left, right, masks = matrices
    told = []
    options = {**K, **(masks if masked else {})}
    cross = cross_on(client, queries_at_once=200, documents_at_once=150)
    same(cross(left, right, **options, progress=lambda done, total: told.append((done, total))), cross_top_k(left, right, **options))
    assert told == [(n, 20) for n in range(1, 21)]


def test_a_lost_worker_costs_nothing_but_time(matrices, client):
    left, right, masks = matrices
    process = next(iter(client.run(os.getpid).values()))
    lost = []

    def kill(_done, _total):
        if not lost:
            os.kill(process, signal.SIGKILL)
            lost.append(process)
    cross = cross_on(client, queries_at_once=60, documents_at_once=50)
    same(cross(left, right, **K, **masks, progress=kill), cross_top_k(left, right, **K, **masks))
    assert lost == [process]


def test_merging_is_the_same_in_any_order():
    rng = np.random.default_rng(1)
    scores = rng.integers(1, 5, (4, 60)).astype(np.float32)
    parts = [(start, (np.argsort(-scores[:, start:start + 20], axis=1, kind="stable")[:, :6],
                      -np.sort(-scores[:, start:start + 20], axis=1)[:, :6])) for start in (0, 20, 40)]
    results = []
    for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        best = Best(4, 6)
        for place in order:
            best.add(0, parts[place][1], parts[place][0])
        results.append(best.results)
    wanted = np.argsort(-scores, axis=1, kind="stable")[:, :6]
    for ids, _scores in results:
        assert (ids == wanted).all()


def test_the_command_gives_the_local_files(app, make, tmp_path):
    memory.forget()
    editor = Editor(make, 5)
    for _ in range(30):
        editor.add_person()
    for _ in range(12):
        editor.add_position()
    refit()
    for engine in ("local", "dask"):
        result = app.test_cli_runner().invoke(args=["match", "city", "--scope", "all", "--engine", engine, "--workers", "2", "--json",
                                                    "--out", str(tmp_path / engine)])
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["people"] == 30
    for name in ("positions.csv", "veterans.csv"):
        assert (tmp_path / "local" / name).read_text() == (tmp_path / "dask" / name).read_text()


def test_what_is_missing_is_said(app, make, monkeypatch):
    make.position()
    refit()
    command = ["match", "city", "--engine", "dask"]
    result = app.test_cli_runner().invoke(args=[*command, "--scheduler", "tcp://127.0.0.1:9"])
    assert result.exit_code == 1
    assert "127.0.0.1:9" in result.output

    def absent(_name):
        raise ImportError
    monkeypatch.setattr("jobs.matching.cli.import_module", absent)
    result = app.test_cli_runner().invoke(args=command)
    assert result.exit_code == 1
    assert "requirements-dask.txt" in result.output
