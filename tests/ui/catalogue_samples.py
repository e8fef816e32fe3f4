"""Contexts of the pages of catalogues, and of what they bring to the page of a case."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongzhi.cases.web.replies import ReplyShown
from gongzhi.catalogues.operations import Report
from gongzhi.catalogues.queries import RefusalEntry
from gongzhi.catalogues.vocabulary import Branch, Sheet
from gongzhi.orgs.operations.rows import Rejected
from gongzhi.ui.parts import Cell, Choice, Filter, Grid, Link, MoveField, Pager, Shell

DAY = date(2026, 3, 1)
LONG = "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗综合行政执法局"
GRID = Grid(
    "2026-03-01 起的版本",
    ("代码", "名称", "件数"),
    (
        (Cell("0201"), Cell("噪声", "#"), Cell("1,204", "#", number=True)),
        (Cell("020101"), Cell(LONG), Cell("0", number=True)),
    ),
)
QUESTIONS: dict[str, Any] = {
    "facts": [("声音从哪里来", "施工")],
    "fields": (
        MoveField(
            "q-source", "声音从哪里来", "choice", (Choice("施工", "施工"),), required=True, error="请填写"
        ),
        MoveField("q-degrees", "多少度", "line", value="15"),
    ),
    "url": "#",
    "error": "还有 1 个问题要改一下。",
}
CASE_WORDS: dict[str, Any] = {
    "questions": QUESTIONS,
    "replies": (ReplyShown("1", "answer", "答复", "已整改", f"{LONG}已到现场。", "#"),),
}
DOOR = RefusalEntry(
    7,
    Branch.LEGAL_CHANNEL,
    "已经在法院的案件",
    ("打官司",),
    "法院正在审理。",
    "诉讼服务",
    "",
    "12368",
    "工作日",
    DAY,
)
_FILTERS = (Filter("branch", "情形", (Choice("secret", "秘密和隐私"),), "secret"),)
_CRUMBS = (Link("目录", "#"), Link("派单目录", "#", current=True))
_SHEET: dict[str, Any] = {
    "crumbs": _CRUMBS,
    "heading": "派单目录",
    "query": "",
    "filters": _FILTERS,
    "clear_url": "#",
    "grid": GRID,
    "pager": Pager(2, total=2),
    "export_url": "#",
    "sheet_url": "#",
    "history": Grid("历次版本", ("起", "止"), ((Cell("2026-03-01", "#"), Cell("至今")),)),
    "may_upload": True,
    "upload_error": "",
    "columns": "类别、地点",
    "told": ("已发布。",),
}
_DOORS: dict[str, Any] = {
    "query": "",
    "filters": _FILTERS,
    "clear_url": "#",
    "groups": [("法定途径", [DOOR])],
    "refusals_url": "#",
    "sheet_url": "#",
}


def _draft(*faults: Rejected) -> dict[str, Any]:
    report = Report(Sheet.DISPATCH, DAY, 2, 18, 1, 2, 17, faults, published=False)
    return {
        "crumbs": _CRUMBS,
        "heading": "派单目录",
        "name": "派单目录（第三稿）.xlsx",
        "report": report,
        "faults": Grid(
            "要改的地方", ("行", "问题"), tuple((Cell(f"{f.number}"), Cell(f.sentence)) for f in faults)
        ),
        "faults_n": len(faults),
        "values": {"since": "2026-03-01"},
        "errors": {} if faults else {"since": "请选今天或以后的日子"},
        "trial_url": "#",
        "sheet_url": "#",
    }


def catalogue_pages(shell: Shell) -> dict[str, tuple[str, Shell, dict[str, Any]]]:
    """By name: template, shell and context."""
    empty = Grid("", ("代码",), ())
    trial: dict[str, Any] = {
        "crumbs": _CRUMBS,
        "values": {"month": "2026-02"},
        "errors": {},
        "cases": 12000,
        "moved": Cell("1,204", "#"),
        "bodies": GRID,
        "moves": GRID,
        "draft_url": "#",
    }
    index = {
        "sheets": GRID,
        "ended": ("类别“02”派给的“甲”已撤销",),
        "missing": ("类别“03”没有人负责",),
        "missing_n": 1,
    }
    numbers = {"crumbs": _CRUMBS, "heading": "退回的诉求", "grid": GRID, "pager": Pager(2)}
    unclear = {"crumbs": _CRUMBS, "spans": (Link("近 30 天", "#", current=True),), "grid": GRID}
    said: dict[str, tuple[str, dict[str, Any]]] = {
        "catalogues": ("catalogues/index.html", index),
        "catalogue": ("catalogues/sheet.html", _SHEET),
        "catalogue-empty": (
            "catalogues/sheet.html",
            _SHEET | {"grid": empty, "upload_error": "请先选一个文件。"},
        ),
        "draft": ("catalogues/draft.html", _draft()),
        "draft-wrong": ("catalogues/draft.html", _draft(Rejected(3, "line.overlap", "与第 2 行重叠。"))),
        "doors": ("catalogues/doors.html", _DOORS),
        "doors-none": ("catalogues/doors.html", _DOORS | {"groups": []}),
        "refusals": ("catalogues/refusals.html", _DOORS | {"query": "法院"}),
        "trial": ("cases/trial.html", trial),
        "trial-same": (
            "cases/trial.html",
            trial | {"bodies": empty, "moves": empty, "errors": {"month": "月份不对"}},
        ),
        "numbers": ("cases/numbers.html", numbers),
        "unclear": ("cases/unclear.html", unclear),
        "unclear-none": ("cases/unclear.html", unclear | {"grid": empty}),
    }
    return {name: (template, shell, context) for name, (template, context) in said.items()}
