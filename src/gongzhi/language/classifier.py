"""What a message is about: words that a model has weighed, and how sure it may be (DC-26).

A model is plain numbers in one file. It is made by :mod:`gongzhi.language.training`, which alone needs
scikit-learn; reading a message needs only the words of the model, found in one pass over the text.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ahocorasick
import numpy as np
from numpy.typing import NDArray

from gongzhi.kernel.errors import Refusal
from gongzhi.language.normalise import fingerprint_text, fold

LONGEST = 1000
"""Characters of a message that are read: what it is about is said at its beginning."""
FORMAT = 1
_REASONS = 3
Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Guess:
    """A class, how sure it is (0 to 1, calibrated), and the words of the message that speak most for it."""

    label: str
    confidence: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of a model: ``F`` words, ``K`` classes.

    Attributes:
        idf: how rare each word is, ``F``.
        matrix: how much each word speaks for each class, ``F × K``.
        bias: where each class starts, ``K``.
        sharpness: what the scores are multiplied by to become probabilities.
    """

    idf: Numbers
    matrix: Numbers
    bias: Numbers
    sharpness: float = 1.0


class TextClassifier:
    """Sorts messages into the classes it has learnt. Immutable; safe to share between threads."""

    def __init__(
        self,
        classes: Sequence[str],
        words: Sequence[str],
        weights: Weights,
        threshold: float | None = None,
        seen: Iterable[int] = (),
    ) -> None:
        """Take the parts as they are.

        Args:
            classes: the labels, ``K``.
            words: what is looked for in a text, ``F``.
            weights: what each word says of each class.
            threshold: the confidence from which on it was right often enough; None when it never was.
            seen: digests of the messages that it has learnt from.
        """
        self.classes, self.words, self.weights = tuple(classes), tuple(words), weights
        self.threshold = threshold
        self.seen = frozenset(seen)
        self._finder = ahocorasick.Automaton()
        for index, word in enumerate(self.words):
            self._finder.add_word(word, index)
        self._finder.make_automaton()

    def guesses(self, text: str, count: int = 3) -> tuple[Guess, ...]:
        """The likeliest classes, the likeliest first; a text without a known word gives what is usual."""
        found, values = self._vector(text)
        sure = self._sure(self._scores(found, values))
        best = np.argsort(-sure, kind="stable")[:count]
        return tuple(
            Guess(self.classes[k], float(sure[k]), self._reasons(found, values, int(k))) for k in best
        )

    def scores(self, text: str) -> Numbers:
        """How much speaks for each class, before it is made a probability."""
        return self._scores(*self._vector(text))

    def has_seen(self, text: str) -> bool:
        """True when it has (almost certainly) learnt from this message."""
        return digest(text) in self.seen

    def occurrences(self, text: str) -> tuple[NDArray[np.intp], Numbers]:
        """(the words that stand in the text, how often each does)."""
        counted = Counter(index for _, index in self._finder.iter(plain(text)))
        found = np.fromiter(counted.keys(), np.intp, len(counted))
        return found, np.fromiter(counted.values(), np.float32, len(counted))

    def vector(self, found: NDArray[np.intp], times: Numbers) -> Numbers:
        """The weight of each word in its text; the whole has length 1."""
        values = (1 + np.log(times)) * self.weights.idf[found]
        length = float(np.sqrt((values**2).sum()))
        return np.asarray(values / length if length else values, np.float32)

    def _vector(self, text: str) -> tuple[NDArray[np.intp], Numbers]:
        found, times = self.occurrences(text)
        return found, self.vector(found, times)

    def _scores(self, found: NDArray[np.intp], values: Numbers) -> Numbers:
        spoken: Numbers = np.einsum("f,fk->k", values, self.weights.matrix[found])
        return spoken + self.weights.bias

    def _sure(self, scores: Numbers) -> Numbers:
        sure: Numbers = probabilities(scores[np.newaxis], self.weights.sharpness)[0]
        return sure

    def _reasons(self, found: NDArray[np.intp], values: Numbers, k: int) -> tuple[str, ...]:
        """The words that speak for this class rather than for the others, each said once."""
        rows = self.weights.matrix[found]
        spoken = values * (rows[:, k] - rows.mean(axis=1))
        chosen: list[str] = []
        for place in np.argsort(-spoken, kind="stable"):
            word = self.words[found[place]]
            if spoken[place] <= 0 or len(chosen) == _REASONS:
                break
            if not any(word in longer or longer in word for longer in chosen):
                chosen.append(word)
        return tuple(chosen)

    def dump(self) -> bytes:
        """The model as the bytes of a file: arrays of numbers and UTF-8, no code."""
        stream = io.BytesIO()
        np.savez_compressed(
            stream,
            format=np.array(FORMAT),
            classes=_packed(self.classes),
            words=_packed(self.words),
            idf=self.weights.idf,
            matrix=self.weights.matrix,
            bias=self.weights.bias,
            sharpness=np.array(self.weights.sharpness),
            threshold=np.array(np.nan if self.threshold is None else self.threshold),
            seen=np.array(sorted(self.seen), np.uint32),
        )
        return stream.getvalue()

    @classmethod
    def load(cls, content: bytes) -> TextClassifier:
        """The model again; nothing in the file is run.

        Raises:
            Refusal: ``classify.model`` when the file is broken or of another format.
        """
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as kept:
                return cls._read({name: kept[name] for name in kept.files})
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise Refusal("classify.model", "分类模型的文件已损坏，或来自别的版本。请重新训练。") from error

    @classmethod
    def _read(cls, kept: dict[str, NDArray[np.generic]]) -> TextClassifier:
        classes, words = _unpacked(kept["classes"]), _unpacked(kept["words"])
        idf, matrix, bias = (np.asarray(kept[name], np.float32) for name in ("idf", "matrix", "bias"))
        fits = matrix.shape == (len(words), len(classes)) and idf.shape == (len(words),)
        if int(kept["format"]) != FORMAT or not fits or bias.shape != (len(classes),):
            raise ValueError(matrix.shape)
        threshold = float(kept["threshold"])
        weights = Weights(idf, matrix, bias, float(kept["sharpness"]))
        return cls(
            classes,
            words,
            weights,
            None if np.isnan(threshold) else threshold,
            np.asarray(kept["seen"]).tolist(),
        )


def plain(text: str) -> str:
    """What is read of a message: its beginning, in one writing."""
    return fold(text[: 2 * LONGEST]).lower()[:LONGEST]


def digest(text: str) -> int:
    """32 bits that tell one message from another, whatever its width, case and punctuation."""
    return zlib.crc32(fingerprint_text(text).encode(errors="replace"))


def probabilities(scores: Numbers, sharpness: float) -> Numbers:
    """Scores (messages × classes) as probabilities."""
    raised = np.exp(sharpness * (scores - scores.max(axis=1, keepdims=True)))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def _packed(texts: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def _unpacked(packed: NDArray[np.generic]) -> list[str]:
    text = np.asarray(packed, np.uint8).tobytes().decode()
    return text.split("\n") if text else []
