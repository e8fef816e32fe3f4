"""A context for each page, as its comment declares it: what the templates are rendered with in tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from markupsafe import Markup

from gongzhi.ui.living import living_context, sample_files
from gongzhi.ui.parts import (
    Choice,
    Entry,
    Filter,
    Link,
    Move,
    MoveField,
    Pager,
    Part,
    Phase,
    Row,
    Shell,
    SignedIn,
)

from . import figure_samples, samples_people
from .catalogue_samples import CASE_WORDS, QUESTIONS, catalogue_pages

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
TOKEN = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="token">')
NUMBER = "110101-26-0000123-4"
TEXT = (
    "南门仓胡同口每天晚上六点以后有三四个烧烤摊，占了半条路，油烟往楼里飘，老人开不了窗。\n"
    "从国庆以后一直这样，打过两次电话，来人走了又摆。希望固定时间管一管，或者给他们找个能摆的地方。"
)
OPEN_SHELL = Shell(
    city="北京市东城区",
    demo=True,
    nav=(Link("反映问题", "#", True), Link("查进度", "#"), Link("大家反映的", "#"), Link("数据", "#")),
    complaints_url="#",
    rules_url="#",
    source_url="#",
)
STAFF_SHELL = Shell(
    city="北京市东城区",
    demo=True,
    nav=(Link("我的待办", "#", True), Link("全部诉求", "#"), Link("登记", "#"), Link("数据", "#")),
    user=SignedIn("欧阳建国", "东四街道综合执法队 承办人"),
    complaints_url="#",
    rules_url="#",
    source_url="#",
)

Context = dict[str, Any]
ERRORS = (400, 403, 404, 409, 413, 429, 500, 503)
NO_FILES: Context = dict.fromkeys(("evidence", "before", "after", "paper", "document"), ())


@dataclass(frozen=True)
class CasePage:
    """The case object of ``cases/case.html`` and ``cases/follow.html``."""

    number: str = NUMBER
    title: str = "南门仓胡同口占道经营，晚上油烟呛人"
    text: str = TEXT
    stage: str = "办理"
    phase: Phase = "deliver"
    place: str = "东四街道 · 南门仓社区 · 附近 40 米"
    holder: str = "东四街道综合执法队"
    due: datetime | None = NOW + timedelta(hours=52)
    provisional: bool = False
    promise: tuple[str, str] = ("办理", "答复")
    closed: datetime | None = None
    facts: tuple[tuple[str, str], ...] = (
        ("地点", "东四街道 · 南门仓社区 · 附近 40 米"),
        ("类别", "城市管理 · 街面秩序 · 占道经营"),
        ("来自", "12345 热线"),
        ("收到", "2026年11月18日 09:12"),
        ("承办单位", "东四街道综合执法队"),
    )
    contact: tuple[tuple[str, str], ...] | None = (("称呼", "李*"), ("电话", "138****5678"))
    answer: str = ""
    question: str = ""
    marks: tuple[str, ...] = ("延期待审核", "督办")
    merged: str = ""
    voices: tuple[str, ...] = ("110101-26-0000124-2",)


@dataclass(frozen=True)
class TaskPage:
    """The task object of ``cases/task.html``."""

    number: str = NUMBER
    kind: str = "延期"
    label: str = "申请"
    title: str = "南门仓胡同口占道经营，晚上油烟呛人"
    words: str = "需要和市场监管所一起查，约在下周一。"
    stage: str = "待审核"
    phase: Phase = "deliberate"
    holder: str = "东城区接诉即办指挥中心"
    due: datetime | None = NOW + timedelta(hours=7)
    closed: datetime | None = None
    facts: tuple[tuple[str, str], ...] = (("提出单位", "东四街道综合执法队"),)
    case_number: str = NUMBER
    case_url: str = "#"
    case_stage: str = "办理中"
    case_due: datetime | None = NOW + timedelta(hours=52)
    case_text: str = TEXT


def entries(now: datetime) -> tuple[Entry, ...]:
    """The life of one case so far."""
    return (
        Entry(now - timedelta(days=4, hours=5), "收到诉求", "居民，12345 热线"),
        Entry(
            now - timedelta(days=4, hours=3),
            "派给东四街道办事处",
            "区派单员 王敏",
            "占道经营，属地街道牵头。",
        ),
        Entry(
            now - timedelta(days=3),
            "东四街道办事处接下，交给综合执法队",
            "东四街道 赵红",
            facts=(("答复时限", "11月24日 18:05"),),
        ),
        Entry(
            now - timedelta(hours=20),
            "联系了反映人",
            "综合执法队 欧阳建国",
            "电话说明今晚 18:00 到现场，约好办完回话。",
        ),
        Entry(now - timedelta(hours=2), "正在现场处理", "综合执法队 欧阳建国"),
    )


def rows(count: int) -> tuple[Row, ...]:
    """Rows of a list, all different, most urgent first."""
    samples = living_context(NOW)["rows"]
    places = (
        "东四街道 · 南门仓社区",
        "和平里街道 · 民旺社区",
        "东华门街道 · 多福巷社区",
        "永定门外街道 · 永铁苑社区",
    )
    titles = (
        "南门仓胡同口占道经营，晚上油烟呛人",
        "7 号楼电梯停了三天，老人下不了楼",
        "小区东门路灯整条不亮",
        "垃圾桶两天没有清运",
        "公交站牌上的站名有错字",
        "建议在史家胡同加一处座椅",
        "工地凌晨两点还在浇筑，睡不着",
        "暖气不热，室内 15 度",
    )
    return tuple(
        Row(
            url="#",
            number=NUMBER,
            title=titles[n % len(titles)],
            stage=("办理", "派单", "回访")[n % 3],
            place=places[n % len(places)],
            source=("热线", "网站", "网格")[n % 3],
            holder=samples[n % len(samples)].holder,
            filed=NOW,
            due=NOW + timedelta(hours=n * 7 - 50),
        )
        for n in range(count)
    )


_REPORT: Context = {
    "form_id": "0193a1b2-0000-7000-8000-000000000001",
    "categories": (
        Choice("a", "占道经营", "城市管理"),
        Choice("b", "垃圾清运", "城市管理"),
        Choice("c", "供暖", "住房"),
    ),
    "values": {},
    "errors": {},
}
_LIST: Context = {
    "heading": "全部诉求",
    "query": "",
    "filters": (
        Filter("stage", "阶段", (Choice("handling", "办理"), Choice("closed", "办结"))),
        Filter("street", "街道", (Choice("110101007", "东四街道"), Choice("110101010", "和平里街道"))),
        Filter("category", "类别", _REPORT["categories"]),
    ),
    "clear_url": "",
    "keeps": {"month": "202611", "figure": "contact:met"},
    "rows": rows(50),
    "pager": Pager(50, "", "#", 4326),
    "export_url": "#",
    "report_url": "#",
    "contact_url": "#",
}
_DESK: Context = {
    "heading": "我的待办",
    "views": (
        Link("我的待办", "#", True, 12),
        Link("快到期", "#", count=3),
        Link("已超时", "#", count=2),
        Link("本单位全部", "#", count=231),
        Link("待回访", "#", count=0),
    ),
    "query": "",
    "clear_url": "",
    "rows": rows(12),
    "pager": Pager(12, total=12),
    "all_url": "#",
}
_CASE: Context = {
    "crumbs": (Link("全部诉求", "#"), Link(NUMBER, "#", True)),
    "case": CasePage(),
    "tasks": (
        Row(
            "#",
            NUMBER,
            "协办 · 东城区市场监督管理局",
            "办理中",
            "",
            "",
            "东城区市场监督管理局",
            NOW,
            NOW + timedelta(hours=30),
        ),
    ),
    "moves": living_context(NOW)["moves"],
    "entries": entries(NOW),
    **CASE_WORDS,
    "private": samples_people.PRIVATE,
    "erasure": samples_people.ERASURE,
    "files": sample_files(NOW),
    "attaching": None,
}
_ATTACHING: Context = {
    "url": "#",
    "roles": (Choice("after", "办理后"), Choice("before", "办理前")),
    "typed": {},
    "errors": {},
    "left": (),
}
_TASK: Context = {
    "crumbs": (Link("待办", "#"), Link("申请", "#", True)),
    "task": TaskPage(),
    "moves": (*living_context(NOW)["moves"], *(Move(f"more{n}", "撤回申请", "#", "7") for n in range(3))),
    "entries": entries(NOW),
    "told": "",
    "done_draft": "",
    "conflict": "",
    "kept": "",
}


@dataclass(frozen=True)
class Emergency:
    """What a text sounds like."""

    number: str = "119"
    service: str = "消防救援"


_INTAKE: Context = {
    "form_id": "f",
    "kinds": (Choice("help", "求助"), Choice("complaint", "投诉")),
    "channels": (Choice("hotline", "热线"), Choice("paper", "来信")),
    "categories": (Choice("0201", "噪声", "环境保护"),),
    "settlements": (
        Choice("instant", "当场答复"),
        Choice("beyond_duty", "不属于政府职责，可走市场或社会渠道"),
    ),
    "values": {"channel": "hotline", "kind": "help"},
    "errors": {},
    "emergency": None,
}
_SIGN_IN: Context = {"values": {}, "errors": {}, "next": "", "expired": False, "demo_logins": ()}
_RECEIPT: Context = {
    "number": NUMBER,
    "code": "7K3M-9QX2",
    "text": TEXT,
    "place": "东四街道 · 南门仓社区 · 附近 40 米",
    "filed": NOW,
    "answer_by": NOW + timedelta(hours=24),
    "follow_url": "#",
    "repeated": False,
    "questions": QUESTIONS,
    **samples_people.RECEIPT,
    "left": (),
    "files": sample_files(NOW),
}


def _follow(case: object) -> Context:
    values = {"number": NUMBER, "code": "12345678"} if case else {}
    own = samples_people.OWN if case else {}
    return {"values": values, "errors": {}, "case": case, "files": sample_files(NOW), **own}


@dataclass(frozen=True)
class Followed(CasePage):
    """The case object of ``cases/follow.html``."""

    entries: tuple[Entry, ...] = entries(NOW)


PAGES: dict[str, tuple[str, Shell, Context]] = {
    **{f"error-{status}": ("ui/error.html", Shell(), {"status": status}) for status in ERRORS},
    **{name: (f"{name}.html", Shell(), {}) for name in ("400", "403_csrf", "404", "500")},
    "report": ("cases/report.html", OPEN_SHELL, _REPORT),
    "report-wrong": (
        "cases/report.html",
        OPEN_SHELL,
        _REPORT
        | {
            "values": {"text": "", "place": "月球", "contact": "12"},
            "errors": {
                "text": "请写下发生了什么，一句话也可以。",
                "contact": "电话像是少了几位，请再看一下。",
            },
        },
    ),
    "intake": ("cases/intake.html", STAFF_SHELL, _INTAKE),
    "intake-wrong": (
        "cases/intake.html",
        STAFF_SHELL,
        _INTAKE
        | {
            "values": {"text": "楼道着火了", "outcome": "instant", "channel": "hotline", "kind": "help"},
            "errors": {"words": "请填写“给诉求人的话”"},
            "emergency": Emergency(),
        },
    ),
    **catalogue_pages(STAFF_SHELL),
    "receipt": ("cases/receipt.html", OPEN_SHELL, _RECEIPT),
    "receipt-repeated": (
        "cases/receipt.html",
        OPEN_SHELL,
        _RECEIPT | {"repeated": True, "answer_by": None, "left": living_context(NOW)["left"]},
    ),
    "follow-ask": ("cases/follow.html", OPEN_SHELL, _follow(None)),
    "follow": ("cases/follow.html", OPEN_SHELL, _follow(Followed(question="请问一般几点开始？"))),
    "follow-closed": (
        "cases/follow.html",
        OPEN_SHELL,
        _follow(
            Followed(closed=NOW, phase="judge", answer="已与摊主约定 18:00 后进入夜市区经营，每晚有人巡查。")
        )
        | {
            "files": NO_FILES,
            "moves": (
                Move(
                    "reopen", "重新办理", "#", "7", (MoveField("words", "还有什么没有解决", required=True),)
                ),
            ),
        },
    ),
    "follow-conflict": (
        "cases/follow.html",
        OPEN_SHELL,
        _follow(Followed(promise=("处理", "派单")))
        | {
            "moves": (),
            "told": "",
            "conflict": "这件事刚刚被别人处理过，页面已不是最新。",
            "kept": "烟又飘进来了。",
        },
    ),
    "list": ("cases/list.html", STAFF_SHELL, _LIST),
    "list-none": ("cases/list.html", STAFF_SHELL, _LIST | {"rows": (), "query": "𠮷", "clear_url": "#"}),
    "desk": ("workflow/desk.html", STAFF_SHELL, _DESK),
    "desk-none": ("workflow/desk.html", STAFF_SHELL, _DESK | {"rows": (), "views": _DESK["views"]}),
    "case": ("cases/case.html", STAFF_SHELL, _CASE),
    "case-told": (
        "cases/case.html",
        STAFF_SHELL,
        _CASE
        | {
            "told": "已退回区派单中心。",
            "done_draft": "return",
            "moves": (),
            "files": NO_FILES,
            "attaching": _ATTACHING,
        },
    ),
    "case-conflict": (
        "cases/case.html",
        STAFF_SHELL,
        _CASE
        | {
            "conflict": "这件事刚刚被别人处理过，页面已不是最新。您填写的内容还在，请核对最新情况后再提交。",
            "kept": "已到现场，摊主答应今晚撤走。",
            "case": CasePage(due=NOW - timedelta(hours=50), contact=None),
            "attaching": _ATTACHING
            | {
                "errors": {"": "已收下 1 个文件。", "files": "请先拍照或选择文件。", "role": "请选择一项"},
                "left": living_context(NOW)["left"],
            },
        },
    ),
    "case-closed": (
        "cases/case.html",
        STAFF_SHELL,
        _CASE
        | {
            "case": CasePage(closed=NOW, phase="judge", stage="办结", answer="已与摊主约定进入夜市区经营。"),
            "moves": (),
        },
    ),
    "task": ("cases/task.html", STAFF_SHELL, _TASK),
    "task-told": (
        "cases/task.html",
        STAFF_SHELL,
        _TASK | {"told": "已同意。", "done_draft": "approve", "moves": ()},
    ),
    "figures": ("cases/figures.html", OPEN_SHELL, figure_samples.figures()),
    "figures-none": (
        "cases/figures.html",
        OPEN_SHELL,
        figure_samples.figures() | {"total": Part("共收到", 0, "#"), "measures": ()},
    ),
    "published": ("cases/published.html", OPEN_SHELL, figure_samples.published()),
    "published-none": (
        "cases/published.html",
        OPEN_SHELL,
        figure_samples.published() | {"filed": 0, "made_at": None},
    ),
    "frozen-list": ("cases/frozen_list.html", STAFF_SHELL, figure_samples.frozen_list()),
    "frozen-list-none": (
        "cases/frozen_list.html",
        STAFF_SHELL,
        figure_samples.frozen_list() | {"months": ()},
    ),
    "frozen": ("cases/frozen.html", STAFF_SHELL, figure_samples.frozen()),
    "whatif": ("cases/whatif.html", STAFF_SHELL, figure_samples.whatif()),
    "callbacks": ("cases/callbacks.html", STAFF_SHELL, figure_samples.callbacks()),
    "callbacks-none": ("cases/callbacks.html", STAFF_SHELL, figure_samples.callbacks() | {"lines": ()}),
    "sign-in": (
        "orgs/sign_in.html",
        OPEN_SHELL,
        _SIGN_IN
        | {"demo_logins": (Choice("a", "区派单员"), Choice("b", "东四街道 承办人"), Choice("c", "区回访员"))},
    ),
    "sign-in-wrong": (
        "orgs/sign_in.html",
        OPEN_SHELL,
        _SIGN_IN
        | {
            "expired": True,
            "values": {"login": "wang"},
            "errors": {"password": "登录名或密码不对，请再输一次。"},
        },
    ),
    "rules": ("config/rules.html", OPEN_SHELL, {}),
    "living": ("ui/living.html", STAFF_SHELL, living_context(NOW)),
    "follow-quiet": ("cases/follow.html", OPEN_SHELL, _follow(Followed()) | samples_people.OWN_QUIET),
    **{name: (page, STAFF_SHELL, context) for name, (page, context) in samples_people.STAFF.items()},
    **{name: (page, OPEN_SHELL, context) for name, (page, context) in samples_people.OPEN.items()},
}
