"""Which line of the dispatch catalogue answers for a matter. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the dispatch catalogue."""

    category: str
    place: str
    body_id: int
    basis: str
    starts_on: date
    ends_on: date | None

    def fits(self, category: str, place: str, on: date) -> bool:
        """True when the line speaks of this category and place on that day."""
        speaks = category.startswith(self.category) and place.startswith(self.place)
        return speaks and self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


def responsible(lines: Iterable[Line], category: str, place: str, on: date) -> Line | None:
    """The most particular line that fits: first by category, then by place, then the newest (条例 art. 11)."""
    fitting = [line for line in lines if line.fits(category, place, on)]
    return max(fitting, key=lambda line: (len(line.category), len(line.place), line.starts_on), default=None)
