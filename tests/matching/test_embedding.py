"""The plug point for an embedding of texts: a stub changes what meets, and nothing else."""

import numpy as np
import pytest
import scipy.sparse as sp

from jobs.matching.embedding import register_embedding, text_embedding
from jobs.matching.features import BLOCKS, PRIOR, encode_candidates, encode_postings, fit
from jobs.matching.services import block_weights, is_due
from jobs.matching.store import fitted
from jobs.matching.subjects import Candidate, Posting
from jobs.matching.tasks import refit

PEOPLE = [Candidate(id=1, wishes=("开车",)), Candidate(id=2, wishes=("做饭",)), Candidate(id=3)]
POSTINGS = [Posting(id=1, title="司机"), Posting(id=2, title="厨师")]


class Stub:
    """Knows two meanings."""

    name, share = "stub", 0.25

    def rows(self, texts):
        return np.array([[2.0 * ("车" in t or "司机" in t), 1.0 * ("饭" in t or "厨" in t)] for t in texts])


@pytest.fixture
def plugged():
    register_embedding(Stub())
    yield
    register_embedding(None)


def products():
    model = fit(PEOPLE, POSTINGS)
    left, right = encode_candidates(PEOPLE, model), encode_postings(POSTINGS, model)
    columns = np.unique(np.concatenate((left.tokens, right.tokens)))
    rows = [sp.csr_array((side.values, (side.rows, np.searchsorted(columns, side.tokens))), shape=(len(side.ids), len(columns))) for side in (left, right)]
    return (rows[0] @ rows[1].T).toarray(), left


def test_none_comes_with_the_product():
    assert text_embedding() is None


def test_what_means_the_same_meets_by_the_embeddings_share(plugged):
    found, left = products()
    assert found[:2] == pytest.approx(np.diag([PRIOR.text * Stub.share] * 2), abs=1e-9)
    assert not found[2].any()
    assert left.has[:, BLOCKS.index("text")].tolist() == [True, True, False]


def test_rows_keep_their_length(plugged):
    """The text block of a row still has the length of its weight, so that a perfect fit still gives its points."""
    _found, left = products()
    assert np.bincount(left.rows, left.values ** 2, minlength=3) == pytest.approx([PRIOR.text, PRIOR.text, 0.0])


def test_without_it_the_two_do_not_meet():
    assert not products()[0].any()


@pytest.mark.parametrize("rows", [np.array([[-1.0, 0.0]] * 3), np.array([[np.nan, 0.0]] * 3), np.ones((1, 2))])
def test_rows_that_would_break_the_top_k_are_refused(plugged, rows, monkeypatch):
    monkeypatch.setattr(Stub, "rows", lambda self, texts: rows)
    with pytest.raises(ValueError, match="one row a text"):
        products()


def test_a_share_must_leave_room_for_the_words():
    class Greedy(Stub):
        share = 1.0
    with pytest.raises(ValueError, match="between 0 and 1"):
        register_embedding(Greedy())


def test_it_is_a_new_version_of_the_model(make, app):
    make.person()
    refit()
    assert not is_due()
    register_embedding(Stub())
    try:
        assert is_due()
        refit()
        assert not is_due()
        assert block_weights().name == "prior-1+stub"
        assert fitted().name.startswith("prior-1+stub-")
    finally:
        register_embedding(None)
    assert is_due()
