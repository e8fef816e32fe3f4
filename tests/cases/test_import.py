"""Importing messages: whatever the file, what it says is filed once, unchanged, or handed back with its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gongzhi.cases.people import masked_contact
from gongzhi.orgs.models import City, Place
from tests.cases.incoming import (
    COLUMNS,
    ROOT,
    Line,
    counts,
    kept,
    rejected,
    take_in,
    write_csv,
    write_xlsx,
)
from tests.road import COMMUNITY, refusal, rows, written
from tests.town import MONDAY, Town

Writer = Callable[[Path, list[Line]], Path]
RARE = "𠮷野家楼上１２楼漏水😀👨‍👩‍👧，电话１３８"
MESSAGES: list[Line] = [
    {
        "编号": "A-1", "标题": "烧烤噪声", "内容": "半夜还在营业，\n孩子睡不着", "时间": "2026/2/28 11:25:05",
        "诉求人": "王女士", "联系方式": "13800138000", "渠道": "热线", "类型": "投诉", "类别": "噪声",
        "地点": "东四街道多福巷社区",
    },
    {"编号": "A-2", "内容": RARE, "时间": "2026年2月27日 9时5分", "诉求人": "用户𠮷", "渠道": "网站"},
    {"内容": "路灯坏了。请来修", "类型": "求助", "类别": "01", "地点": "东四街道"},
]  # fmt: skip


def in_encoding(encoding: str) -> Writer:
    return lambda path, lines: write_csv(path.with_suffix(".csv"), lines, encoding=encoding)


def as_workbook(path: Path, lines: list[Line]) -> Path:
    return write_xlsx(path.with_suffix(".xlsx"), lines)


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Writes lines into a CSV."""

    def write(*lines: Line, name: str = "诉求", **options: Any) -> Path:
        return write_csv(tmp_path / f"{name}.csv", lines, **options)

    return write


@pytest.mark.parametrize(
    "writer",
    [*map(in_encoding, ("utf-8", "utf-8-sig", "gb18030", "utf-16")), as_workbook],
    ids=["utf8", "utf8-bom", "gb18030", "utf16", "xlsx"],
)
def test_every_encoding_gives_the_same_cases(town: Town, tmp_path: Path, writer: Writer) -> None:
    report = take_in(town, writer(tmp_path / "诉求", MESSAGES))
    assert counts(report) == (3, 3, 0, 0)
    assert report.rejects_file is None
    assert report.unknown == {}
    one, two, three = kept()
    assert (one.title, one.text, one.opened) == (
        "烧烤噪声",
        "半夜还在营业，\n孩子睡不着",
        "2026-02-28 11:25:05",
    )
    assert one.traits == {
        "channel": "hotline", "kind": "complaint", "category": "0201", "class": "02", "grade": "general",
        "catalogue": "2000-01-01",
    }  # fmt: skip
    assert (one.kind, one.channel, one.place, one.place_words) == (
        "complaint",
        "hotline",
        COMMUNITY,
        "东四街道多福巷社区",
    )
    assert (one.reporter, one.contact, one.source, one.external_id, one.notes) == (
        "王女士",
        "13800138000",
        "import:诉求",
        "A-1",
        {},
    )
    assert (two.text, two.title, two.reporter, two.opened, two.channel) == (
        RARE,
        RARE,
        "用户𠮷",
        "2026-02-27 09:05:00",
        "web",
    )
    assert two.traits == {"channel": "web", "kind": "other"}
    assert (three.text, three.title, three.opened) == ("路灯坏了。请来修", "路灯坏了", "2026-03-02 09:00:00")
    assert (three.kind, three.channel, three.traits["category"], three.place) == (
        "help",
        "transfer",
        "01",
        "990101001000",
    )
    assert {case.stage for case in (one, two, three)} == {"filed"}


@pytest.mark.parametrize(
    ("written_as", "opened"),
    [
        ("2026-02-28 11:25:05", "2026-02-28 11:25:05"),
        ("2026.2.28 下午3:05", "2026-02-28 15:05:00"),
        ("２０２６／２／２８　１１：２５", "2026-02-28 11:25:00"),
        ("20260228", "2026-02-28 00:00:00"),
        ("2026-02-28T03:25:05Z", "2026-02-28 11:25:05"),
        ("46081.5", "2026-02-28 12:00:00"),
        (46081.5, "2026-02-28 12:00:00"),
        (datetime(2026, 2, 28, 11, 25, 5), "2026-02-28 11:25:05"),
        ("1999年10月1日", "1999-10-01 00:00:00"),
    ],
)
def test_dates_in_the_usual_writings(town: Town, tmp_path: Path, written_as: object, opened: str) -> None:
    report = take_in(town, write_xlsx(tmp_path / "a.xlsx", [{"内容": "路灯坏了", "时间": written_as}]))
    assert counts(report) == (1, 1, 0, 0)
    assert [case.opened for case in kept()] == [opened]


