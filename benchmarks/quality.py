"""Quality on test collections beside the usual lexical methods, in one run, paired by query.

    python benchmarks/quality.py FOLDER [COLLECTION …]

FOLDER holds one folder a collection with `queries.tsv` and `corpus.tsv` (id<TAB>text) and `qrels.tsv` (TREC, tabs). No collection is part of this
repository: most allow research only. Without a folder nothing is measured. A query whose id ends with the id of a text that *is* the query is not
asked to find itself. Macro averages are over the collections whose queries are Chinese with a Chinese corpus, English with an English one, and mixed.
"""

import argparse
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from core.text import words
from jobs.matching.collections import rank_texts, read_texts
from jobs.matching.evaluation import read_judgements

TOP, RESAMPLES = 1000, 2000
K1, B = 1.2, 0.75
Scores = np.ndarray
System = Callable[[Sequence[str], Sequence[str]], Scores]


def characters_and_pairs(text: str) -> list[str]:
    """Latin words, and every Chinese character and pair: the usual analyser without a dictionary."""
    out: list[str] = []
    for word in re.findall(r"[a-z0-9+#]+|[\u4e00-\u9fff]+", text.lower()):
        out += [word] if word[0] < "\u4e00" else [*word, *(word[i:i + 2] for i in range(len(word) - 1))]
    return out


def with_words(text: str) -> list[str]:
    return characters_and_pairs(text) + words(text)


def tfidf(**options: Any) -> System:
    def score(queries: Sequence[str], corpus: Sequence[str]) -> Scores:
        vectorizer = TfidfVectorizer(**options)
        documents = vectorizer.fit_transform(corpus)
        return (vectorizer.transform(queries) @ documents.T).toarray()
    return score


def bm25(analyser: Callable[[str], list[str]]) -> System:
    def score(queries: Sequence[str], corpus: Sequence[str]) -> Scores:
        vectorizer = CountVectorizer(analyzer=analyser)
        counts = sp.csr_matrix(vectorizer.fit_transform(corpus), dtype=float)
        rows, length = np.repeat(np.arange(len(corpus)), np.diff(counts.indptr)), np.asarray(counts.sum(1)).ravel()
        seen = np.bincount(counts.indices, minlength=counts.shape[1])
        idf = np.log1p((len(corpus) - seen + 0.5) / (seen + 0.5))
        counts.data = idf[counts.indices] * counts.data / (counts.data + K1 * (1 - B + B * length[rows] / length.mean()))
        return (sp.csr_matrix(vectorizer.transform(queries), dtype=float) @ counts.T).toarray()
    return score


def ours(**options: Any) -> System:
    def score(queries: Sequence[str], corpus: Sequence[str]) -> Scores:
        out = np.full((len(queries), len(corpus)), -1.0)
        for row, found in enumerate(rank_texts(queries, corpus, top=TOP, **options)):
            for place, value in found:
                out[row, place] = value
        return out
    return score


RIVALS: dict[str, System] = {
    "tf-idf, scikit-learn default": tfidf(),
    "tf-idf, words": tfidf(analyzer=words, sublinear_tf=True),
    "tf-idf, char_wb(2,4)": tfidf(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True),
    "tf-idf, characters and pairs": tfidf(analyzer=characters_and_pairs, sublinear_tf=True),
    "bm25, characters and pairs": bm25(characters_and_pairs),
    "bm25, the same and words": bm25(with_words),
}
OURS: dict[str, System] = {"ours": ours(), "ours, as titles": ours(kind="title"), "ours, as texts": ours(kind="text"),
                           "ours, without tables": ours(tables=())}


def measures(scores: Scores, ids: Sequence[str], own: int, judged: dict[str, int]) -> tuple[float, float]:
    """nDCG@10 and R@10 of one query; ties in one fixed random order."""
    scores = scores.copy()
    if own >= 0:
        scores[own] = -np.inf
    tie_break = np.random.default_rng(12345).permutation(len(ids))
    first = np.lexsort((tie_break, -scores))[:10]
    gain = np.array([judged.get(ids[i], 0) for i in first], float)
    ideal = np.sort(list(judged.values()))[::-1][:10]
    discount = 1 / np.log2(np.arange(2, 12))
    return float((gain * discount[:len(gain)]).sum() / (ideal * discount[:len(ideal)]).sum()), float((gain > 0).sum() / sum(v > 0 for v in judged.values()))


def language(texts: Sequence[str]) -> str:
    chinese = sum(bool(re.search(r"[\u4e00-\u9fff]", text)) for text in texts)
    return "zh" if chinese > len(texts) / 2 else "en"


def measure(folder: Path) -> tuple[str, dict[str, np.ndarray]]:
    """The collection's kind, and per system the nDCG@10 of every query; prints as it goes."""
    query_ids, queries = read_texts((folder / "queries.tsv").read_text(encoding="utf-8").split("\n"))
    ids, corpus = read_texts((folder / "corpus.tsv").read_text(encoding="utf-8").split("\n"))
    judged = read_judgements((folder / "qrels.tsv").read_text(encoding="utf-8").split("\n"))
    place = {name: i for i, name in enumerate(ids)}
    own = [place.get(q[1:], -1) if corpus[place.get(q[1:], 0)].endswith(text) else -1 for q, text in zip(query_ids, queries, strict=True)]
    found: dict[str, np.ndarray] = {}
    best = ""
    for name, system in (RIVALS | OURS).items():
        rows = np.array([measures(row, ids, own[i], judged[query_ids[i]]) for i, row in enumerate(system(queries, corpus)) if query_ids[i] in judged])
        found[name] = rows[:, 0]
        if name in RIVALS:
            best = name if not best or found[name].mean() > found[best].mean() else best
        difference = found[name] - found[best]
        low, high = np.quantile(difference[np.random.default_rng(0).integers(0, len(rows), (RESAMPLES, len(rows)))].mean(1), [0.025, 0.975])
        against = f"   to {best}: {difference.mean():+.4f} [{low:+.4f}, {high:+.4f}]" if name in OURS else ""
        print(f"{folder.name:<18} {name:<30} nDCG@10 {rows[:, 0].mean():.4f}  R@10 {rows[:, 1].mean():.4f}{against}", flush=True)
    sides = language(queries), language(corpus)
    return sides[0] if sides[0] == sides[1] else "mixed", found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("collections", nargs="*")
    args = parser.parse_args()
    if args.folder is None:
        print("no folder of collections given: nothing measured")
        return
    names = args.collections or sorted(p.name for p in args.folder.iterdir() if p.is_dir())
    measured = [measure(args.folder / name) for name in names]
    for kind, collections in sorted(Counter(kind for kind, _ in measured).items()):
        means = {name: np.mean([found[name].mean() for k, found in measured if k == kind]) for name in (RIVALS | OURS)}
        best = np.mean([max(found[name].mean() for name in RIVALS) for k, found in measured if k == kind])
        print(f"\n{kind}: macro nDCG@10 over {collections}; the best rival of each collection {best:.4f}")
        print("\n".join(f"  {name:<30} {value:.4f}" for name, value in means.items()))


if __name__ == "__main__":
    main()
