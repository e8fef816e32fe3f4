"""Pairs of characters as numbers: a small exact index key for search in Chinese, where words have two letters.

A trigram index can't serve a word of two characters; a pair can. Each pair of the basic plane has a number of
its own; pairs with rarer characters may share one, so a hit is compared with the text again.
"""

from __future__ import annotations

import sys

import numpy as np

from gongzhi.language.normalise import fold

_WIDE = f"utf-32-{sys.byteorder[0]}e"
_HIGH = np.uint32(16)


def grams(text: str) -> list[int]:
    """The distinct pairs of ``text`` (folded, lower case) as signed 32-bit numbers, in rising order."""
    codes = np.frombuffer(fold(text).lower().encode(_WIDE), np.uint32)
    pairs = (codes[:-1] << _HIGH ^ codes[1:]).view(np.int32)
    found: list[int] = np.unique(pairs).tolist()
    return found
