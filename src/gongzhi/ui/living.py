"""What the living page shows: every component in every state, with the longest names that occur."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.templatetags.static import static

from gongzhi.ui.moments import exact
from gongzhi.ui.parts import (
    Attachment,
    Breakdown,
    Choice,
    Entry,
    Filter,
    Link,
    Move,
    MoveField,
    Pager,
    Part,
    Rate,
    Row,
)

LONG_UNIT = "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗尼尔基镇综合行政执法局第一执法中队"
_UNITS = (
    Choice("1", "东四街道综合执法队", "街道"),
    Choice("2", "东四街道市民诉求处置中心", "街道"),
    Choice("3", "区城市管理委员会", "区级部门"),
    Choice("4", "区生态环境局", "区级部门"),
    Choice("5", LONG_UNIT, "其他"),
    Choice("6", "区住房和城市建设委员会", "区级部门"),
)
_RESULTS = (Choice("yes", "已解决"), Choice("no", "未解决"), Choice("partly", "部分解决"))


def living_context(now: datetime) -> dict[str, Any]:
    """Sample values for ``ui/living.html``; ``now`` is aware and fixes all times."""
    return {
        "now": now,
        "long_unit": LONG_UNIT,
        "hours": {name: now + timedelta(hours=n) for name, n in _HOURS.items()},
        "errors": {
            "text": "请写下发生了什么，一句话也可以。",
            "place": "没有找到“和平里三区”，请换一个写法。",
        },
        "values": {
            "text": "楼下垃圾桶满了三天",
            "place": "和平里三区",
            "unit": "3",
            "result": "no",
            "agree": "1",
        },
        "units": _UNITS,
        "results": _RESULTS,
        "moves": _moves(),
        "entries": _entries(now),
        "rows": _rows(now),
        "views": (
            Link("我的待办", "#", True, 12),
            Link("快到期", "#", count=3),
            Link("已超时", "#", count=10_000),
        ),
        "files": sample_files(now),
        "left": (
            "楼道.jpg：文件的名称和内容对不上，没有收下。请换一个能正常打开的文件。",
            "录像.mp4：文件有 48.0 MB，这种文件最多 20 MB。请压缩后再传。",
        ),
        "crumbs": (Link("首页", "#"), Link("全部诉求", "#"), Link("110101-26-0000123-4", "#", True)),
        "filters": (Filter("stage", "阶段", _RESULTS), Filter("unit", "单位", _UNITS, "3")),
        "pager": Pager(50, "#", "#", 10_000),
        "rates": (
            Rate("响应率", 0.964, 1204, "按时联系反映人的件数 ÷ 应当联系的件数", "#"),
            Rate("解决率", 0.7, 10_000, "回访答“已解决”的件数 ÷ 有效回访件数", "#"),
            Rate("满意率", None, 3, "回访满意程度的加权和 ÷ 有效回访件数", "#"),
        ),
        "breakdown": Breakdown(
            "按单位", "单位", (Part("东四街道", 132, "#"), Part(LONG_UNIT, 48, "#"), Part("景山街道", 0, "#"))
        ),
    }


def sample_files(now: datetime) -> dict[str, tuple[Attachment, ...]]:
    """Files of every kind and state, by what they show."""
    added = exact(now)

    def seen(what: str, **more: Any) -> Attachment:
        picture = static("ui/seal.svg")
        return Attachment("#", "1.jpg", what, "照片", added, picture, 480, 480, **more)

    return {
        "evidence": (
            seen("反映时的照片，第 1 个"),
            Attachment("#", "噪声记录.m4a", "录音", "录音 · 1.4 MB", added),
        ),
        "before": (seen("办理前，第 1 个"),),
        "after": (
            seen("办理后，第 1 个", remove_url="#", back="#"),
            seen("办理后，第 2 个", private=True, used_in=(Link("110101-26-0000123-4", "#"),)),
        ),
        "paper": (),
        "document": (Attachment("#", f"{LONG_UNIT}的说明.docx", "材料", "Word 文档 · 812 KB", added),),
    }


_HOURS = {"later": 75, "soon": 3, "minutes": 0.5, "late": -49, "closed": -20}


def _moves() -> tuple[Move, ...]:
    return (
        Move(
            "answer",
            "答复",
            "#",
            "7",
            (
                MoveField(
                    "reason", "怎么办的", required=True, hint="写给反映人看，说清做了什么、什么时候做的。"
                ),
                MoveField("result", "结果", "choice", _RESULTS, required=True, value="no"),
                MoveField("lead", "转给", "body", _UNITS, error="请选一个单位。"),
                MoveField("told", "已电话告知反映人", "bool", value="1"),
            ),
            key="a",
        ),
        Move("return", "退回", "#", "7", (MoveField("reason", "为什么退回", required=True),), key="r"),
        Move("take", "接下这件", "#", "7"),
    )


def _entries(now: datetime) -> tuple[Entry, ...]:
    return (
        Entry(now - timedelta(days=400), "收到诉求", "居民，网站"),
        Entry(
            now - timedelta(days=5),
            "派给东四街道综合执法队",
            "区派单员 王敏",
            "属地管理，占道经营归综合执法。",
        ),
        Entry(
            now - timedelta(days=1),
            "超过答复时限",
            "系统",
            facts=(("原定", "昨天 18:00"), ("已通知", "队长")),
            late=True,
        ),
        Entry(now - timedelta(hours=2), "正在现场处理", LONG_UNIT, "已联系摊主，今晚撤走。"),
    )


def _rows(now: datetime) -> tuple[Row, ...]:
    def row(
        title: str, hours: float | None, holder: str, *, closed: bool = False, provisional: bool = False
    ) -> Row:
        return Row(
            url="#",
            number="110101-26-0000123-4",
            title=title,
            stage="办理",
            place="东四街道 · 南门仓社区",
            source="热线",
            holder=holder,
            filed=now,
            due=None if hours is None else now + timedelta(hours=hours),
            closed=now if closed else None,
            provisional=provisional,
        )

    return (
        row("南门仓胡同口占道经营，晚上油烟呛人", -49, "东四街道综合执法队"),
        row("和平里三区 7 号楼电梯停了三天", 3, "和平里街道城市管理办公室"),
        row("小区路灯整条不亮，" + "老人晚上出门看不清路" * 6, 75, LONG_UNIT, provisional=True),
        row("公交站牌上的站名有错字", 20, "区交通委", closed=True),
        row("建议在史家胡同加一处座椅", None, "朝阳门街道"),
    )
