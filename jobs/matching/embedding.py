"""Where somebody's own embedding of texts can be plugged in. None comes with the product: the ranking is complete without one.

    class Ours:
        name, share = "ours-2", 0.4
        def rows(self, texts): ...   # one row a text, no value below zero

    register_embedding(Ours())       # in the package's setup, before the first request

It becomes a part of the text block: `share` of the block's product comes from it, the rest from the words, so that blocks, conditions, exact
top k and explanations stay what they are. Values must not be negative, since the top k is bounded by that: a dense model's output has to be made
so (its positive part, or the nearest of some thousand centres). A new name is a new version: everything is encoded anew.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import scipy.sparse as sp

MEANING = np.uint64(1 << 58)  # marks the columns of an embedding among the text block's tokens


class TextEmbedding(Protocol):
    """Texts as rows that are close where the texts mean the same."""

    @property
    def name(self) -> str:
        """A name that changes whenever the rows could."""

    @property
    def share(self) -> float:
        """Its part of the text block, above 0 and below 1."""

    def rows(self, texts: Sequence[str]) -> Any:
        """A matrix (numpy or scipy.sparse) with one row a text, without negative values; the same text always gives the same row."""


_registered: list[TextEmbedding] = []


def register_embedding(embedding: TextEmbedding | None) -> None:
    """Use this embedding from now on; None takes it out.

    Raises:
        ValueError: its share is not between 0 and 1.

    """
    if embedding is not None and not 0 < embedding.share < 1:
        raise ValueError("the share of an embedding lies between 0 and 1")
    _registered[:] = [] if embedding is None else [embedding]


def text_embedding() -> TextEmbedding | None:
    """The one that is registered."""
    return next(iter(_registered), None)


def unit_embedding(embedding: TextEmbedding, texts: Sequence[str]) -> sp.coo_array:
    """Its rows, each scaled to length one; a row of zeros stays one.

    Raises:
        ValueError: there are not as many rows as texts, or a value is negative or not a number.

    """
    found = sp.csr_array(embedding.rows(texts), dtype=np.float64)
    if found.shape[0] != len(texts) or not np.all(found.data >= 0):
        raise ValueError("an embedding gives one row a text and no value below zero")
    length = np.sqrt(found.multiply(found).sum(axis=1))
    return sp.coo_array(sp.diags_array(np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)) @ found)
