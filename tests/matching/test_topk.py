"""The exact top-k against brute force, against the plain engine, and against sparse_dot_topn."""

import os

import numpy as np
import pytest
import scipy.sparse as sp
import sparse_dot_topn
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.matching.kernel import engine, forget_older_builds, online, plain
from jobs.matching.topk import IS_COMPILED, build_index, cross_top_k, top_k

EIGHTHS = [0.125, 0.25, 0.5, 1.0]  # exact in float32, so that ties are ties whatever the order of adding


def matrix(rng, rows, terms, density, weights=EIGHTHS):
    dense = rng.choice(weights, (rows, terms)) * (rng.random((rows, terms)) < density)
    if rows > 4:
        dense[rng.integers(rows, size=rows // 5)] = 0
        dense[rng.integers(rows, size=rows // 3)] = dense[0]
    return sp.csr_matrix(dense, dtype=np.float32)


def masks(rng, rows, words, ask):
    return (rng.random((rows, words * 64)) < ask).reshape(rows, words, 64) @ (np.uint64(1) << np.arange(64, dtype=np.uint64))


def brute(left, right, k, left_mask=None, right_mask=None, turned=False):
    scores = (left @ right.T).toarray()
    if left_mask is not None:
        need, have = (right_mask[None, :, :], left_mask[:, None, :]) if turned else (left_mask[:, None, :], right_mask[None, :, :])
        scores[((need & ~have) != 0).any(axis=2)] = 0
    ids, best = np.full((len(scores), k), -1, np.int64), np.zeros((len(scores), k), np.float32)
    for row, values in enumerate(scores):
        order = [i for i in np.lexsort((np.arange(len(values)), -values)) if values[i] > 0][:k]
        ids[row, :len(order)], best[row, :len(order)] = order, values[order]
    return ids, best


def same(found, wanted):
    assert np.array_equal(found[0], wanted[0])
    assert np.array_equal(found[1], wanted[1])
    assert found[0].dtype == np.int64
    assert found[1].dtype == np.float32


cases = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 70), st.integers(0, 70), st.integers(1, 200), st.sampled_from([0.02, 0.1, 0.5]),
                  st.integers(0, 12), st.integers(1, 80), st.integers(0, 3), st.integers(1, 3))


def check(engine_case):
    seed, queries, documents, terms, density, k_documents, k_queries, words, threads = engine_case
    rng = np.random.default_rng(seed)
    left, right = matrix(rng, queries, terms, density), matrix(rng, documents, terms, density)
    query_mask, document_mask = (masks(rng, queries, words, 0.01), masks(rng, documents, words, 0.5)) if words else (None, None)
    by_query, by_document = cross_top_k(left, right, k_documents=k_documents, k_queries=k_queries, threads=threads,
                                        query_mask=query_mask, document_mask=document_mask)
    same(by_query, brute(left, right, k_documents, query_mask, document_mask))
    same(by_document, brute(right, left, k_queries, document_mask, query_mask, turned=True))
    index = build_index(right, document_mask=document_mask)
    same(top_k(left, index, k_documents, query_mask=query_mask), brute(left, right, k_documents, query_mask, document_mask))


@settings(max_examples=150, deadline=None)
@given(cases)
def test_both_lists_are_those_of_brute_force(case):
    check(case)


@pytest.mark.parametrize("seed", range(25))
def test_shards_change_nothing(seed, monkeypatch):
    monkeypatch.setattr(engine, "SHARD", 256)
    monkeypatch.setattr(online, "SHARD", 256)
    rng = np.random.default_rng(seed)
    check((seed, int(rng.integers(500, 900)), int(rng.integers(300, 800)), 150, 0.1, 7, 5, seed % 3, 2))


@pytest.mark.parametrize("seed", range(25))
def test_the_plain_engine_gives_the_same(seed, monkeypatch):
    monkeypatch.setattr("jobs.matching.topk.engine", plain)
    check((seed, 40 + 30 * seed, 60 + seed, 90, 0.1, 6, 9, seed % 3, 1))


def test_the_engine_is_compiled():
    assert IS_COMPILED


def like(found, rival, tolerance=2e-6):
    """Equal to sparse_dot_topn's but for ties of floats: the same number of places, the same scores, and each pair has its score."""
    for row in range(rival.shape[0]):
        scores = rival.data[rival.indptr[row]:rival.indptr[row + 1]]
        held = found[0][row] >= 0
        assert held.sum() == len(scores)
        assert np.allclose(found[1][row][held], np.sort(scores)[::-1], atol=tolerance)
        ids = rival.indices[rival.indptr[row]:rival.indptr[row + 1]]
        bar = scores.min(initial=np.inf) + tolerance
        assert set(ids[scores > bar]) <= set(found[0][row][held])


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_it_agrees_with_sparse_dot_topn(threads):
    rng = np.random.default_rng(threads)
    columns = np.minimum(rng.zipf(1.3, 400_000) - 1, 4_999)
    left, right = (sp.csr_matrix((rng.random(n * 40).astype(np.float32), (np.repeat(np.arange(n), 40), columns[i:i + n * 40])), shape=(n, 5_000))
                   for n, i in ((3_000, 0), (5_000, 150_000)))
    for side in (left, right):
        side.sum_duplicates()
    by_query, by_document = cross_top_k(left, right, k_documents=20, k_queries=50, threads=threads)
    first = sparse_dot_topn.sp_matmul_topn(left, right.T.tocsr(), top_n=20, sort=True)
    like(by_query, first)
    like(by_document, sparse_dot_topn.sp_matmul_topn(right, left.T.tocsr(), top_n=50, sort=True))
    like(top_k(left, build_index(right), 20), first)


def test_over_65535_documents():
    rng = np.random.default_rng(3)
    n = 70_000
    documents = sp.csr_matrix((np.ones(n * 3, np.float32), (np.repeat(np.arange(n), 3), rng.integers(0, 4_000, n * 3))), shape=(n, 4_000))
    documents.sum_duplicates()
    queries = documents[[0, 5, 33_000, 69_999]]
    by_query, by_document = cross_top_k(queries, documents, k_documents=9, k_queries=2)
    same(by_query, brute(queries, documents, 9))
    same(by_document, brute(documents, queries, 2))
    wide = documents[rng.permutation(n)]
    both, _ = cross_top_k(documents, wide, k_documents=3, k_queries=3)
    picked = rng.integers(0, n, 200)
    same((both[0][picked], both[1][picked]), brute(documents[picked], wide, 3))
    same(top_k(queries, build_index(documents), 9), brute(queries, documents, 9))


def test_what_cannot_be_ranked_is_refused():
    good = sp.csr_matrix(np.eye(3, dtype=np.float32))
    with pytest.raises(ValueError, match="not negative"):
        cross_top_k(-good, good, k_documents=1, k_queries=1)
    with pytest.raises(ValueError, match="not negative"):
        cross_top_k(good * np.nan, good, k_documents=1, k_queries=1)
    with pytest.raises(ValueError, match="same columns"):
        cross_top_k(good, good[:, :2], k_documents=1, k_queries=1)
    with pytest.raises(ValueError, match="both masks"):
        cross_top_k(good, good, k_documents=1, k_queries=1, query_mask=np.zeros((3, 1), np.uint64))
    with pytest.raises(ValueError, match="uint64"):
        cross_top_k(good, good, k_documents=1, k_queries=1, query_mask=np.zeros((3, 1), np.int64), document_mask=np.zeros((3, 1), np.int64))


def test_unsorted_and_repeated_entries_are_summed_and_inputs_stay_as_they_were():
    messy = sp.csr_matrix((np.array([1, 2, 3], np.float32), np.array([2, 0, 2]), np.array([0, 3])), shape=(1, 3))
    by_query, _ = cross_top_k(messy, sp.csr_matrix(np.eye(3, dtype=np.float32)), k_documents=3, k_queries=1)
    assert by_query[0].tolist() == [[2, 0, -1]]
    assert by_query[1].tolist() == [[4.0, 2.0, 0.0]]
    assert messy.nnz == 3


def test_what_was_compiled_before_a_source_file_changed_is_dropped(tmp_path):
    """A function compiled with another length of the dense part gave wrong lists until its own file changed, too."""
    caches = tmp_path / "__pycache__"
    caches.mkdir()
    for name, age in (("scan.py", 10), ("__pycache__/cross.walk.nbi", 20), ("__pycache__/cross.walk.1.nbc", 20), ("__pycache__/scan.dot.1.nbc", 5)):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    assert forget_older_builds(tmp_path) == 2
    assert [build.name for build in caches.iterdir()] == ["scan.dot.1.nbc"]