def test_columns_of_any_name_are_mapped(town: Town, file: Callable[..., Path]) -> None:
    columns = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "点赞数")
    line = dict(zip(columns, ("7", "A001", "路灯", "2026/2/1", "坏了三盏", "5"), strict=True))
    path = file(line, columns=columns)
    pairs = [
        "external_id=留言编号", "reporter=留言用户", "title=留言主题", "filed_at=留言时间", "text=留言详情",
    ]  # fmt: skip
    assert counts(take_in(town, path, pairs=pairs)) == (1, 1, 0, 0)
    (case,) = kept()
    assert (case.external_id, case.reporter, case.title, case.opened, case.text) == (
        "7",
        "A001",
        "路灯",
        "2026-02-01 00:00:00",
        "坏了三盏",
    )


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ([], "sheet.columns"),
        (["reporter=留言用户"], "sheet.columns"),
        (["text=没有的列"], "sheet.mapping"),
        (["没有的字段=留言详情"], "sheet.mapping"),
    ],
)
def test_without_the_column_of_the_text_nothing_is_read(
    town: Town, file: Callable[..., Path], pairs: list[str], code: str
) -> None:
    path = file({"留言详情": "坏了"}, columns=("留言详情", "留言用户"))
    assert refusal(lambda: take_in(town, path, pairs=pairs)) == code
    assert kept() == []


def test_the_same_file_again_files_none_and_a_longer_one_only_what_is_new(
    town: Town, file: Callable[..., Path]
) -> None:
    first = take_in(town, file(*MESSAGES))
    before = written()
    again = take_in(town, file(*MESSAGES))
    assert counts(again) == (3, 0, 3, 0)
    assert again.ids == first.ids
    assert written() == before
    longer = take_in(town, file(*MESSAGES, {"编号": "A-4", "内容": "井盖松动"}))
    assert counts(longer) == (4, 1, 3, 0)


def test_what_the_same_person_says_again_is_repeated_wherever_it_comes_from(
    town: Town, file: Callable[..., Path]
) -> None:
    said = {"标题": "噪声", "内容": "楼下ABC烧烤太吵！", "诉求人": "王女士", "联系方式": "138 0013-8000"}
    take_in(town, file({**said, "编号": "1"}))
    others = [
        {**said, "编号": "x9"},
        {**said, "内容": "楼下ＡＢＣ烧烤太吵", "联系方式": "１３８００１３８０００", "诉求人": "王丽"},
        {**said, "内容": "楼下烧烤太吵"},
        {**said, "联系方式": "13900139000"},
        {**said, "联系方式": "", "诉求人": "李先生"},
        {**said, "联系方式": "", "诉求人": "李先生"},
        {**said, "联系方式": "", "诉求人": ""},
        {**said, "联系方式": "", "诉求人": ""},
    ]
    report = take_in(town, file(*others, name="另一份"))
    assert counts(report) == (8, 4, 4, 0)
    first, *rest = (case.id for case in kept())
    text, phone, li, nobody = rest
    assert report.ids == [first, first, text, phone, li, li, nobody, nobody]


def test_the_same_number_from_another_source_is_another_matter(town: Town, file: Callable[..., Path]) -> None:
    take_in(town, file({"编号": "1", "内容": "路灯坏了"}))
    assert counts(take_in(town, file({"编号": "1", "内容": "别的事"}), source="诉求")) == (1, 0, 1, 0)
    assert counts(take_in(town, file({"编号": "1", "内容": "别的事"}), source="热线")) == (1, 1, 0, 0)
    assert [(case.source, case.text) for case in kept()] == [
        ("import:诉求", "路灯坏了"),
        ("import:热线", "别的事"),
    ]


def test_unknown_words_are_kept_as_they_came_and_reported(town: Town, file: Callable[..., Path]) -> None:
    report = take_in(
        town,
        file(
            {"内容": "一", "渠道": "微信小程序", "类型": "吐槽", "类别": "外星人"},
            {"内容": "二", "类型": "吐槽"},
        ),
    )
    assert counts(report) == (2, 2, 0, 0)
    assert report.unknown == {"channel=微信小程序": 1, "kind=吐槽": 2, "category=外星人": 1}
    one, two = kept()
    assert one.notes == {"channel": "微信小程序", "kind": "吐槽", "category": "外星人"}
    assert two.notes == {"kind": "吐槽"}
    assert (one.kind, one.channel, one.traits) == (
        "other",
        "transfer",
        {"channel": "transfer", "kind": "other"},
    )


