"""Quality on test collections, against scikit-learn's TF-IDF with characters and pairs, paired by query.

    python benchmarks/ranking.py --collections FOLDER

FOLDER holds one folder a collection with `queries.tsv` and `corpus.tsv` (id<TAB>text) and `qrels.tsv` (TREC, tabs). No collection is part of this
repository: most allow research only. Without --collections nothing is measured.
"""

import argparse
import re
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from jobs.matching.collections import KINDS, rank_texts, read_texts
from jobs.matching.evaluation import evaluate, read_judgements

TOP, RESAMPLES = 1000, 2000


def characters_and_pairs(text: str) -> list[str]:
    """Latin words, and every Chinese character and pair: the usual analyser without a dictionary."""
    out: list[str] = []
    for word in re.findall(r"[a-z0-9+#]+|[\u4e00-\u9fff]+", text.lower()):
        out += [word] if word[0] < "\u4e00" else [*word, *(word[i:i + 2] for i in range(len(word) - 1))]
    return out


def rival(queries: list[str], corpus: list[str]) -> list[list[tuple[int, float]]]:
    vectorizer = TfidfVectorizer(analyzer=characters_and_pairs, sublinear_tf=True)
    documents = vectorizer.fit_transform(corpus)
    scores = (vectorizer.transform(queries) @ documents.T).toarray()
    return [[(int(i), float(row[i])) for i in np.argsort(-row, kind="stable")[:TOP] if row[i] > 0] for row in scores]


def per_query(ids: list[str], corpus_ids: list[str], ranked: list[list[tuple[int, float]]], judged: dict[str, dict[str, int]]) -> np.ndarray:
    """nDCG@10 of every query."""
    return np.array([evaluate({q: {corpus_ids[i]: s for i, s in rows}}, judged).ndcg_10 for q, rows in zip(ids, ranked, strict=True) if q in judged])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--collections", type=Path)
    args = parser.parse_args()
    if args.collections is None:
        print("no collections given (--collections FOLDER): nothing measured")
        return
    for folder in sorted(p for p in args.collections.iterdir() if p.is_dir()):
        ids, queries = read_texts((folder / "queries.tsv").read_text(encoding="utf-8").split("\n"))
        corpus_ids, corpus = read_texts((folder / "corpus.tsv").read_text(encoding="utf-8").split("\n"))
        judged = read_judgements((folder / "qrels.tsv").read_text(encoding="utf-8").split("\n"))
        theirs = per_query(ids, corpus_ids, rival(queries, corpus), judged)
        print(f"{folder.name:<18} {'characters and pairs':<22} nDCG@10 {theirs.mean():.4f}")
        sample = np.random.default_rng(0).integers(0, len(theirs), (RESAMPLES, len(theirs)))
        for kind in KINDS:
            ours = per_query(ids, corpus_ids, list(rank_texts(queries, corpus, kind=kind)), judged)
            low, high = np.quantile((ours - theirs)[sample].mean(1), [0.025, 0.975])
            print(f"{'':<18} {'ours, ' + kind:<22} nDCG@10 {ours.mean():.4f}   difference {np.mean(ours - theirs):+.4f} [{low:+.4f}, {high:+.4f}]")


if __name__ == "__main__":
    main()
