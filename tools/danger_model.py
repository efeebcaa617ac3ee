"""Learns how much words weigh for or against danger: `make danger-model` (R16).

From the labelled sentences of tests/danger that may be learned from, it writes
bot/rules/danger/data/weights.txt. From which score on somebody is in danger is chosen by
cross-validation, so that false alarms are `ALARMS` among near-twins of dangers. What is measured on
(`UNTOUCHED`, `FRESH`) is never learned from.
"""

import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import FeatureUnion

from bot.rules.danger import pieces
from bot.rules.danger.grams import letter_grams, word_grams
from bot.rules.danger.patterns import said
from tests.danger.corpus import LEARNED_FROM, PATTERNS_MADE_FROM, Sentence, files, sentences

OUT = Path(__file__).parents[1] / "bot" / "rules" / "danger" / "data" / "weights.txt"
STRENGTH = 20.0  # the inverse of regularisation
ALARMS = 0.06  # of near-twins of dangers; of sentences as they come it is a third of that
BONUS = 2.5  # what the patterns add; anything from 1 to 3 finds as much
FOLDS = 5
SCALE = 100


def main() -> None:
    known = [one for name in LEARNED_FROM for one in sentences(name)]
    apart = [name not in PATTERNS_MADE_FROM for name in LEARNED_FROM for _ in sentences(name)]
    threshold = _threshold(known, np.array(apart))
    vectors, model = _fitted(known)
    OUT.write_text(_written(vectors, model, threshold), encoding="utf-8")


def _threshold(known: Sequence[Sentence], apart: Any) -> float:
    """The score that leaves `ALARMS` in sentences that were held back, of those that were written
    `apart` from the patterns."""
    labels = np.array([one.danger for one in known])
    scores: list[list[tuple[float, bool]]] = [[] for _ in known]
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(labels, labels):
        vectors, model = _fitted([known[n] for n in train])
        for n in test:
            parts = pieces(known[n].text)
            found = model.decision_function(vectors.transform(parts)) if parts else []
            scores[n] = [(float(s), said(p)) for s, p in zip(found, parts, strict=True)]
    top = np.array([max((s + BONUS * r for s, r in of), default=-99.0) for of in scores])
    clean = np.sort(top[apart & ~labels])[::-1]
    threshold = float(clean[int(ALARMS * len(clean))])
    recall = float((top[apart & labels] > threshold).mean())
    sys.stdout.write(
        f"{len(known)} sentences, {apart.sum()} apart; held back in turn: recall {recall:.3f} at"
        f" false alarms of {ALARMS:.3f}, threshold {threshold:+.2f}\n"
    )
    return threshold


def _fitted(known: Sequence[Sentence]) -> tuple[Any, Any]:
    """A text of several sentences is learned from as a whole, and each sentence of one without
    danger by itself too."""
    texts, labels = [], []
    for one in known:
        parts = pieces(one.text)
        whole = " , ".join(parts)
        for part in {whole} if one.danger else {whole, *parts}:
            texts.append(part)
            labels.append(one.danger)
    vectors = FeatureUnion([("w", _vectors(word_grams, 2)), ("l", _vectors(letter_grams, 4))])
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(vectors.fit_transform(texts), labels)
    return vectors, model


def _vectors(grams: Callable[[str], list[str]], least: int) -> Any:
    return TfidfVectorizer(analyzer=grams, sublinear_tf=True, min_df=least)


def _written(vectors: Any, model: Any, threshold: float) -> str:
    digest = sha256(b"".join(path.read_bytes() for path in files(LEARNED_FROM))).hexdigest()
    lines = [
        "# Made by `make danger-model` from tests/danger: a gram, how rare it is, what it weighs,",
        f"# both in hundredths. Learned from {digest}",
        f"bias\t{model.intercept_[0]:.3f}",
        f"rules\t{BONUS}",
        f"threshold\t{threshold:.3f}",
    ]
    at = 0
    for kind, part in vectors.transformer_list:
        for name, column in sorted(part.vocabulary_.items()):
            weight = model.coef_[0][at + column]
            lines.append(f"{kind}\t{name}\t{part.idf_[column] * SCALE:.0f}\t{weight * SCALE:.0f}")
        at += len(part.vocabulary_)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
