"""One writing for what differs only in width, spacing or case. Rare characters and emoji stay what they are."""

from __future__ import annotations

import re
import unicodedata

WHITESPACE = re.compile(r"[\s\u200b\u2060\ufeff]+")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
SILENT_CATEGORIES = ("P", "Z", "C", "Sk", "Mn")
SILENT_SYMBOLS = "~|<>"


def fold(text: str) -> str:
    """The text in NFKC on one line: full-width letters and digits become half-width, whitespace one space.

    Control characters, which a database refuses, are dropped; 𠮷 and emoji with their joiners are kept.
    ``fold(fold(text)) == fold(text)``.
    """
    return WHITESPACE.sub(" ", CONTROLS.sub("", unicodedata.normalize("NFKC", text))).strip()


class _Audible(dict[int, str | None]):
    """A translation table that learns, character by character, which are left out of a comparison."""

    def __missing__(self, point: int) -> str | None:
        character = chr(point)
        silent = character in SILENT_SYMBOLS or unicodedata.category(character).startswith(SILENT_CATEGORIES)
        self[point] = None if silent else character
        return self[point]


_AUDIBLE = _Audible()


def fingerprint_text(text: str) -> str:
    """What is compared to say that two messages have the same content: letters, digits and pictures only.

    Equal for texts that differ in case, width, whitespace or punctuation. Empty when there was nothing else.
    """
    return unicodedata.normalize("NFKC", text).casefold().translate(_AUDIBLE)