def test_values_are_found_by_their_names_and_codes(town: Town, file: Callable[..., Path]) -> None:
    report = take_in(
        town,
        file(
            {"内容": "一", "渠道": "来信", "类型": "表扬", "类别": "水电气热"},
            {"内容": "二", "渠道": "hotline", "类型": "complaint", "类别": "0101"},
        ),
    )
    assert report.unknown == {}
    assert [(case.channel, case.kind, case.traits["category"], case.traits["grade"]) for case in kept()] == [
        ("paper", "praise", "03", "utility"),
        ("hotline", "complaint", "0101", "complex"),
    ]


SQUARE = [[116.40, 39.92], [116.42, 39.92], [116.42, 39.94], [116.40, 39.94], [116.40, 39.92]]


def test_a_place_outside_or_unknown_waits_at_city_level_and_is_never_rejected(
    town: Town, file: Callable[..., Path]
) -> None:
    Place.objects.filter(code=COMMUNITY).update(polygon={"type": "Polygon", "coordinates": [SQUARE]})
    City.objects.update(revision=2)
    inside, outside = {"经度": "116.41", "纬度": "39.93"}, {"经度": "121.47", "纬度": "31.23"}
    report = take_in(
        town,
        file(
            {"内容": "点在社区里", **inside},
            {"内容": "点在城外", **outside},
            {"内容": "字和点不合", "地点": "建国门街道苏州社区", **inside},
            {"内容": "没听说过", "地点": "上海市浦东新区世纪大道100号"},
            {"内容": "只有一半", "经度": "116.41"},
            {"内容": "不是数", "经度": "东经", "纬度": "inf"},
        ),
    )
    assert counts(report) == (6, 6, 0, 0)
    assert [(case.place, case.lon, case.lat, case.notes) for case in kept()] == [
        (COMMUNITY, 116.41, 39.93, {}),
        (ROOT, 121.47, 31.23, {"place_refused": "place.outside"}),
        (ROOT, 116.41, 39.93, {"place": "建国门街道苏州社区"}),
        (ROOT, None, None, {"place": "上海市浦东新区世纪大道100号"}),
        (ROOT, 116.41, None, {}),
        (ROOT, None, None, {"lon": "东经", "lat": "inf"}),
    ]
    assert {case.stage for case in kept()} == {"filed"}
    assert report.unknown["place=121.47,31.23"] == 1
    assert report.unknown["place=上海市浦东新区世纪大道100号"] == 1


REJECTED = [
    ({"编号": "空"}, "case.text_missing"),
    ({"编号": "长", "内容": "字" * 100_000}, "case.text_long"),
    ({"编号": "将来", "内容": "将来的事", "时间": "2026-03-03"}, "case.time"),
    ({"编号": "古", "内容": "古代的事", "时间": "1900-01-01"}, "case.time"),
    ({"编号": "不存在", "内容": "没有这一天", "时间": "2026-02-31"}, "moment.value"),
    ({"编号": "昨天", "内容": "说不清", "时间": "昨天"}, "moment.shape"),
    ({"编号": "9" * 81, "内容": "编号太长"}, "case.external_id"),
]
GOOD = {"编号": "好", "内容": "路灯坏了", "诉求人": "=1+1"}


def test_each_rejected_row_comes_back_with_its_reason(town: Town, file: Callable[..., Path]) -> None:
    path = file(*(line for line, _ in REJECTED), GOOD)
    report = take_in(town, path)
    assert counts(report) == (8, 1, 0, 7)
    back = rejected(report)
    assert [row["代码"] for row in back] == [code for _, code in REJECTED]
    assert [row["行号"] for row in back] == [str(number) for number in range(2, 9)]
    assert [row["编号"] for row in back] == [line["编号"] for line, _ in REJECTED]
    assert back[1]["内容"] == "字" * 100_000
    assert all(row["原因"].endswith("。") for row in back)
    assert list(back[0]) == [*COLUMNS, "行号", "原因", "代码"]
    assert [case.text for case in kept()] == ["路灯坏了"]


