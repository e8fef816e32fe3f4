"""Pairs of characters as numbers: a small exact index key for search in Chinese, where words have two letters.

A trigram index can't serve a word of two characters; a pair can. Each pair of the basic plane has a number of
its own; pairs with rarer characters may share one, so a hit is compared with the text again.
"""

from __future__ import annotations

import sys
from array import array
from itertools import pairwise

from gongzhi.language.normalise import fold

_SIGN, _MODULUS = 1 << 31, 1 << 32
_WIDE = f"utf-32-{sys.byteorder[0]}e"


def grams(text: str) -> list[int]:
    """The distinct pairs of ``text`` (folded, lower case) as signed 32-bit numbers, in rising order."""
    codes = array("I", fold(text).lower().encode(_WIDE))
    return sorted({((first << 16 ^ second) + _SIGN) % _MODULUS - _SIGN for first, second in pairwise(codes)})
