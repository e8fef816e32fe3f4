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
RARE = 1 / 300
"""A pair in fewer messages than this counts no more than one in so many."""
UNSEEN = 0.1
"""A pair that the sample does not have counts as so much of a message: most of them are slips of the pen."""
WEIGHED = 15
"""Of the messages that have most in common with one, so many are weighed whole."""
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
        """The square of what each pair counts in a comparison. The rarest count alike: many are slips of the pen."""
        least = 1 + self.sampled * RARE
        return np.asarray(np.log((self.sampled + 2) / (self.count(grams) + least)) ** 2, np.float64)

    def telling(self, grams: Grams, most: int) -> tuple[list[int], bool]:
        """The rarest pairs, by which together at most about ``most`` messages are found.

        True beside them: even the rarest is in more, so that a few of them have to stand in one message.
        """
        expected = (self.count(grams) + UNSEEN) * (self.total / max(self.sampled, 1))
        order = np.argsort(expected, kind="stable")[:LOOKED_UP]
        within = int(np.searchsorted(np.cumsum(expected[order]), most, side="right"))
        return grams[order][: within or TOGETHER].tolist(), not within


def likeness(rarity: Rarity, grams: Grams, others: Sequence[Grams]) -> NDArray[np.float64]:
    """The cosine between a message and each of the others; 0 for one without pairs.

    What two have in common is weighed first; only those that have much are weighed whole.
    """
    alike = np.zeros(len(others))
    if not others or not len(grams):
        return alike
    own = rarity.weight(grams)
    common = _shared(grams, own, others)
    for index in np.argsort(-common, kind="stable")[:WEIGHED]:
        whole = rarity.weight(others[index]).sum()
        alike[index] = common[index] / np.sqrt(max(own.sum() * whole, 1e-12))
    return alike


def _shared(grams: Grams, own: NDArray[np.float64], others: Sequence[Grams]) -> NDArray[np.float64]:
    """The weight of the pairs that each of the others has in common with ``grams``."""
    joined, ends = np.concatenate(others), np.cumsum([len(other) for other in others])
    places = np.minimum(np.searchsorted(grams, joined), len(grams) - 1)
    weights = np.where(grams[places] == joined, own[places], 0.0)
    return np.diff(np.concatenate([[0.0], np.cumsum(weights)])[np.concatenate([[0], ends])])
