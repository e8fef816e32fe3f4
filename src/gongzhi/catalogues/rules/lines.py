"""Which line of the dispatch catalogue answers for a matter; which lines contradict, which are missing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

from gongzhi.catalogues.rules.spans import Span
from gongzhi.kernel.clock import local


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the dispatch catalogue. Its own limit (``clock``, ``amount``) is empty when the grade's rule holds."""

    category: str
    place: str
    body_id: int
    basis: str
    starts_on: date
    ends_on: date | None
    season: Span | None = None
    hours: Span | None = None
    clock: str = ""
    amount: int | None = None
    id: int | None = None
    """None for a line that is not published."""

    @property
    def conditions(self) -> int:
        """By how much of the time it is narrowed: 0, 1 or 2."""
        return (self.season is not None) + (self.hours is not None)

    @property
    def limit(self) -> tuple[str, int | None]:
        """Its own limit, comparable."""
        return self.clock, self.amount

    def fits(self, category: str, place: str, at: datetime) -> bool:
        """True when the line speaks of this category and place at that moment."""
        if not (category.startswith(self.category) and place.startswith(self.place)):
            return False
        wall = local(at)
        return (
            self.starts_on <= wall.date()
            and (self.ends_on is None or wall.date() <= self.ends_on)
            and (self.season is None or self.season.holds(wall.month * 100 + wall.day))
            and (self.hours is None or self.hours.holds(wall.hour * 60 + wall.minute))
        )


class Lines:
    """Lines by the category, or the beginning of one, of which they speak."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.all = tuple(lines)
        self._by_category: dict[str, list[Line]] = {}
        for line in self.all:
            self._by_category.setdefault(line.category, []).append(line)

    def speaking_of(self, category: str) -> Iterator[Line]:
        """The lines of the category and of everything above it."""
        return (
            line for width in range(len(category) + 1) for line in self._by_category.get(category[:width], ())
        )

    def responsible(self, category: str, place: str, at: datetime) -> Line | None:
        """As :func:`responsible`, looking only at lines that speak of the category."""
        return responsible(self.speaking_of(category), category, place, at)


def responsible(lines: Iterable[Line], category: str, place: str, at: datetime) -> Line | None:
    """The most particular line that fits: first by category, then by place, then by time (条例 art. 11)."""
    fitting = [line for line in lines if line.fits(category, place, at)]
    return max(
        fitting,
        key=lambda line: (len(line.category), len(line.place), line.conditions, line.starts_on),
        default=None,
    )


def overlaps(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Pairs of indexes of lines of one version that answer for the same matter with equal right."""
    alike: dict[tuple[str, str, int], list[int]] = {}
    for index, line in enumerate(lines):
        alike.setdefault((line.category, line.place, line.conditions), []).append(index)
    return [
        (first, second)
        for indexes in alike.values()
        for first, second in combinations(indexes, 2)
        if _meet(lines[first].season, lines[second].season) and _meet(lines[first].hours, lines[second].hours)
    ]


def _meet(one: Span | None, other: Span | None) -> bool:
    return one is None or other is None or one.meets(other)


def uncovered(lines: Lines, categories: Iterable[str], places: Sequence[str]) -> Mapping[str, list[str]]:
    """By category the places where nobody answers at all times; a line without conditions is needed there."""
    found: dict[str, list[str]] = {}
    for category in categories:
        prefixes = {line.place for line in lines.speaking_of(category) if not line.conditions}
        if "" not in prefixes:
            missing = [place for place in places if not place.startswith(tuple(prefixes))]
            if missing:
                found[category] = missing
    return found
