"""Learning what messages are about. Needs scikit-learn: imported by the training commands only, never while serving.

Words are cut by a dictionary once, here; the model then looks for them wherever they stand in a text, so that
reading a message needs no dictionary. On real messages that is as right as cutting each one, with pairs of
characters beside the words or without (docs/decisions/019).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import rjieba
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from gongzhi.kernel.errors import Refusal
from gongzhi.language.classifier import Numbers, TextClassifier, Weights, digest, plain, probabilities

FEWEST_ROWS = 40
FEWEST_OF_A_CLASS = 5
"""A class with fewer messages can't be learnt and checked."""
RIGHT_ENOUGH = 0.95
ENOUGH = 50
"""Fewer answers than this do not show a share."""
_FOLDS = 5
_RARE = 3
_MOST_WORDS, _MOST_WEIGHTS = 20_000, 4_000_000
_SHARPNESS = np.geomspace(0.2, 30, 80)
Labels = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Learnt:
    """A model and how it did on messages that it had not learnt from, each once.

    ``coverage`` is the share of messages whose confidence reaches the threshold; ``answers`` are the classes
    that it gave, in the order of the messages.
    """

    classifier: TextClassifier
    accuracy: float
    macro_f1: float
    coverage: float
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """How a model does on labelled messages.

    ``coverage_at_95`` is the largest share, the surest first, of which 95 % are right. The automatic figures
    say what would have come of the model's own threshold, which it took from its training messages.
    """

    n: int
    accuracy: float
    macro_f1: float
    coverage_at_95: float
    us_per_message: float
    threshold: float | None
    automatic_coverage: float
    automatic_accuracy: float | None

    def as_json(self) -> dict[str, Any]:
        """The figures, rounded to four digits."""
        return {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


def learn(texts: Sequence[str], labels: Sequence[str], *, seed: int) -> Learnt:
    """Learn from labelled messages; the same messages and seed give the same model.

    Confidence and threshold come from five rounds in which each message is judged by a model that has not
    seen it. The threshold is the smallest confidence from which on at least 95 % of at least fifty were right.

    Raises:
        Refusal: ``classify.few_rows``, ``classify.one_class``, ``classify.rare_class``.
    """
    _check(labels)
    cut = [_words(text) for text in texts]
    given = np.array(labels)
    classes = sorted(set(labels))
    scores = np.zeros((len(texts), len(classes)), np.float32)
    for train, test in StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(given, given):
        judge = _fit([texts[i] for i in train], [cut[i] for i in train], given[train], classes, seed)
        scores[test] = [judge.scores(texts[i]) for i in test]
    truth = np.searchsorted(classes, given)
    sharpness = _calibrated(scores, truth)
    sure = probabilities(scores, sharpness)
    right = sure.argmax(axis=1) == truth
    threshold, coverage = surest(sure.max(axis=1), right, least=ENOUGH)
    answers = np.array(classes)[sure.argmax(axis=1)]
    found = _fit(texts, cut, given, classes, seed)
    weights = Weights(found.weights.idf, found.weights.matrix, found.weights.bias, sharpness)
    model = TextClassifier(classes, found.words, weights, threshold, map(digest, texts))
    return Learnt(model, float(right.mean()), _macro_f1(given, answers), coverage, tuple(answers.tolist()))


def measure(classifier: TextClassifier, texts: Sequence[str], labels: Sequence[str]) -> Measured:
    """How the model does on these messages; time is CPU for the three best with their reasons."""
    began = time.process_time()
    best = [classifier.guesses(text)[0] for text in texts]
    spent = time.process_time() - began
    given, answers = np.array(labels), np.array([guess.label for guess in best])
    sure, right = np.array([guess.confidence for guess in best]), given == answers
    taken = sure >= (2.0 if classifier.threshold is None else classifier.threshold)
    return Measured(
        n=len(texts),
        accuracy=float(right.mean()),
        macro_f1=_macro_f1(given, answers),
        coverage_at_95=surest(sure, right)[1],
        us_per_message=round(1e6 * spent / len(texts), 1),
        threshold=classifier.threshold,
        automatic_coverage=float(taken.mean()),
        automatic_accuracy=float(right[taken].mean()) if taken.any() else None,
    )


def surest(sure: Numbers, right: NDArray[np.bool_], least: int = 1) -> tuple[float | None, float]:
    """(smallest confidence from which on the answers are right often enough, share of answers that reach it).

    None when there is no such confidence, or fewer than ``least`` answers reach it.
    """
    order = np.argsort(-sure, kind="stable")
    confidence, share = sure[order], np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    ends = np.append(confidence[1:] < confidence[:-1], True)
    good = np.flatnonzero(ends & (share >= RIGHT_ENOUGH) & (np.arange(1, len(order) + 1) >= least))
    if not len(good):
        return None, 0.0
    return float(confidence[good[-1]]), float(good[-1] + 1) / len(order)


def _check(labels: Sequence[str]) -> None:
    if len(labels) < FEWEST_ROWS:
        raise Refusal(
            "classify.few_rows",
            f"可用的只有 {len(labels)} 行，至少要 {FEWEST_ROWS} 行才能训练。请补充数据后再试。",
        )
    counted = Counter(labels)
    if len(counted) < 2:
        raise Refusal("classify.one_class", "所有行的类别都一样，没有可学的区别。请至少准备两个类别。")
    rare = sorted(label for label, n in counted.items() if n < FEWEST_OF_A_CLASS)
    if rare:
        raise Refusal(
            "classify.rare_class", f"类别“{rare[0]}”不足 {FEWEST_OF_A_CLASS} 行，不能训练。", classes=rare
        )


def _words(text: str) -> set[str]:
    return {
        word for word in rjieba.cut(plain(text)) if len(word) > 1 and word.isalnum() and not word.isdigit()
    }


def _fit(
    texts: Sequence[str], cut: Sequence[set[str]], labels: Labels, classes: Sequence[str], seed: int
) -> TextClassifier:
    """A model without calibration: words that several messages have, each class against the others."""
    many = Counter(word for words in cut for word in words)
    most = min(_MOST_WORDS, _MOST_WEIGHTS // len(classes))
    words = sorted(word for word, n in many.most_common(most) if n >= _RARE)
    if not words:
        raise Refusal("classify.no_words", "这些文字里没有反复出现的词，学不到区别。请核对是哪一列文字。")
    idf, counts = _counts(words, texts)
    machine = LinearSVC(C=1.0, class_weight="balanced", random_state=seed).fit(counts, labels)
    matrix, bias = machine.coef_.T, machine.intercept_
    if len(classes) == 2:
        matrix, bias = np.hstack([-matrix, matrix]), np.concatenate([-bias, bias])
    weights = Weights(idf, np.asarray(matrix, np.float32), np.asarray(bias, np.float32))
    return TextClassifier(classes, words, weights)


def _counts(words: Sequence[str], texts: Sequence[str]) -> tuple[Numbers, csr_matrix]:
    """(idf, messages × words), read exactly as the model will read."""
    none = np.zeros((len(words), 0), np.float32)
    even = TextClassifier((), words, Weights(np.ones(len(words), np.float32), none, none[0]))
    found = [even.occurrences(text) for text in texts]
    have = np.bincount(np.concatenate([indices for indices, _ in found]), minlength=len(words))
    idf = np.asarray(np.log((1 + len(texts)) / (1 + have)) + 1, np.float32)
    reader = TextClassifier((), words, Weights(idf, none, none[0]))
    rows = [reader.vector(indices, times) for indices, times in found]
    starts = np.cumsum([0, *(len(indices) for indices, _ in found)])
    values = np.concatenate(rows), np.concatenate([indices for indices, _ in found]), starts
    return idf, csr_matrix(values, shape=(len(texts), len(words)))


def _calibrated(scores: Numbers, truth: NDArray[np.intp]) -> float:
    """The sharpness under which the truth was least surprising."""
    rows = np.arange(len(truth))
    surprise = [-np.log(probabilities(scores, one)[rows, truth] + 1e-9).mean() for one in _SHARPNESS]
    return float(_SHARPNESS[int(np.argmin(surprise))])


def _macro_f1(given: Labels, answers: Labels) -> float:
    return float(f1_score(given, answers, average="macro", zero_division=0.0))
