"""Moments in the usual writings, each equal to the moment that a person would understand."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.clock import CHINA
from gongzhi.kernel.errors import Refusal
from gongzhi.sheets.moments import read_moment

FULL = datetime(2019, 2, 28, 11, 25, 5, tzinfo=CHINA)
MINUTE = datetime(2019, 2, 28, 11, 25, tzinfo=CHINA)
AFTERNOON = datetime(2019, 2, 28, 15, 5, tzinfo=CHINA)
MIDNIGHT = datetime(2019, 2, 28, tzinfo=CHINA)
NEXT = datetime(2019, 3, 1, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2019/2/28 11:25:05", FULL),
        ("2019-02-28 11:25:05", FULL),
        ("2019-02-28 11:25:05.870", FULL),
        ("２０１９／２／２８　１１：２５：０５", FULL),
        ("2019年2月28日 11时25分5秒", FULL),
        ("20190228112505", FULL),
        ("2019-02-28T03:25:05Z", FULL),
        ("2019-02-28T11:25:05+08:00", FULL),
        ("2019-02-28 04:25:05+0100", FULL),
        ("2019年2月28日 11时25分", MINUTE),
        ("2019年02月28日11点25", MINUTE),
        ("2019 年 2 月 28 日 （星期四） 11：25", MINUTE),
        ("201902281125", MINUTE),
        ("2019/2/28 下午3:05", AFTERNOON),
        ("2019/2/28 3:05 PM", AFTERNOON),
        ("2019.2.28 15:05", AFTERNOON),
        ("2019-02-28", MIDNIGHT),
        ("2019.2.28", MIDNIGHT),
        ("2019年2月28号", MIDNIGHT),
        ("20190228", MIDNIGHT),
        (20190228.0, MIDNIGHT),
        ("43524", MIDNIGHT),
        (43524, MIDNIGHT),
        (43524.5, MIDNIGHT + timedelta(hours=12)),
        ("43524.475752315", FULL),
        ("2019-02-28 上午12:05", MIDNIGHT + timedelta(minutes=5)),
        ("2019-02-28 中午12:30", MIDNIGHT + timedelta(hours=12, minutes=30)),
        ("2019-02-28 中午1:00", MIDNIGHT + timedelta(hours=13)),
        ("2019年2月28日 晚上12点", NEXT),
        ("2019-02-28 24:00", NEXT),
        (datetime(2019, 2, 28, 11, 25, 5), FULL),
        (FULL.astimezone(UTC), FULL),
    ],
)
def test_usual_writings(written: str | float | datetime, moment: datetime) -> None:
    assert read_moment(written) == moment
    assert read_moment(written).utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "moment.shape"),
        ("昨天", "moment.shape"),
        ("2019", "moment.shape"),
        ("19/2/28", "moment.shape"),
        ("2019-2-811:25", "moment.shape"),
        (7.5, "moment.shape"),
        (float("nan"), "moment.shape"),
        (float("inf"), "moment.shape"),
        ("2019-02-31", "moment.value"),
        ("2019-13-01 10:00", "moment.value"),
        ("20190229", "moment.value"),
        ("2019-02-28 25:00", "moment.value"),
        ("2019-02-28 24:01", "moment.value"),
        ("2019-02-28T10:61:00Z", "moment.value"),
        ("9999-12-31 24:00", "moment.value"),
    ],
)
def test_what_is_no_moment_is_refused(written: str | float, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_moment(written)
    assert caught.value.code == code


@given(st.datetimes(datetime(1992, 1, 1), datetime(2100, 1, 1)))
def test_every_writing_of_a_moment_reads_back(wall: datetime) -> None:
    moment = wall.replace(microsecond=0, tzinfo=CHINA)
    serial = (wall.replace(microsecond=0) - datetime(1899, 12, 30)) / timedelta(days=1)
    for pattern in ("%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H时%M分%S秒", "%Y.%m.%d %p%I:%M:%S", "%Y%m%d%H%M%S"):
        assert read_moment(moment.strftime(pattern)) == moment
    assert read_moment(moment.astimezone(UTC).isoformat()) == moment
    assert read_moment(serial) == moment


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_a_refusal(written: str) -> None:
    with suppress(Refusal):
        assert read_moment(written).tzinfo is CHINA
