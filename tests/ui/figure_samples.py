"""What the pages of figures and call-backs are given in the tests of templates."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.cases.queries.callbacks import Call
from gongzhi.ui.parts import Breakdown, Choice, Link, Measure, Measures, MoveField, Part, Rate

NOW = datetime.fromisoformat("2026-11-03T10:00+08:00")
Context = dict[str, Any]

STREETS = "东华门 景山 交道口 安定门 北新桥 东四 朝阳门 建国门 东直门 和平里 前门".split()
SOLVED = Rate(
    "解决率", 0.7, 10_000, "最近一次有效回访答“已解决”的件数 ÷ 有效回访的件数", "#", low=0.69, high=0.709,
    band="关注", kind="soon", parts=(Part("已解决", 7000, "#"),), aside=Part("剔除", 120, "#"),
)  # fmt: skip
RESPONDED = Rate(
    "响应率",
    0.964,
    1204,
    "按时首次联系的件数 ÷ 应当联系的件数",
    "#",
    low=0.952,
    high=0.973,
    band="较好",
    kind="done",
)
FEW = Rate("满意率", None, 3, "Σ 评价权重 ÷ 有效回访的件数", "#")
RATES = (replace(RESPONDED, label="综合得分", url="", band="", kind=""), RESPONDED, SOLVED, FEW)
PAIRS = (
    {"label": "受理", "then": "4326", "now": "4326"},
    {"label": "解决率", "then": "70.0%（n = 986）", "now": "71.2%（n = 981）"},
)
MONTHS = (Link("2026 年 11 月", "#", True), Link("全部时间", "#"))
BASIS = ("公式版本：2026-示例，自 2000-01-01 施行", "依据：条例第三十二条")
TABLE = Measures(
    "按街道", "街道", ("响应率", "解决率", "满意率"),
    tuple(
        Measure(f"{name}街道", Part(name, 620 - 47 * n, "#"), (RESPONDED, SOLVED, FEW), "#")
        for n, name in enumerate(STREETS)
    ),
)  # fmt: skip
BREAKDOWNS = (
    Breakdown("从哪里来", "渠道", (Part("热线", 2312, "#"), Part("网站", 231, "#"), Part("来信", None, ""))),
)


def figures() -> Context:
    """``cases/figures.html``."""
    return {
        "scope": "北京市东城区", "period": "2026 年 11 月", "as_of": NOW, "months": MONTHS, "up": "#",
        "total": Part("共受理", 4326, "#"), "excluded": Part("其中剔除", 120, "#"), "rates": RATES, "basis": BASIS,
        "measures": (TABLE,), "breakdowns": BREAKDOWNS, "export_url": "#", "frozen_url": "#", "whatif_url": "#",
    }  # fmt: skip


def published() -> Context:
    """``cases/published.html``."""
    return {
        "scope": "北京市东城区", "period": "2026 年 10 月", "made_at": NOW, "months": MONTHS, "filed": 4326,
        "total": Part("共受理", None, ""), "rates": RATES, "basis": BASIS, "measures": (TABLE,),
        "breakdowns": BREAKDOWNS,
    }  # fmt: skip


def frozen_list() -> Context:
    """``cases/frozen_list.html``."""
    month = {
        "label": "2026 年 10 月", "url": "#", "version": "2026-示例", "made_at": NOW, "intact": True, "pairs": PAIRS
    }  # fmt: skip
    return {"scope": "北京市东城区", "months": (month, month | {"intact": False})}


def frozen() -> Context:
    """``cases/frozen.html``."""
    return {
        "scope": "北京市东城区", "period": "2026 年 10 月", "made_at": NOW, "intact": False, "basis": BASIS,
        "proof": (("内容摘要（SHA-256）", "ab" * 32),), "names": ("解决率",),
        "lines": ({"label": "全部", "pairs": PAIRS},),
    }  # fmt: skip


def whatif() -> Context:
    """``cases/whatif.html``."""
    return {
        "period": "2026 年 10 月", "basis": BASIS, "values": {"month": "202610", "weight.response_rate": "30"},
        "errors": {"month": "公式没有载入：权重合计应为 100 %，现在是 90 %。"},
        "inputs": [("weight.response_rate", "响应率的权重（%）")], "categories": (Choice("02", "环境保护"),),
        "channels": (Choice("web", "网站"),), "pairs": PAIRS, "left_out": 12,
    }  # fmt: skip


def callbacks() -> Context:
    """``cases/callbacks.html``."""
    call = Call(
        UUID(int=1), "110101-26-0000123-4", 6, "answered", "南门仓胡同口占道经营", "南门仓社区", "东四街道办",
        "已责令停业整改。", "王**", "138****8000",
    )  # fmt: skip
    fields = (MoveField("words", "回访记录"),)
    line = {
        "call": call,
        "url": "#",
        "open": True,
        "error": "联系上了诉求人，请记录“是否解决”。",
        "fields": fields,
    }
    called = line | {
        "call": replace(call, id=UUID(int=2), number="110101-26-0000124-3"),
        "open": False,
        "error": "",
    }
    return {
        "told": "已记下。", "drawn": "等待回访的诉求，时限近的在前", "so_far": (("解决率", "70.0 %"),),
        "values": {"month": "202610", "size": "50", "seed": "1"}, "errors": {}, "usual": (("satisfied", "解决了，满意"),),
        "record_url": "#", "export_url": "#", "lines": (line, called),
    }  # fmt: skip
