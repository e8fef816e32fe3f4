"""How Chinese is read, one sound for each character, so that homophones look the same.

Only the single-character table of pypinyin is read, as a file: importing that package would load 58 MB of phrases.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import islice, product
from pathlib import Path

import orjson

FIRST_HAN, LAST_HAN = 0x4E00, 0x9FFF
FIRST_SOUND = 0xF0000
READINGS = 2
SPELLINGS = 8


@dataclass(frozen=True)
class Sounds:
    """Characters to sounds. A sound is one private character, so that positions in key and text agree."""

    main: Mapping[int, int]
    second: Mapping[int, int]

    def key(self, text: str) -> str:
        """The text with each Chinese character replaced by its sound without tone; as long as the text."""
        return text.translate(self.main)

    def keys(self, name: str) -> tuple[str, ...]:
        """All likely readings of a name (长 is chang or zhang): at most eight, the usual one first."""
        choices = []
        for character in name:
            point = ord(character)
            readings = [chr(table[point]) for table in (self.main, self.second) if point in table]
            choices.append(readings or [character])
        return tuple("".join(spelling) for spelling in islice(product(*choices), SPELLINGS))


@cache
def sounds() -> Sounds:
    """The table, read once when it is first needed (about 4 MB kept)."""
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pypinyin")
    table: dict[str, str] = orjson.loads((Path(package.origin).parent / "pinyin_dict.json").read_bytes())
    points: dict[str, int] = {}
    layers: tuple[dict[int, int], ...] = tuple({} for _ in range(READINGS))
    for point in range(FIRST_HAN, LAST_HAN + 1):
        readings = dict.fromkeys(
            _toneless(reading) for reading in table.get(str(point), "").split(",") if reading
        )
        for layer, reading in zip(layers, readings, strict=False):
            layer[point] = points.setdefault(reading, FIRST_SOUND + len(points))
    return Sounds(*layers)


@cache
def _toneless(reading: str) -> str:
    """``zhǎng`` → ``zhang``."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
