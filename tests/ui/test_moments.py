"""Times and figures in words, and the environment that carries them into templates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.clock import CHINA
from gongzhi.ui.figures import number, percent
from gongzhi.ui.moments import exact, moment, until, urgency

NOW = datetime(2026, 11, 22, 14, 5, tzinfo=CHINA)
SPANS = st.timedeltas(min_value=timedelta(days=-4000), max_value=timedelta(days=4000))


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 22, 14, 5, tzinfo=CHINA), "今天 14:05"),
        (datetime(2026, 11, 22, 0, 0, tzinfo=CHINA), "今天 00:00"),
        (datetime(2026, 11, 21, 23, 59, tzinfo=CHINA), "昨天 23:59"),
        (datetime(2026, 11, 23, 18, 0, tzinfo=CHINA), "明天 18:00"),
        (datetime(2026, 11, 20, 9, 12, tzinfo=CHINA), "11月20日 09:12"),
        (datetime(2026, 11, 3, 18, 0, tzinfo=CHINA), "11月3日 18:00"),
        (datetime(2025, 12, 31, 8, 0, tzinfo=CHINA), "2025年12月31日 08:00"),
        (datetime(2027, 1, 4, 18, 0, tzinfo=CHINA), "2027年1月4日 18:00"),
        (datetime(2026, 11, 21, 16, 30, tzinfo=UTC), "今天 00:30"),
    ],
)
def test_a_moment_is_said_as_people_say_it(at: datetime, words: str) -> None:
    assert moment(at, NOW) == words


def test_tomorrow_over_the_new_year_is_tomorrow() -> None:
    assert (
        moment(datetime(2027, 1, 1, 9, 0, tzinfo=CHINA), datetime(2026, 12, 31, 20, tzinfo=CHINA))
        == "明天 09:00"
    )


def test_the_exact_moment_is_on_the_chinese_clock() -> None:
    assert exact(datetime(2026, 11, 3, 10, 0, tzinfo=UTC)) == "2026年11月3日 18:00"


@pytest.mark.parametrize(
    ("left", "words", "state"),
    [
        (timedelta(days=3, hours=23), "还剩 3 天", "ontime"),
        (timedelta(hours=24, seconds=1), "还剩 1 天", "ontime"),
        (timedelta(hours=24), "还剩 1 天", "soon"),
        (timedelta(hours=3, minutes=59), "还剩 3 小时", "soon"),
        (timedelta(minutes=20), "还剩 20 分钟", "soon"),
        (timedelta(seconds=59), "马上到期", "soon"),
        (timedelta(0), "马上到期", "soon"),
        (timedelta(seconds=-1), "超 1 分钟", "overdue"),
        (timedelta(minutes=-61), "超 1 小时", "overdue"),
        (timedelta(hours=-49), "超 2 天", "overdue"),
    ],
)
def test_time_left_has_words_and_a_meaning(left: timedelta, words: str, state: str) -> None:
    assert (until(NOW + left, NOW), urgency(NOW + left, NOW)) == (words, state)


def test_what_is_soon_can_be_another_span() -> None:
    due = NOW + timedelta(hours=3)
    assert (urgency(due, NOW, timedelta(hours=2)), urgency(due, NOW, timedelta(hours=3))) == (
        "ontime",
        "soon",
    )


@given(SPANS)
def test_words_and_meaning_agree(left: timedelta) -> None:
    assert until(NOW + left, NOW).startswith("超") == (urgency(NOW + left, NOW) == "overdue")


@given(SPANS)
def test_nobody_is_promised_more_time_than_is_left(left: timedelta) -> None:
    words = until(NOW + left, NOW)
    if left >= timedelta(minutes=1):
        count, unit = words.removeprefix("还剩 ").split(" ")
        one = {"天": timedelta(days=1), "小时": timedelta(hours=1), "分钟": timedelta(minutes=1)}[unit]
        assert int(count) * one <= left < (int(count) + 1) * one


def test_phrases_are_translated_before_they_are_filled() -> None:
    english = {"还剩 %(n)s 小时": "%(n)s hours left", "今天 %(time)s": "today %(time)s"}

    def gettext(phrase: str) -> str:
        return english.get(phrase, phrase)

    assert until(NOW + timedelta(hours=3), NOW, gettext) == "3 hours left"
    assert moment(NOW, NOW, gettext) == "today 14:05"


def test_numbers_have_thousands_and_nothing_is_a_dash() -> None:
    assert [number(x) for x in (0, 4326, 1_000_000, 3.5, None)] == ["0", "4,326", "1,000,000", "3.5", "—"]


def test_shares_are_percent_with_one_place() -> None:
    assert [percent(x) for x in (0, 0.8746, 1, None)] == ["0.0", "87.5", "100.0", "—"]
