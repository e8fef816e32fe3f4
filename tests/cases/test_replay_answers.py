"""Messages answered when they really were: the share within the limit, against an independent count."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from gongzhi.cases.operations import AnswersReport, import_cases, replay_answers
from gongzhi.cases.queries import by_month
from gongzhi.kernel.clock import CHINA
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.sheets.tables import read_table
from gongzhi.workflow.operations.doctor import doctor
from tests.cases.incoming import Line, write_csv
from tests.road import refusal, rows
from tests.town import MONDAY, Town

REPLIES = Path(__file__).resolve().parents[2] / "../shared/data/messages/with_replies.csv"
PAIRS = ("external_id=留言编号", "title=留言主题", "text=留言详情", "filed_at=留言时间", "reporter=留言用户")
DAYS = 7
"""The town's limit for an answer in general: natural days, on the wall clock."""

LINES = (
    {
        "留言编号": "1",
        "留言主题": "路灯不亮",
        "留言时间": "2026/1/5 9:00:00",
        "答复时间": "2026/1/12 9:00:00",
    },
    {"留言编号": "2", "留言主题": "噪声", "留言时间": "2026/1/5 9:00:00", "答复时间": "2026/1/12 9:00:01"},
    {
        "留言编号": "3",
        "留言主题": "暖气不热",
        "留言时间": "2026/1/30 9:00:00",
        "答复时间": "2026/2/2 10:00:00",
    },
    {"留言编号": "4", "留言主题": "还没有答复", "留言时间": "2026/1/5 9:00:00", "答复时间": ""},
    {"留言编号": "5", "留言主题": "答在前面", "留言时间": "2026/1/5 9:00:00", "答复时间": "2026/1/4 9:00:00"},
)


def play(town: Town, path: Path, folder: Path) -> AnswersReport:
    """Import and answer, as ``gongzhi import cases --answered`` does."""
    viewer = system_viewer()
    pairs = [pair for pair in PAIRS if pair.partition("=")[2] in read_table(path).columns]
    import_cases(
        viewer, table=read_table(path), now=MONDAY, source="r", pairs=pairs, rejects_path=folder / "r.csv"
    )
    return replay_answers(
        viewer, table=read_table(path), source="r", pairs=pairs, category="0201", now=MONDAY
    )  # fmt: skip


def counted(town: Town) -> Counter[tuple[int, str]]:
    """(month, counter) of the answers, as the leader is shown them."""
    shown = by_month(town.viewer("leader"))
    return Counter(
        {
            (month, name): n
            for month, found in shown.items()
            for name, n in found.items()
            if name.startswith("answer:")
        }
    )


def by_hand(path: Path) -> Counter[tuple[int, str]]:
    """The same from the file alone: wall-clock times, seven days."""
    found: Counter[tuple[int, str]] = Counter()
    titles = {number for (number,) in rows("SELECT external_id FROM cases_case")}
    with path.open(encoding="utf-8-sig") as opened:
        for row in csv.DictReader(opened):
            filed, answered = _moment(row["留言时间"]), _moment(row["答复时间"])
            if filed is None or answered is None or answered < filed or row["留言编号"] not in titles:
                continue
            month = answered.year * 100 + answered.month
            found[month, "answer:given"] += 1
            found[month, "answer:met"] += answered <= filed + timedelta(days=DAYS)
    return +found


def _moment(text: str) -> datetime | None:
    for shape in ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d"):
        try:
            return datetime.strptime(text.strip(), shape).replace(tzinfo=CHINA)
        except ValueError:
            continue
    return None


def test_answers_are_counted_by_the_calendar(town: Town, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "答复.csv", [dict(line) for line in LINES], columns=list(LINES[0]))
    assert play(town, path, tmp_path) == AnswersReport(answered=3, left=2)
    assert counted(town) == Counter(
        {
            (202601, "answer:given"): 2,
            (202601, "answer:met"): 1,
            (202602, "answer:given"): 1,
            (202602, "answer:met"): 1,
        }
    )
    assert counted(town) == by_hand(path)
    # Played again, everything is there already
    assert play(town, path, tmp_path) == AnswersReport(answered=0, left=5)
    assert rows("SELECT count(*) FROM workflow_entry WHERE move = 'answer'") == [(3,)]


def test_without_times_or_a_category_nothing_is_played(town: Town, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "答复.csv", [{"编号": "1", "内容": "路灯"}])
    viewer, table = system_viewer(), read_table(path)
    assert (
        refusal(lambda: replay_answers(viewer, table=table, source="r", category="0201", now=MONDAY))
        == "replay.answers"
    )
    line: Line = {"编号": "1", "内容": "路灯", "答复时间": "2026/1/5"}
    path = write_csv(tmp_path / "答复.csv", [line], columns=list(line))
    table = read_table(path)
    assert (
        refusal(lambda: replay_answers(viewer, table=table, source="r", category="无", now=MONDAY))
        == "category.unknown"
    )


def test_the_official_reply_times_give_the_share_within_the_limit(
    transactional_town: Town, tmp_path: Path
) -> None:
    if not REPLIES.exists():
        assert not REPLIES.parent.exists()
        return
    report = play(transactional_town, REPLIES, tmp_path)
    found = counted(transactional_town)
    assert found == by_hand(REPLIES)
    given, met = (
        sum(n for (_, name), n in found.items() if name == counter)
        for counter in ("answer:given", "answer:met")
    )
    assert (report.answered, 0 < met < given) == (given, True)
    assert doctor().differences == []
