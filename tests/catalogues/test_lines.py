"""Which line answers: the most particular one, never two with equal right; what is missing is named."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.catalogues.rules import (
    Line,
    Lines,
    Span,
    overlaps,
    read_hours,
    read_season,
    responsible,
    uncovered,
)
from gongzhi.catalogues.rules.spans import hours_text, season_text
from gongzhi.kernel.clock import CHINA
from gongzhi.kernel.errors import Refusal
from tests.road import refusal

SINCE = date(2000, 1, 1)
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=CHINA)
NIGHT = datetime(2026, 7, 1, 23, 0, tzinfo=CHINA)
WINTER = datetime(2026, 1, 5, 12, 0, tzinfo=CHINA)
HEATING, DARK = "11-15~03-15", "22:00~06:00"


def line(category: str = "", place: str = "", body: int = 1, season: str = "", hours: str = "") -> Line:
    return Line(category, place, body, "依据", SINCE, None, read_season(season), read_hours(hours))


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        (HEATING, [1115, 1231, 101, 315], [1114, 316, 701]),
        ("6月1日至9月15日", [601, 915], [531, 916]),
        ("02-29~02-29", [229], [228, 301]),
    ],
)
def test_a_season_may_lead_over_new_year(text: str, inside: list[int], outside: list[int]) -> None:
    span = read_season(text)
    assert span is not None
    assert [span.holds(day) for day in inside + outside] == [True] * len(inside) + [False] * len(outside)


def test_hours_may_lead_over_midnight_and_end_before_their_end() -> None:
    assert read_hours(DARK) == Span(22 * 60, 6 * 60 - 1)
    assert read_hours("18:00~24:00") == Span(18 * 60, 24 * 60 - 1)


@pytest.mark.parametrize("text", ["13-01~02-01", "02-30~03-01", "冬天", "11-15", "22:00~06:00"])
def test_what_is_no_season_is_said(text: str) -> None:
    assert refusal(lambda: read_season(text)) == "line.season"


@pytest.mark.parametrize(
    "text", ["25:00~06:00", "22:60~06:00", "夜里", "22:00", "06:00~06:00", "24:01~05:00", "00:00～24:00"]
)
def test_what_are_no_hours_is_said(text: str) -> None:
    assert refusal(lambda: read_hours(text)) == "line.hours"


@given(st.integers(1, 12), st.integers(1, 28), st.integers(1, 12), st.integers(1, 28))
def test_a_season_is_written_as_it_is_read(month: int, day: int, last_month: int, last_day: int) -> None:
    text = f"{month:02d}-{day:02d}~{last_month:02d}-{last_day:02d}"
    assert season_text(read_season(text)) == text


@given(st.integers(0, 1439), st.integers(0, 1439))
def test_hours_are_written_as_they_are_read(begin: int, end: int) -> None:
    text = f"{begin // 60:02d}:{begin % 60:02d}~{end // 60:02d}:{end % 60:02d}"
    if begin != end:
        assert hours_text(read_hours(text)) == text


@pytest.mark.parametrize(
    ("at", "category", "place", "body"),
    [
        (NOON, "0201", "990101001001", 3),
        (NIGHT, "0201", "990101001001", 4),
        (WINTER, "0804", "990101001001", 5),
        (NOON, "0804", "990101001001", 1),
        (NOON, "0202", "990101002001", 2),
        (NOON, "0101", "990101002001", 1),
    ],
)
def test_the_most_particular_line_answers(at: datetime, category: str, place: str, body: int) -> None:
    """First by category, then by place, then by time (条例 art. 11)."""
    lines = Lines(
        [
            line(body=1),
            line("02", body=2),
            line("02", "990101001", body=3),
            line("02", "990101001", body=4, hours=DARK),
            line("0804", body=5, season=HEATING),
        ]
    )
    found = lines.responsible(category, place, at)
    assert found is not None
    assert found.body_id == body


def test_nobody_answers_without_a_line() -> None:
    assert responsible([line("02", "990101001")], "03", "990101001", NOON) is None


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        (line("02"), line("02"), True),
        (line("02"), line("0201"), False),
        (line("02", "99"), line("02"), False),
        (line("02", season=HEATING), line("02"), False),
        (line("02", season=HEATING), line("02", season="03-01~06-01"), True),
        (line("02", season=HEATING), line("02", season="03-16~11-14"), False),
        (line("02", hours=DARK), line("02", season=HEATING), True),
        (line("02", hours=DARK), line("02", hours="06:00~22:00"), False),
        (line("02", hours=DARK, season=HEATING), line("02", hours=DARK), False),
    ],
)
def test_two_lines_contradict_when_both_could_answer_with_equal_right(
    one: Line, other: Line, *, contradict: bool
) -> None:
    assert bool(overlaps([one, other])) is bool(overlaps([other, one])) is contradict


SPANS = st.sampled_from(["", HEATING, "06-01~09-15", "03-01~12-01"])
TIMES = st.sampled_from(["", DARK, "06:00~22:00", "12:00~14:00"])
LINES = st.lists(
    st.builds(
        line,
        st.sampled_from(["", "02", "0201", "020101"]),
        st.sampled_from(["", "990101", "990101001"]),
        st.integers(1, 9),
        SPANS,
        TIMES,
    ),
    max_size=8,
)


@given(LINES, st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)))
def test_without_contradictions_the_order_of_the_lines_never_matters(lines: list[Line], at: datetime) -> None:
    if overlaps(lines):
        return
    moment = at.replace(tzinfo=CHINA)
    found = {responsible(order, "020101", "990101001001", moment) for order in (lines, lines[::-1])}
    assert len(found) == 1


@given(LINES, st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)))
def test_what_is_covered_is_answered_at_every_moment(lines: list[Line], at: datetime) -> None:
    missing = uncovered(Lines(lines), ["0201"], ["990101001001", "990101002001"])
    for place in ("990101001001", "990101002001"):
        answered = responsible(lines, "0201", place, at.replace(tzinfo=CHINA)) is not None
        assert answered or place in missing["0201"]


def test_a_line_of_some_hours_leaves_the_rest_uncovered() -> None:
    lines = Lines([line("02", hours=DARK), line("0201", "990101001")])
    assert uncovered(lines, ["0201", "03"], ["990101001001", "990101002001"]) == {
        "0201": ["990101002001"],
        "03": ["990101001001", "990101002001"],
    }
    assert uncovered(Lines([line()]), ["0201", "03"], ["990101002001"]) == {}


def test_a_refusal_names_what_was_typed() -> None:
    with pytest.raises(Refusal, match=r"line\.season") as caught:
        read_season("大约在冬季")
    assert "大约在冬季" in caught.value.sentence
