"""Times as people say them: pure functions of a moment and of ``now``, on a Chinese wall clock.

``gettext`` translates the phrases; without it they stay Chinese. All moments are aware.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from gongzhi.kernel.clock import local

Translate = Callable[[str], str]
Urgency = Literal["ontime", "soon", "overdue"]

SOON = timedelta(hours=24)
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


def moment(at: datetime, now: datetime, gettext: Translate = str) -> str:
    """``今天 14:05``, ``昨天 09:12``, ``明天 18:00``, ``11月3日 18:00``; with the year when it differs."""
    here, today = local(at), local(now)
    names = {-1: gettext("昨天 %(time)s"), 0: gettext("今天 %(time)s"), 1: gettext("明天 %(time)s")}
    days = (here.date() - today.date()).days
    if days in names:
        phrase = names[days]
    elif here.year == today.year:
        phrase = gettext("%(month)s月%(day)s日 %(time)s")
    else:
        phrase = gettext("%(year)s年%(month)s月%(day)s日 %(time)s")
    return phrase % {"year": here.year, "month": here.month, "day": here.day, "time": f"{here:%H:%M}"}


def exact(at: datetime, gettext: Translate = str) -> str:
    """``2026年11月3日 18:00``: the same words whenever they are read."""
    here = local(at)
    phrase = gettext("%(year)s年%(month)s月%(day)s日 %(time)s")
    return phrase % {"year": here.year, "month": here.month, "day": here.day, "time": f"{here:%H:%M}"}


def until(due: datetime, now: datetime, gettext: Translate = str) -> str:
    """``还剩 3 小时``, ``超 2 天``: whole units, rounded down, so that nobody is promised or blamed for more."""
    left = due - now
    if left < timedelta(0):
        phrases = gettext("超 %(n)s 天"), gettext("超 %(n)s 小时"), gettext("超 %(n)s 分钟")
        return _in_units(max(-left, _MINUTE), phrases)
    if left < _MINUTE:
        return gettext("马上到期")
    return _in_units(left, (gettext("还剩 %(n)s 天"), gettext("还剩 %(n)s 小时"), gettext("还剩 %(n)s 分钟")))


def urgency(due: datetime, now: datetime, soon: timedelta = SOON) -> Urgency:
    """``overdue`` after ``due``, ``soon`` within ``soon`` before it, else ``ontime``."""
    if now > due:
        return "overdue"
    return "soon" if due - now <= soon else "ontime"


def _in_units(length: timedelta, phrases: tuple[str, str, str]) -> str:
    for unit, phrase in zip((_DAY, _HOUR, _MINUTE), phrases, strict=True):
        if length >= unit:
            return phrase % {"n": length // unit}
    raise ValueError(f"shorter than a minute: {length}")
