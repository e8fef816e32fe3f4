"""Stretches of the year and of the day: the heating season, the night. Pure."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from gongzhi.kernel.errors import Refusal

_LEAP_YEAR = 2024
_TO = r"\s*(?:~|至|到|—|–)+\s*"
_DAY = r"(\d\d?)\s*[-./月]\s*(\d\d?)\s*日?"
_TIME = r"(\d\d?)[:时](\d\d)?分?"
_SEASON = re.compile(_DAY + _TO + _DAY)
_HOURS = re.compile(_TIME + _TO + _TIME)
_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Span:
    """From ``first`` to ``last``, both in it; it may lead over the end of the year or of the day."""

    first: int
    last: int

    def holds(self, point: int) -> bool:
        """True when the point lies in it."""
        if self.first <= self.last:
            return self.first <= point <= self.last
        return point >= self.first or point <= self.last

    def meets(self, other: Span) -> bool:
        """True when both have a point in common."""
        return self.holds(other.first) or other.holds(self.first)


def read_season(text: str) -> Span | None:
    """``11-15~03-15`` or ``11月15日至3月15日``, both days in it, as month × 100 + day; None for all year.

    Raises:
        Refusal: ``line.season``.
    """
    if not text:
        return None
    match, first, last = _SEASON.fullmatch(_plain(text)), 0, 0
    with suppress(ValueError):
        first, last = (_month_day(int(match[i]), int(match[i + 1])) for i in (1, 3)) if match else (0, 0)
    if not first:
        raise Refusal("line.season", f"“{text[:20]}”不是季节，应写成 11-15~03-15 这样。")
    return Span(first, last)


def read_hours(text: str) -> Span | None:
    """``22:00~06:00``, the end not in it, as minutes since midnight; None for all day.

    Raises:
        Refusal: ``line.hours``.
    """
    if not text:
        return None
    match = _HOURS.fullmatch(_plain(text))
    begin, end = (_minute(match[i], match[i + 1]) for i in (1, 3)) if match else (-1, -1)
    if begin < 0 or end < 0 or begin % _MINUTES == end % _MINUTES:
        raise Refusal("line.hours", f"“{text[:20]}”不是时段，应写成 22:00~06:00 这样。")
    return Span(begin % _MINUTES, (end - 1) % _MINUTES)


def season_text(span: Span | None) -> str:
    """The season as :func:`read_season` takes it."""
    if span is None:
        return ""
    return "~".join(f"{point // 100:02d}-{point % 100:02d}" for point in (span.first, span.last))


def hours_text(span: Span | None) -> str:
    """The hours as :func:`read_hours` takes them."""
    if span is None:
        return ""
    end = (span.last + 1) % _MINUTES
    return "~".join(f"{point // 60:02d}:{point % 60:02d}" for point in (span.first, end))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _month_day(month: int, day: int) -> int:
    return date(_LEAP_YEAR, month, day).month * 100 + day


def _minute(hour: str, minute: str | None) -> int:
    """Minutes since midnight; 24:00 is the end of the day; -1 when there is no such time."""
    found = int(hour) * 60 + int(minute or 0)
    return found if int(minute or 0) < 60 and found <= _MINUTES else -1