def test_rejected_rows_can_be_corrected_in_their_file_and_handed_in_again(
    town: Town, file: Callable[..., Path]
) -> None:
    all_lines = [*(line for line, _ in REJECTED), GOOD]
    report = take_in(town, file(*all_lines))
    back = rejected(report)
    for row in back[:2]:
        row["内容"] = f"{row['编号']}的改好了"
    back[2]["时间"] = "２０２６年３月１日"
    path = write_csv(Path(report.rejects_file or ""), back, encoding="gb18030", columns=list(back[0]))
    again = take_in(town, path)
    assert counts(again) == (7, 3, 0, 4)
    assert again.rejects_file == report.rejects_file
    assert [row["编号"] for row in rejected(again)] == ["古", "不存在", "昨天", "9" * 81]
    assert [(case.external_id, case.source) for case in kept()] == [
        ("好", "import:诉求"),
        ("空", "import:诉求"),
        ("长", "import:诉求"),
        ("将来", "import:诉求"),
    ]
    assert counts(take_in(town, file(*all_lines))) == (8, 0, 1, 7)


def test_a_line_with_more_cells_than_columns_is_broken_and_rejected(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "诉求.csv"
    path.write_text("内容,时间\n楼下,太吵,2026-03-01\n路灯坏了,2026-03-01\n", "utf-8")
    report = take_in(town, path)
    assert counts(report) == (2, 1, 0, 1)
    (row,) = rejected(report)
    assert row["代码"] == "row.extra"
    assert "2026-03-01" in row["原因"]


def test_a_title_as_long_as_a_text_is_not_cut(town: Town, file: Callable[..., Path]) -> None:
    long = "这条标题很长" * 50
    take_in(town, file({"标题": long, "内容": "正文"}, {"标题": long}))
    assert [case.text for case in kept()] == [f"{long}\n正文", long]
    assert all(long.startswith(case.title) and case.title for case in kept())


def test_a_contact_by_which_nobody_can_be_reached_is_kept_and_tells_nobody_apart(
    town: Town, file: Callable[..., Path]
) -> None:
    said = {"内容": "路灯坏了", "联系方式": "不愿留"}
    report = take_in(town, file({**said, "诉求人": "王"}, {**said, "诉求人": "李"}, {**said, "诉求人": "王"}))
    assert counts(report) == (3, 2, 1, 0)
    assert [(case.reporter, case.contact) for case in kept()] == [("王", "不愿留"), ("李", "不愿留")]
    assert masked_contact("不愿留") == "不***"


def test_a_file_with_a_long_name_is_a_source_of_its_own(town: Town, file: Callable[..., Path]) -> None:
    name = "东城区接诉即办指挥中心二〇二六年第一季度市民来电来信诉求汇总表（终稿）"
    for last in "甲乙":
        assert counts(take_in(town, file({"编号": "1", "内容": last}, name=name + last))) == (1, 1, 0, 0)
        assert counts(take_in(town, file({"编号": "1", "内容": last}, name=name + last))) == (1, 0, 1, 0)
    sources = [case.source for case in kept()]
    assert len(set(sources)) == 2
    assert all(len(source) <= 40 and source.startswith("import:东城区接诉") for source in sources)


@pytest.mark.parametrize("login", ["street", "community", "callback", "leader", "clerk"])
def test_who_may_not_import_is_refused(town: Town, file: Callable[..., Path], login: str) -> None:
    before = written()
    assert refusal(lambda: take_in(town, file(*MESSAGES), by=login)) == "not_allowed"
    assert written() == before


def test_administrators_and_dispatchers_import(town: Town, file: Callable[..., Path]) -> None:
    assert counts(take_in(town, file(*MESSAGES), by="admin")) == (3, 3, 0, 0)
    assert counts(take_in(town, file(*MESSAGES), by="dispatcher")) == (3, 0, 3, 0)


def test_a_dry_run_says_what_a_real_one_would_do_and_leaves_nothing(
    town: Town, file: Callable[..., Path]
) -> None:
    many = [{"编号": str(i), "内容": f"第{i}件"} for i in range(1001)]
    path = file(*many, {"编号": "0", "内容": "第0件"}, {"编号": "坏"})
    before = written()
    dry = take_in(town, path, dry_run=True)
    assert counts(dry) == (1003, 1001, 1, 1)
    assert written() == before
    assert [row["编号"] for row in rejected(dry)] == ["坏"]
    real = take_in(town, path)
    assert counts(real) == counts(dry)
    assert rows("SELECT count(*) FROM cases_case") == [(1001,)]


def test_imported_cases_are_counted_as_filed_in_the_month_of_their_date(
    town: Town, file: Callable[..., Path]
) -> None:
    take_in(town, file({"内容": "旧", "时间": "2019/2/28"}, {"内容": "新"}))
    assert rows("SELECT month, n FROM workflow_tallydelta WHERE counter = 'stage:filed' ORDER BY 1") == [
        (201902, 1),
        (202603, 1),
    ]
    assert [case.opened[:7] for case in kept()] == ["2019-02", f"{MONDAY:%Y-%m}"]
