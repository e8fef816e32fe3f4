"""Reading a notice that an administrator loads."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.kernel.calendar import (
    DayRule,
    Problem,
    WorkCalendar,
    default_calendar,
    published_rules,
    read_notice,
)

TITLE = "国务院办公厅关于2026年部分节假日安排的通知"
WHOLE = [
    ("2026-01-01", "元旦"),
    ("2026-02-17", "春节"),
    ("2026-04-05", "清明节"),
    ("2026-05-01", "劳动节"),
    ("2026-06-19", "端午节"),
    ("2026-10-01", "国庆节、中秋节"),
]
WHOLE_RULES = tuple(DayRule(date.fromisoformat(day), False, name, TITLE) for day, name in WHOLE)
WHOLE_LINES = [f"{day},休,{name}" for day, name in WHOLE]
WHOLE_DAYS: list[object] = [{"name": name, "date": day, "isOffDay": True} for day, name in WHOLE]


def as_csv(*lines: str, header: str = "日期,类型,名称") -> str:
    return "\n".join([header, *WHOLE_LINES, *lines])


def as_json(*days: object, **changes: object) -> str:
    return json.dumps({"year": 2026, "days": [*WHOLE_DAYS, *days], **changes}, ensure_ascii=False)


def test_csv_is_read() -> None:
    reading = read_notice(as_csv("2026-10-10,班,国庆节", "2025-12-28,班,元旦"))
    assert reading.problems == ()
    assert reading.rules == (
        *WHOLE_RULES,
        DayRule(date(2026, 10, 10), True, "国庆节", TITLE),
        DayRule(date(2025, 12, 28), True, "元旦", TITLE),
    )


def test_json_is_read() -> None:
    reading = read_notice(as_json({"name": "元旦", "date": "2025-12-28", "isOffDay": False}, papers=[]))
    assert reading.problems == ()
    assert reading.rules == (*WHOLE_RULES, DayRule(date(2025, 12, 28), True, "元旦", TITLE))


@pytest.mark.parametrize("day", ["2026/10/10", "2026年10月10日", " 2026.10.10 ", "２０２６-10-10"])
def test_usual_writings_of_a_date(day: str) -> None:
    reading = read_notice("\ufeff" + as_csv(f"{day}, 班 ,国庆节").replace("\n", "\r\n") + "\r\n,,\r\n\r\n")
    assert reading.problems == ()
    assert reading.rules[-1] == DayRule(date(2026, 10, 10), True, "国庆节", TITLE)


def test_columns_in_another_order_and_a_basis() -> None:
    lines = [f"{name},{day},休" for day, name in WHOLE]
    reading = read_notice("\n".join(["名称,日期,类型,依据", *lines[:-1], lines[-1] + ",市政府通知"]))
    assert reading.problems == ()
    assert [rule.source for rule in reading.rules] == [TITLE] * 5 + ["市政府通知"]


def test_bad_rows_of_a_csv_are_reported_and_the_rest_is_read() -> None:
    reading = read_notice(
        as_csv(
            "2026-02-30,休,春节",
            "明天,休,春节",
            "2026-02-18,放,春节",
            "2026-05-08,班,劳动节",
            "2026-01-01,班,元旦",
            "2026-02-19,休",
            "2026-02-20,休,春节",
            "2026-02-20,休,春节",
        )
    )
    assert reading.problems == (
        Problem(8, "“2026-02-30”不是日期，应写作 2026-10-01。"),
        Problem(9, "“明天”不是日期，应写作 2026-10-01。"),
        Problem(10, "类型“放”应为“休”或“班”。"),
        Problem(11, "2026-05-08不是周末，本来就是工作日，不必写“班”。"),
        Problem(12, "2026-01-01不是周末，本来就是工作日，不必写“班”。"),
        Problem(13, "没有填写：名称。"),
        Problem(15, "2026-02-20在前面已经出现过。"),
    )
    assert reading.rules == (*WHOLE_RULES, DayRule(date(2026, 2, 20), False, "春节", TITLE))


def test_bad_days_of_a_json_are_reported_and_the_rest_is_read() -> None:
    reading = read_notice(
        as_json(
            {"name": "春节", "date": "2026-02-18", "isOffDay": "yes"},
            {"name": "春节", "date": 20260218, "isOffDay": True},
            {"name": " ", "date": "2026-02-18", "isOffDay": True},
            "2026-02-18",
            {"name": "元旦", "date": "2026-12-31", "isOffDay": True},
            {"name": "春节", "date": "2026-02-18", "isOffDay": True},
        )
    )
    shape = "应有文字 name、date 和 true 或 false 的 isOffDay。"
    assert reading.problems == (
        *(Problem(row, shape) for row in (7, 8, 9, 10)),
        Problem(11, "2026-12-31不属于2026年的通知。"),
    )
    assert reading.rules == (*WHOLE_RULES, DayRule(date(2026, 2, 18), False, "春节", TITLE))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (" \n", Problem(0, "文件是空的。")),
        ("日期,名称\n2026-01-01,元旦", Problem(1, "第一行缺少列：类型。")),
        ("乱七八糟", Problem(1, "第一行缺少列：日期、类型、名称。")),
        (
            "日期,类型,名称\n2026-01-01,休," + "元" * 200_000,
            Problem(2, "这一行不是正确的 CSV，可能有过长的内容。"),
        ),
        ("{", Problem(0, "文件不是正确的 JSON。")),
        ('{"a":' * 100_000, Problem(0, "文件不是正确的 JSON。")),
        ('{"year": 2026, "days": {}}', Problem(0, "文件里没有 days 列表。")),
    ],
)
def test_files_that_are_no_notice(text: str, problem: Problem) -> None:
    reading = read_notice(text)
    assert (reading.rules, reading.problems) == ((), (problem,))


def test_half_a_notice_is_reported() -> None:
    reading = read_notice("日期,类型,名称\n2027-01-01,休,元旦\n2027-02-06,休,春节\n")
    assert reading.problems == (
        Problem(
            0, "2027年的通知缺少：劳动、国庆、清明、端午、中秋。请补全后再载入；个别日期请登记为本地调整。"
        ),
    )
    assert [rule.date for rule in reading.rules] == [date(2027, 1, 1), date(2027, 2, 6)]


@pytest.mark.parametrize(
    ("day", "missing"),
    [("2007-05-01", "元旦、春节、国庆"), ("2008-05-01", "元旦、春节、国庆、清明、端午、中秋")],
)
def test_a_notice_owes_the_holidays_of_its_time(day: str, missing: str) -> None:
    reading = read_notice(f"日期,类型,名称\n{day},休,劳动节")
    assert [problem.reason.partition("。")[0] for problem in reading.problems] == [
        f"{day[:4]}年的通知缺少：{missing}"
    ]


def test_a_whole_notice_makes_its_year_firm() -> None:
    text = as_csv().replace("2026-", "2027-")
    rules = read_notice(text).rules
    calendar = WorkCalendar.build([*published_rules(), *rules], first_year=2026, last_year=2027)
    assert default_calendar().is_provisional(date(2027, 6, 1))
    assert not calendar.is_provisional(date(2027, 6, 1))
    assert not calendar.is_provisional(date(2026, 12, 28))
    assert calendar.is_provisional(date(2027, 12, 28))


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert read_notice(text).problems != ()
    assert read_notice(as_csv(text)).rules[: len(WHOLE_RULES)] == WHOLE_RULES
