"""How alike messages are: TF-IDF cosine over their pairs of characters, the rare ones counting most.

How rare a pair is comes from a sample of messages. A pair that the sample does not have is as rare as can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grams = NDArray[np.int32]
LOOKED_UP = 96
"""Pairs of a message that are looked up at most."""
TOGETHER = 3
"""So many of the rarest must stand together where even the rarest is in too many messages."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """In how many of ``sampled`` messages each pair was, out of ``total`` that there are; ``grams`` rise."""

    grams: Grams
    counts: NDArray[np.int32]
    sampled: int
    total: int

    @classmethod
    def unknown(cls) -> Rarity:
        """Before anything was sampled: all pairs are alike."""
        return cls(np.zeros(0, np.int32), np.zeros(0, np.int32), 0, 0)

    def count(self, grams: Grams) -> NDArray[np.int32]:
        """How many of the sampled messages have each pair."""
        if not len(self.grams):
            return np.zeros(len(grams), np.int32)
        places = np.minimum(np.searchsorted(self.grams, grams), len(self.grams) - 1)
        return np.where(self.grams[places] == grams, self.counts[places], 0)

    def weight(self, grams: Grams) -> NDArray[np.float64]:
        """The square of what each pair counts in a comparison."""
        return np.asarray(np.log((self.sampled + 2) / (self.count(grams) + 1)) ** 2, np.float64)

    def telling(self, grams: Grams, most: int) -> tuple[list[int], bool]:
        """The rarest pairs, by which together at most about ``most`` messages are found.

        True beside them: even the rarest is in more, so that a few of them have to stand in one message.
        """
        expected = (self.count(grams) + 0.5) * (self.total / max(self.sampled, 1))
        order = np.argsort(expected, kind="stable")[:LOOKED_UP]
        within = int(np.searchsorted(np.cumsum(expected[order]), most, side="right"))
        return grams[order][: within or TOGETHER].tolist(), not within


def likeness(rarity: Rarity, grams: Grams, others: Sequence[Grams]) -> NDArray[np.float64]:
    """The cosine between a message and each of the others; 0 for one without pairs."""
    if not others or not len(grams):
        return np.zeros(len(others))
    ends = np.cumsum([len(other) for other in others])
    joined = np.concatenate(others)
    weights = rarity.weight(joined)
    shared = np.where(np.isin(joined, grams), weights, 0.0)
    own, common, whole = rarity.weight(grams).sum(), _sums(shared, ends), _sums(weights, ends)
    return np.asarray(common / np.sqrt(np.maximum(own * whole, 1e-12)), np.float64)


def _sums(values: NDArray[np.float64], ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """The sum of each stretch of the values; ``ends`` are where they end."""
    return np.diff(np.concatenate([[0.0], np.cumsum(values)])[np.concatenate([[0], ends])])
