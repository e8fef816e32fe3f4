"""The category catalogue: what is in force, and the names of what has ended."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gongzhi.catalogues.models import Category
from gongzhi.kernel import clock
from gongzhi.kernel.viewer import Viewer

_LEVEL = 2


@dataclass(frozen=True, slots=True)
class CategoryEntry:
    """A category as other contexts see it."""

    code: str
    name: str
    grade: str
    words: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    tags: tuple[str, ...] = ()

    @property
    def top(self) -> str:
        """The code of its class (first level)."""
        return self.code[:_LEVEL]

    @property
    def level(self) -> int:
        """1 class, 2 group, 3 item."""
        return len(self.code) // _LEVEL

    @property
    def version(self) -> str:
        """What a case remembers of the catalogue that it was classified by."""
        return self.starts_on.isoformat()

    def held(self, on: date) -> bool:
        """True when it was in force on that day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class Catalogue:
    """The categories of a city on one day, by code and by name; labels also of what has ended by then."""

    def __init__(self, entries: Sequence[CategoryEntry], on: date) -> None:
        self.entries = [entry for entry in entries if entry.held(on)]
        self.by_code = {entry.code: entry for entry in self.entries}
        higher_last = sorted(self.entries, key=lambda entry: (-entry.level, entry.code))
        self._by_name = {word: entry for entry in higher_last for word in (*entry.words, entry.name)}
        self._ever: dict[str, list[CategoryEntry]] = {}
        for entry in sorted(entries, key=lambda entry: entry.starts_on):
            self._ever.setdefault(entry.code, []).append(entry)

    @property
    def codes(self) -> list[str]:
        """Every code that ever was."""
        return list(self._ever)

    def find(self, text: str) -> CategoryEntry | None:
        """The category with this code or name; of equal names the higher level; None when unknown."""
        wanted = text.strip()
        return self.by_code.get(wanted) or self._by_name.get(wanted)

    def label(self, code: str, version: str = "") -> str:
        """``环境保护 / 噪声`` for a code, as it was called in ``version``; the code itself when it is unknown.

        Without a version, or when the code was not in it, as it is called now, else as it was called last.
        """
        names = [
            entry.name
            for width in range(_LEVEL, len(code) + 1, _LEVEL)
            if (entry := self._called(code[:width], version))
        ]
        return " / ".join(names) or code

    def _called(self, code: str, version: str) -> CategoryEntry | None:
        ever = self._ever.get(code, [])
        with suppress(ValueError):
            on = date.fromisoformat(version)
            if told := [entry for entry in ever if entry.held(on)]:
                return told[-1]
        return self.by_code.get(code) or (ever[-1] if ever else None)

    def tops(self) -> list[CategoryEntry]:
        """The classes, in the order of their codes."""
        return [entry for entry in self.entries if entry.level == 1]

    def below(self, code: str) -> list[CategoryEntry]:
        """What stands one level below a category."""
        return [
            entry
            for entry in self.entries
            if entry.code.startswith(code) and len(entry.code) == len(code) + _LEVEL
        ]


def catalogue(viewer: Viewer, on: date | None = None) -> Catalogue:
    """The category catalogue in the viewer's city as it is on a day; without one, today."""
    return _catalogue(viewer.city_id, viewer.revision, on or clock.local(clock.now()).date())


@lru_cache(maxsize=16)
def _catalogue(city_id: int, _revision: int, on: date) -> Catalogue:
    rows = Category.objects.filter(city_id=city_id).order_by("code", "starts_on")
    return Catalogue(
        [
            CategoryEntry(
                row.code, row.name, row.grade, tuple(row.words), row.starts_on, row.ends_on, tuple(row.tags)
            )
            for row in rows
        ],
        on,
    )
