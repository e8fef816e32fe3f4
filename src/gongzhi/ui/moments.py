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
    days = (here.date() - today.date()).days
    if days == 0:
        phrase = gettext("今天 %(time)s")
    elif days == -1:
        phrase = gettext("昨天 %(time)s")
    elif days == 1:
        phrase = gettext("明天 %(time)s")
    elif here.year == today.year:
        phrase = gettext("%(month)s月%(day)s日 %(time)s")
    else:
        return exact(at, gettext)
    return phrase % {"month": here.month, "day": here.day, "time": _clock(here)}


def exact(at: datetime, gettext: Translate = str) -> str:
    """``2026年11月3日 18:00``: the same words whenever they are read."""
    here = local(at)
    phrase = gettext("%(year)s年%(month)s月%(day)s日 %(time)s")
    return phrase % {"year": here.year, "month": here.month, "day": here.day, "time": _clock(here)}


def until(due: datetime, now: datetime, gettext: Translate = str) -> str:
    """``还剩 3 小时``, ``超 2 天``: whole units, rounded down, so that nobody is promised or blamed for more."""
    left = due - now
    if left < timedelta(0):
        return _late_by(-left, gettext)
    if left >= _DAY:
        return gettext("还剩 %(n)s 天") % {"n": left // _DAY}
    if left >= _HOUR:
        return gettext("还剩 %(n)s 小时") % {"n": left // _HOUR}
    if left >= _MINUTE:
        return gettext("还剩 %(n)s 分钟") % {"n": left // _MINUTE}
    return gettext("马上到期")


def urgency(due: datetime, now: datetime, soon: timedelta = SOON) -> Urgency:
    """``overdue`` after ``due``, ``soon`` within ``soon`` before it, else ``ontime``."""
    if now > due:
        return "overdue"
    return "soon" if due - now <= soon else "ontime"


def _clock(here: datetime) -> str:
    return f"{here.hour:02d}:{here.minute:02d}"


def _late_by(length: timedelta, gettext: Translate) -> str:
    if length >= _DAY:
        return gettext("超 %(n)s 天") % {"n": length // _DAY}
    if length >= _HOUR:
        return gettext("超 %(n)s 小时") % {"n": length // _HOUR}
    return gettext("超 %(n)s 分钟") % {"n": max(length // _MINUTE, 1)}
