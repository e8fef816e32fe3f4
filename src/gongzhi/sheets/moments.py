"""Moments as they are written in China, read as an aware time."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from gongzhi.kernel.clock import CHINA
from gongzhi.kernel.errors import Refusal
from gongzhi.sheets.cells import text_of

_USUAL = re.compile(r"(\d{4})([-/.])(\d\d?)\2(\d\d?)(?:[ T]+(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?")
_WRITTEN = re.compile(
    r"(?P<year>\d{4})\s*[年\-/.]\s*(?P<month>\d\d?)\s*[月\-/.]\s*(?P<day>\d\d?)\s*[日号]?"
    r"(?:[\sT,]*(?:\(?(?:星期|周)[一二三四五六日天]\)?)?"
    r"(?:\s*(?P<half>凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜里|AM|PM)?\s*(?<!\d)(?P<hour>\d\d?)\s*[:时点]"
    r"\s*(?:(?P<minute>\d\d?)\s*(?:[:分]\s*(?:(?P<second>\d\d?)(?:\.\d+)?\s*秒?)?)?)?\s*(?P<late>AM|PM)?)?)?",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:[T ]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?"
)
_ZONED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "夜里", "PM"})
_MORNING = frozenset({"凌晨", "清晨", "早晨", "早上", "上午", "AM"})
_NIGHT = frozenset({"晚上", "夜里"})
_EXCEL_ORIGIN = datetime(1899, 12, 30, tzinfo=CHINA)
_SHOWN = 30


def read_moment(written: str | float | datetime) -> datetime:
    """The moment that is written, aware, in China's zone; a date alone is its midnight.

    Reads ``2019/2/28 11:25:05``, ``2019-02-28``, ``2019年2月28日 11时25分``, ``2019.2.28 下午3:05``,
    ``20190228``, ISO 8601 with a zone, the serial numbers of Excel (to the second), and all of them in
    full-width digits.

    Raises:
        Refusal: ``moment.shape`` when it is no such writing, ``moment.value`` when there is no such moment.
    """
    if isinstance(written, str):
        match = _USUAL.fullmatch(written)
        if match is None:
            return _read_unusual(written)
        year, _, month, day, hour, minute, second = match.groups("0")
        try:
            return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), 0, CHINA)
        except ValueError:
            return _read_unusual(written)
    if isinstance(written, datetime):
        return written.astimezone(CHINA) if written.tzinfo else written.replace(tzinfo=CHINA)
    return _read_unusual(text_of(written))


def _read_unusual(written: str) -> datetime:
    plain = unicodedata.normalize("NFKC", written).strip()
    try:
        if _ZONED.fullmatch(plain):
            return datetime.fromisoformat(plain.upper()).astimezone(CHINA)
        match = _DIGITS.fullmatch(plain) or _WRITTEN.fullmatch(plain)
        if match:
            return _from_parts(match.groupdict(default=""))
        if _SERIAL.fullmatch(plain):
            return _EXCEL_ORIGIN + timedelta(seconds=round(float(plain) * 86400))
    except (ValueError, OverflowError) as error:
        raise Refusal("moment.value", f"“{written[:_SHOWN]}”不是一个存在的日期或时间，请核对。") from error
    raise Refusal(
        "moment.shape",
        f"“{written[:_SHOWN]}”不是能识别的时间，请写成 2019-02-28 11:25:05 或 2019年2月28日 这样。",
    )


def _from_parts(parts: dict[str, str]) -> datetime:
    midnight = datetime(int(parts["year"]), int(parts["month"]), int(parts["day"]), tzinfo=CHINA)
    half = (parts.get("half") or parts.get("late") or "").upper()
    hour = _hour_of_day(int(parts["hour"] or 0), half)
    minute, second = int(parts["minute"] or 0), int(parts["second"] or 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and not half and minute + second):
        raise ValueError(parts)
    return midnight + timedelta(hours=hour, minutes=minute, seconds=second)


def _hour_of_day(hour: int, half: str) -> int:
    """0–24: twelve in the night is the end of the day, twelve in the morning its beginning."""
    if hour == 12:
        return 24 if half in _NIGHT else 0 if half in _MORNING else 12
    if half == "中午":
        return hour + 12 if hour < 4 else hour
    return hour + 12 if half in _AFTERNOON and hour < 12 else hour
