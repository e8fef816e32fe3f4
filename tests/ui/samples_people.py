"""Contexts of the pages about who reported, receipts, seals and the audit log; as their comments declare them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from gongzhi.ui.parts import Choice, Entry, Filter, Link, Pager, Row
from gongzhi.workflow.queries.receipts import PublishedSeal
from gongzhi.workflow.receipts import Finding

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
NUMBER = "110101-26-0000123-4"
HASH = "92de6f024800b005ae69d84cfa3d140f2aca9a3d03af1edac2e176a4607baf9a"
TITLE = "南门仓胡同口占道经营，晚上油烟呛人"

Context = dict[str, Any]

PRIVATE: Context = {
    "facts": (("诉求人", "李**"), ("联系方式", "138****5678")),
    "url": "#",
    "purposes": (Choice("contact", "联系诉求人"), Choice("call_back", "回访"), Choice("other", "其他")),
    "typed": {},
    "errors": {},
}
PRIVATE_WRONG = PRIVATE | {"typed": {"purpose": "other"}, "errors": {"words": "请写明用途"}}
ERASURE = {"what": "称呼和联系方式", "url": "#"}
RECEIPT: Context = {"hash": HASH, "hash_code": "data:image/svg+xml;charset=utf-8,%3Csvg/%3E"}
REVEALS = (Entry(NOW - timedelta(days=1), "回访", "指挥中心 · 回访员", "晚上再打"),)
OWN: Context = {
    "proof": (("number", NUMBER), ("code", "12345678")),
    "own": {
        "hash": HASH,
        "reveals": REVEALS,
        "erasure": "您申请删除称呼和联系方式，等待工作人员确认。",
        "scopes": (Choice("contact", "称呼和联系方式"), Choice("all", "称呼、联系方式和所写内容")),
        "scope": "all",
        "errors": {"scope": "办结以后才能删除所写的内容"},
    },
}
OWN_QUIET = OWN | {"own": OWN["own"] | {"reveals": (), "erasure": "", "scope": "", "errors": {}}}

_CRUMBS = (Link(NUMBER, "#"), Link("联系方式", "#", current=True))
_SHOWN: Context = {
    "crumbs": _CRUMBS,
    "case_url": "#",
    "shown": (("诉求人", "李女士"), ("联系方式", "13812345678")),
    "call": "tel:13812345678",
    "seconds": 60,
}
_BY_CONTACT: Context = {
    "crumbs": (Link("诉求", "#"), Link("诉求人", "#", current=True)),
    "values": {},
    "errors": {},
    "masked": "138****5678",
    "rows": (Row("#", NUMBER, TITLE, "办理", "南门仓社区", "热线", "东四街道综合执法队", NOW),),
    "more": True,
    "waiting": (("#", TITLE, "称呼和联系方式", NOW),),
}
_COPY: Context = {
    "copy": {
        "number": NUMBER, "title": TITLE, "text": "", "kind": "投诉", "channel": "网站", "place": "南门仓社区",
        "place_words": "胡同口", "lon": 116.4, "lat": 39.9, "reporter": "李**", "contact": "138****5678",
        "notes": {"原类别": "油烟"}, "stage": "已办结", "filed_at": NOW, "closed_at": NOW, "reveals": (),
        "erasure": None, "receipt": {"hash": HASH},
    },
    "back_url": "#",
}  # fmt: skip
_DIGEST = bytes.fromhex(HASH)
_SEALS: Context = {
    "seals": (PublishedSeal(2, 312, _DIGEST, _DIGEST, _DIGEST, NOW),),
    "pager": Pager(1, "#", "#"),
}
_VERIFY: Context = {
    "values": {},
    "errors": {},
    "findings": (
        Finding(True, "entry", "登记内容与指纹相符。"),
        Finding(False, "text", "原文与登记时不同。"),
        Finding(None, "seal", "还没有封存。"),
    ),
    "sound": False,
}
_AUDIT: Context = {
    "query": "",
    "filters": (Filter("action", "操作", (Choice("revealed", "查看联系方式"),)),),
    "clear_url": "#",
    "entries": (
        Entry(
            NOW, "查看联系方式", "指挥中心 · 回访员 · 回访员甲", facts=(("对象", NUMBER), ("用途", "回访"))
        ),
    ),
    "pager": Pager(1, "", "#"),
    "export_url": "#",
}

STAFF: dict[str, tuple[str, Context]] = {
    "reveal": ("cases/reveal.html", _SHOWN),
    "reveal-wrong": (
        "cases/reveal.html",
        {"crumbs": _CRUMBS, "case_url": "#", "shown": None, "private": PRIVATE_WRONG},
    ),
    "by-contact": ("cases/by_contact.html", _BY_CONTACT),
    "by-contact-none": ("cases/by_contact.html", _BY_CONTACT | {"rows": (), "waiting": (), "more": False}),
    "by-contact-wrong": (
        "cases/by_contact.html",
        _BY_CONTACT | {"rows": None, "errors": {"contact": "请核对号码或邮箱"}, "values": {"contact": "1"}},
    ),
    "audit": ("orgs/audit.html", _AUDIT),
    "audit-none": ("orgs/audit.html", _AUDIT | {"entries": ()}),
}
OPEN: dict[str, tuple[str, Context]] = {
    "copy": ("cases/copy.html", _COPY),
    "seals": ("workflow/seals.html", _SEALS),
    "seals-none": ("workflow/seals.html", {"seals": (), "pager": Pager(0)}),
    "verify": ("workflow/verify.html", _VERIFY | {"findings": None}),
    "verify-wrong": ("workflow/verify.html", _VERIFY),
    "verify-unreadable": (
        "workflow/verify.html",
        _VERIFY | {"findings": None, "errors": {"receipt": "没有读懂回执。"}, "values": {"receipt": "{"}},
    ),
}
"""Name → template and context, by who reads them."""
