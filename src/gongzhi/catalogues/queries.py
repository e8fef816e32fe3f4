"""Reads of the catalogues, cached under the version of the city's reference data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gongzhi.catalogues.models import Category, DispatchRule
from gongzhi.catalogues.rules import Line, responsible
from gongzhi.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class CategoryEntry:
    """A category as other contexts see it."""

    code: str
    name: str
    grade: str
    words: tuple[str, ...]
    starts_on: date
    ends_on: date | None

    @property
    def top(self) -> str:
        """The code of its class (first level)."""
        return self.code[:2]


class Catalogue:
    """The categories of a city, by code and by name."""

    def __init__(self, entries: list[CategoryEntry]) -> None:
        self.entries = entries
        self.by_code = {entry.code: entry for entry in entries}
        self._by_name = {word: entry for entry in reversed(entries) for word in (entry.name, *entry.words)}

    def find(self, text: str) -> CategoryEntry | None:
        """The category with this code or name; of equal names the higher level; None when unknown."""
        wanted = text.strip()
        return self.by_code.get(wanted) or self._by_name.get(wanted)

    def label(self, code: str) -> str:
        """``环境保护 / 噪声`` for a code; the code itself when it is unknown."""
        names = [
            self.by_code[code[:width]].name
            for width in range(2, len(code) + 1, 2)
            if code[:width] in self.by_code
        ]
        return " / ".join(names) or code

    def tops(self) -> list[CategoryEntry]:
        """The classes, in the order of their codes."""
        return [entry for entry in self.entries if len(entry.code) == 2]


def catalogue(viewer: Viewer) -> Catalogue:
    """The category catalogue in the viewer's city."""
    return _catalogue(viewer.city_id, viewer.revision)


@lru_cache(maxsize=8)
def _catalogue(city_id: int, _revision: int) -> Catalogue:
    rows = Category.objects.filter(city_id=city_id, ends_on__isnull=True).order_by("code")
    return Catalogue(
        [
            CategoryEntry(row.code, row.name, row.grade, tuple(row.words), row.starts_on, row.ends_on)
            for row in rows
        ]
    )


def responsible_line(viewer: Viewer, category: str, place_code: str, on: date) -> Line | None:
    """Who answers for a matter of this category at this place on that day, and on what basis; None: nobody says."""
    lines = _lines(viewer.city_id, viewer.revision)
    speaking = [line for width in range(len(category) + 1) for line in lines.get(category[:width], ())]
    return responsible(speaking, category, place_code, on)


@lru_cache(maxsize=8)
def _lines(city_id: int, _revision: int) -> dict[str, list[Line]]:
    """By the category, or the beginning of one, of which they speak."""
    found: dict[str, list[Line]] = {}
    for row in DispatchRule.objects.filter(city_id=city_id, body__ends_on__isnull=True):
        line = Line(row.category, row.place, row.body_id, row.basis, row.starts_on, row.ends_on)
        found.setdefault(row.category, []).append(line)
    return found
