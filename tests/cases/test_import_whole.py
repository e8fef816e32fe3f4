"""Whole imports, committed: interrupted and begun again, two at once, and thousands of real messages."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from gongzhi.cases.operations import ImportReport
from gongzhi.cases.queries import figures
from gongzhi.workflow.operations.doctor import doctor
from tests.cases.incoming import Line, counts, kept, rejected, take_in, write_csv
from tests.parallel import at_once
from tests.road import refusal, rows
from tests.town import Town

SHARED = Path(__file__).resolve().parents[2] / "../shared/data/messages"


class PulledOutError(Exception):
    """The plug, while the import runs."""


def lines(count: int) -> list[Line]:
    return [{"编号": f"N{i}", "内容": f"第{i}件：路灯坏了", "诉求人": f"用户{i}"} for i in range(count)]


def test_an_interrupted_import_goes_on_and_files_everything_once(
    transactional_town: Town, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "诉求.csv", [{"编号": "坏"}, *lines(1200)])

    def pull(_rows: int) -> None:
        raise PulledOutError

    with pytest.raises(PulledOutError):
        take_in(transactional_town, path, progress=pull)
    assert rows("SELECT count(*) FROM cases_case") == [(999,)]
    assert list((tmp_path / "退回").iterdir()) == []
    report = take_in(transactional_town, path)
    assert counts(report) == (1201, 201, 999, 1)
    assert [row["编号"] for row in rejected(report)] == ["坏"]
    assert [case.external_id for case in kept()] == [f"N{i}" for i in range(1200)]
    assert rows("SELECT count(*), count(DISTINCT number) FROM workflow_subject") == [(1200, 1200)]
    assert figures(transactional_town.viewer("leader")).by_stage == {"filed": 1200}
    assert doctor().differences == []


def test_a_file_that_breaks_half_way_files_whole_thousands_and_says_where(
    transactional_town: Town, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "诉求.csv", lines(1100))
    with path.open("a", encoding="utf-8") as opened:
        opened.write('N9,"没有配对的引号\n')
    assert refusal(lambda: take_in(transactional_town, path)) == "sheet.quotes"
    assert rows("SELECT count(*) FROM cases_case") == [(1000,)]
    assert doctor().differences == []


def test_two_imports_of_one_file_at_once_file_everything_once(
    transactional_town: Town, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "诉求.csv", lines(300))
    found = at_once([partial(take_in, transactional_town, path)] * 2)
    reports = [report for report in found if isinstance(report, ImportReport)]
    assert sorted(counts(report) for report in reports) == [(300, 0, 300, 0), (300, 300, 0, 0)]
    assert reports[0].ids == reports[1].ids
    assert rows("SELECT count(*) FROM workflow_subject") == [(300,)]
    assert doctor().differences == []


REAL = {
    "external_id": "留言编号",
    "reporter": "留言用户",
    "title": "留言主题",
    "filed_at": "留言时间",
    "text": "留言详情",
}
STORIES = (
    "楼下烧烤半夜还在营业，噪声太大", "小区停水两天，没有通知", "路口红绿灯坏了，很危险",
    "物业乱收费，电梯经常停", "公交车半小时一趟，老人等不起",
)  # fmt: skip


def invented(folder: Path) -> Path:
    """1,300 messages in the shape of the real ones: some say the same again, some with other marks."""
    found = [
        {
            "留言编号": str(188000 + i),
            "留言用户": f"A{i % 130:06d}",
            "留言主题": STORIES[i % 5][:8] + ("！" if i % 3 else "?"),
            "留言时间": f"2019/{i % 12 + 1}/{i % 28 + 1} 9:05:00",
            "留言详情": f"{STORIES[i % 5]}，已经第{i % 260}天。{'　' * (i % 2)}",
            "点赞数": str(i % 7),
        }
        for i in range(1300)
    ]
    return write_csv(folder / "invented.csv", found, encoding="gb18030", columns=list(found[0]))


def said(row: dict[str, str]) -> tuple[str, ...]:
    """Who says what, whatever the width, case, blanks and punctuation."""
    who, title, text = (
        unicodedata.normalize("NFKC", row[name]).casefold()
        for name in list(REAL.values())[1:]
        if name != "留言时间"
    )
    return who, *("".join(filter(str.isalnum, part)) for part in (title, text))


@pytest.mark.parametrize("name", ["invented", *(path.stem for path in SHARED.glob("hot_topics.csv"))])
def test_of_thousands_of_messages_all_but_true_repeats_are_filed(
    transactional_town: Town, tmp_path: Path, name: str
) -> None:
    path = invented(tmp_path) if name == "invented" else SHARED / f"{name}.csv"
    with path.open(encoding="gb18030" if name == "invented" else "utf-8-sig", newline="") as opened:
        messages = list(csv.DictReader(opened))
    different = Counter(map(said, messages))
    pairs = [f"{field}={column}" for field, column in REAL.items()]
    take = partial(take_in, transactional_town, pairs=pairs, rejects=tmp_path / "退回.csv")
    report = take(path)
    assert counts(report) == (len(messages), len(different), len(messages) - len(different), 0)
    assert report.unknown == {}
    assert counts(take(path)) == (len(messages), 0, len(messages), 0)
    first = {key: row for row in reversed(messages) for key in (said(row),)}
    assert {(case.external_id, case.text) for case in kept()} == {
        (row["留言编号"], "\n".join(row["留言详情"].split("\r\n")).strip()) for row in first.values()
    }
    diagnosis = doctor()
    assert (diagnosis.subjects, diagnosis.entries) == (len(different), len(different))
    assert diagnosis.differences == []
