"""Versions of sheets: one day each, old cases keep theirs, and a faulty row leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gongzhi.catalogues.forms import FORMS
from gongzhi.catalogues.operations import publish
from gongzhi.catalogues.queries import (
    catalogue,
    ended_lines,
    questions_of,
    refusal_texts,
    render_template,
    reply_templates,
    responsible_line,
    sheet_rows,
    versions,
)
from gongzhi.catalogues.vocabulary import Branch, ReplyMove, Sheet
from gongzhi.config.cities import DEMO
from gongzhi.orgs.models import Body
from gongzhi.sheets.tables import read_table
from gongzhi.sheets.workbooks import write_xlsx
from tests.catalogues.sheets_at_hand import GENERAL, MAY, faults, hand_in, kept, operator
from tests.road import Road, head_of, refusal
from tests.town import MONDAY, SINCE, Town

APRIL = date(2026, 4, 30)
TREE = (
    {"代码": "02", "名称": "环境", "时限等级": "一般"},
    {"代码": "0201", "名称": "声音", "时限等级": "一般", "别名": "噪声、吵"},
    {"代码": "020101", "名称": "夜市声音", "时限等级": "紧急", "七有五性": "宜居性"},
    {"代码": "04", "名称": "交通", "时限等级": "general"},
)


def test_a_version_starts_on_a_day_and_the_old_one_ends_the_day_before(town: Town) -> None:
    report = hand_in(Sheet.CATEGORY, *TREE)
    assert (report.published, report.rows, report.added, report.removed) == (True, 4, 4, 5)
    viewer = operator()
    assert [(v.starts_on, v.ends_on, v.rows) for v in versions(viewer, Sheet.CATEGORY)] == [
        (MAY, None, 4),
        (SINCE, APRIL, 5),
    ]
    before, after = catalogue(viewer, APRIL), catalogue(viewer, MAY)
    assert [entry.code for entry in before.entries] == ["01", "0101", "02", "0201", "03"]
    assert [entry.code for entry in after.entries] == ["02", "0201", "020101", "04"]
    assert (before.find("吵"), after.find("吵")) == (None, after.by_code["0201"])


def test_three_levels_are_read_as_a_path(town: Town) -> None:
    hand_in(Sheet.CATEGORY, *TREE)
    found = catalogue(operator(), MAY)
    assert found.label("020101") == "环境 / 声音 / 夜市声音"
    assert [entry.code for entry in found.below("02")] == ["0201"]
    assert [entry.level for entry in found.entries] == [1, 2, 3, 1]


def test_an_old_case_is_called_by_the_catalogue_that_it_was_classified_by(town: Town) -> None:
    """B12-10: a change of the catalogue breaks no history."""
    road = Road(town).file(category=catalogue(town.nobody, APRIL).find("噪声")).to("triage")
    hand_in(Sheet.CATEGORY, *TREE)
    traits, found = head_of(road.id).traits, catalogue(operator(), MAY)
    assert traits["catalogue"] == "2000-01-01"
    assert found.label(traits["category"], traits["catalogue"]) == "环境保护 / 噪声"
    assert found.label(traits["category"]) == "环境 / 声音"
    assert (found.label("0101"), found.label("9999"), found.label("0101", "不是日期")) == (
        "城乡建设 / 违法建设", "9999", "城乡建设 / 违法建设",
    )  # fmt: skip


def test_the_same_day_is_replaced_and_an_earlier_day_refused(town: Town) -> None:
    hand_in(Sheet.CATEGORY, *TREE)
    assert hand_in(Sheet.CATEGORY, *TREE[:2]).published
    assert [v.rows for v in versions(operator(), Sheet.CATEGORY)] == [2, 5]
    before = kept()
    assert refusal(lambda: hand_in(Sheet.CATEGORY, *TREE, since=APRIL)) == "version.since"
    assert kept() == before


def test_a_dry_run_writes_nothing(town: Town) -> None:
    before = kept()
    report = hand_in(Sheet.CATEGORY, *TREE, dry_run=True)
    assert (report.published, report.faults, report.added) == (False, (), 4)
    assert kept() == before


def test_only_who_keeps_the_catalogues_may_publish(town: Town) -> None:
    before, table = kept(), read_table(DEMO / "categories.csv")
    for login in ("dispatcher", "street", "leader"):
        publishing = partial(publish, town.viewer(login), sheet=Sheet.CATEGORY, table=table, since=MAY)
        assert refusal(publishing) == "not_allowed"
    assert kept() == before


Line = Mapping[str, str]
QUESTION = {"类别": "02", "问题代码": "night", "问题": "夜里也有吗", "回答方式": "是否"}
DOOR = {"情形": "emergency", "事项": "起火", "告知": "请打 119", "该找谁": "消防", "复核日期": "2026-01-05"}
WORDS = {"类别": "02", "环节": "答复", "名称": "已整改", "内容": "{地点}已整改"}
WRONG: dict[str, tuple[Sheet, list[Line], list[tuple[int, str]]]] = {
    "an orphan": (Sheet.CATEGORY, [{**TREE[2]}], [(2, "category.orphan")]),
    "a code twice": (Sheet.CATEGORY, [TREE[0], {**TREE[0], "名称": "别名"}], [(3, "row.repeated")]),
    "a name twice": (Sheet.CATEGORY, [TREE[0], TREE[1], {**TREE[1], "代码": "0202"}], [(4, "row.repeated")]),
    "no such need": (Sheet.CATEGORY, [{**TREE[0], "七有五性": "幸福"}], [(2, "row.word")]),
    "a question of no category": (Sheet.QUESTION, [{**QUESTION, "类别": "77"}], [(2, "category.unknown")]),
    "a choice without choices": (Sheet.QUESTION, [{**QUESTION, "回答方式": "选项"}], [(2, "question.choices")]),
    "a question for a person": (
        Sheet.QUESTION, [{**QUESTION, "问题": "您的身份证号"}], [(2, "question.personal")],
    ),
    "asked above already": (
        Sheet.QUESTION, [QUESTION, {**QUESTION, "类别": "0201"}], [(3, "question.nested")],
    ),
    "a branch that is none": (Sheet.REFUSAL, [{**DOOR, "情形": "不想办"}], [(2, "row.word")]),
    "a matter twice": (Sheet.REFUSAL, [DOOR, DOOR], [(3, "row.repeated")]),
    "a placeholder that is none": (
        Sheet.TEMPLATE, [{**WORDS, "内容": "{姓名}您好"}], [(2, "template.placeholder")],
    ),
    "lines that contradict": (
        Sheet.DISPATCH, [GENERAL, {**GENERAL, "承办": "住建委"}], [(3, "line.overlap")],
    ),
    "seasons that overlap": (
        Sheet.DISPATCH,
        [GENERAL, {**GENERAL, "季节": "11-15~03-15"}, {**GENERAL, "季节": "03-01~05-01", "承办": "住建委"}],
        [(4, "line.overlap")],
    ),
    "no such body": (Sheet.DISPATCH, [GENERAL, {**GENERAL, "类别": "01", "承办": "城建委"}], [(3, "body.unknown")]),
    "no such place": (Sheet.DISPATCH, [GENERAL, {**GENERAL, "地点": "西城区"}], [(3, "place.unknown")]),
    "half a limit": (Sheet.DISPATCH, [GENERAL, {**GENERAL, "类别": "01", "时限": "3"}], [(3, "line.limit")]),
    "no season": (Sheet.DISPATCH, [GENERAL, {**GENERAL, "季节": "冬"}], [(3, "line.season")]),
    "a category that is none": (Sheet.DISPATCH, [GENERAL, {**GENERAL, "类别": "77"}], [(3, "category.unknown")]),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_faulty_row_is_named_and_nothing_is_written(town: Town, case: str) -> None:
    sheet, lines, expected = WRONG[case]
    before = kept()
    report = hand_in(sheet, *lines)
    assert (faults(report), report.published) == (expected, False)
    assert kept() == before


def test_matters_for_which_nobody_answers_are_named(town: Town) -> None:
    """A general line per class satisfies it; a line of one season does not."""
    before = kept()
    report = hand_in(
        Sheet.DISPATCH,
        {**GENERAL, "类别": "01"},
        {**GENERAL, "类别": "02", "地点": "东四街道"},
        {**GENERAL, "类别": "03", "季节": "11-15~03-15"},
    )
    assert faults(report) == [(0, "line.missing")] * 3
    said = [fault.sentence for fault in report.faults]
    assert ["“02”" in said[0], "建国门街道" in said[0], "“0201”" in said[1], "“03”" in said[2]] == [True] * 4
    assert "东四街道" not in said[0]
    assert kept() == before
    classes = [{**GENERAL, "类别": code} for code in ("01", "02", "03")]
    assert hand_in(Sheet.DISPATCH, *classes).published


def test_a_body_that_has_ended_is_named_with_its_heir(town: Town) -> None:
    hand_in(Sheet.DISPATCH, GENERAL, {**GENERAL, "类别": "01", "承办": "住建委"})
    merged, heir = town.bodies["住建委"], town.bodies["城管委"]
    Body.objects.filter(id=merged.id).update(ends_on=APRIL, merged_into=heir)
    report = hand_in(Sheet.DISPATCH, GENERAL, {**GENERAL, "类别": "01", "承办": "住建委"})
    assert faults(report) == [(3, "body.ended")]
    assert "已并入“城管委”" in report.faults[0].sentence
    (line,) = ended_lines(operator(), MAY)
    assert (line.category, line.body, line.successor) == ("01", "住建委", "城管委")


def test_a_line_goes_before_by_season_and_the_versions_by_date(town: Town) -> None:
    hand_in(Sheet.DISPATCH, GENERAL, {**GENERAL, "类别": "0201", "季节": "05-01~05-31", "承办": "住建委"})
    viewer, names = operator(), {body.id: name for name, body in town.bodies.items()}

    def answers(month: int, day: int) -> str:
        line = responsible_line(viewer, "0201", "990101001001", MONDAY.replace(month=month, day=day))
        return names[line.body_id] + line.basis if line else ""

    assert [answers(4, 30), answers(5, 1), answers(6, 1)] == ["城管委目录", "住建委总则", "城管委总则"]


def test_a_sheet_that_is_downloaded_can_be_handed_in_again(town: Town, tmp_path: Path) -> None:
    hand_in(
        Sheet.DISPATCH,
        GENERAL,
        {
            "类别": "02",
            "地点": "东四街道",
            "时段": "22:00至6:00",
            "承办": "东四街道办",
            "依据": "夜间",
            "时钟": "工作日",
            "时限": "3",
        },
    )
    viewer, path = operator(), tmp_path / "表.xlsx"
    before = [row.cells for row in sheet_rows(viewer, Sheet.DISPATCH, version=MAY)]
    assert before[1] == ("02", "990101001", "", "22:00~06:00", "东四街道办", "夜间", "工作日", "3")
    write_xlsx(before, FORMS[Sheet.DISPATCH].labels, path)
    report = publish(viewer, sheet=Sheet.DISPATCH, table=read_table(path), since=date(2026, 6, 1))
    assert (report.published, report.added, report.removed, report.unchanged) == (True, 0, 0, 2)
    assert [row.cells for row in sheet_rows(viewer, Sheet.DISPATCH, version=date(2026, 6, 1))] == before


@pytest.mark.parametrize(
    ("query", "chosen", "codes"),
    [("", {}, ["02", "0201", "020101", "04"]), ("噪声", {}, ["0201"]), ("", {"code": "02"}, ["02", "0201", "020101"]),
     ("", {"grade": "紧急"}, ["020101"]), ("声音 宜居", {}, ["020101"]), ("没有", {}, [])],
)  # fmt: skip
def test_a_sheet_is_searched_and_filtered(
    town: Town, query: str, chosen: dict[str, str], codes: list[str]
) -> None:
    hand_in(Sheet.CATEGORY, *TREE)
    found = sheet_rows(operator(), Sheet.CATEGORY, version=MAY, query=query, chosen=chosen)
    assert [row.cells[0] for row in found] == codes


def test_questions_are_those_of_the_category_and_of_what_is_above_it(town: Town) -> None:
    hand_in(
        Sheet.QUESTION,
        {**QUESTION, "类别": "0201", "问题代码": "far", "工作人员必答": "是"},
        {**QUESTION, "类别": "02"},
        {**QUESTION, "类别": "01", "问题代码": "floor", "回答方式": "数字"},
    )
    viewer = operator()
    assert [(q.key, q.required) for q in questions_of(viewer, "0201", MAY)] == [
        ("night", False),
        ("far", True),
    ]
    assert [q.key for q in questions_of(viewer, "0101", MAY)] == ["floor"]
    assert (questions_of(viewer, "", MAY), questions_of(viewer, "0201", APRIL)) == ((), ())


def test_the_right_door_is_found_by_any_word_of_it(town: Town) -> None:
    hand_in(
        Sheet.REFUSAL,
        {**DOOR, "别名": "着火、冒烟"},
        {**DOOR, "情形": "legal_channel", "事项": "打官司", "该找谁": "法院"},
    )
    viewer = operator()

    def found(query: str = "", branch: Branch | None = None) -> list[str]:
        return [entry.matter for entry in refusal_texts(viewer, query, branch, MAY)]

    assert (found(), found("冒烟"), found("法院"), found("１１９ 起火")) == (
        ["起火", "打官司"], ["起火"], ["打官司"], ["起火"],
    )  # fmt: skip
    assert (found(branch=Branch.LEGAL_CHANNEL), found("起火", Branch.SECRET)) == (["打官司"], [])
    assert refusal_texts(viewer, on=APRIL) == ()


def test_templates_fit_the_category_the_most_particular_first(town: Town) -> None:
    hand_in(
        Sheet.TEMPLATE,
        {**WORDS, "类别": "", "名称": "通用"},
        WORDS,
        {**WORDS, "环节": "联系"},
        {**WORDS, "类别": "01"},
    )
    found = reply_templates(operator(), "0201", ReplyMove.ANSWER, MAY)
    assert [reply.title for reply in found] == ["已整改", "通用"]
    assert render_template(found[0], {"地点": "东四"}) == "东四已整改"


CITY: list[tuple[str, Callable[[list[tuple[str, ...]]], Any], Any]] = [
    ("categories", lambda cells: [sum(len(c[0]) == 2 * n for c in cells) for n in (1, 2, 3)], [15, 103, 390]),
    ("refusals", lambda cells: {c[0] for c in cells} == {branch.label for branch in Branch}, True),
    ("questions", lambda cells: len(cells) > 40, True),
    ("templates", lambda cells: len(cells) > 20, True),
]


@pytest.mark.parametrize(("name", "count", "expected"), CITY)
def test_the_demo_city_has_the_shape_of_the_public_taxonomy(
    name: str, count: Callable[[list[tuple[str, ...]]], Any], expected: Any
) -> None:
    table = read_table(DEMO / f"{name}.csv")
    cells = [tuple(str(cell) for cell in row.values()) for _, row in table.rows]
    assert count(cells) == expected
