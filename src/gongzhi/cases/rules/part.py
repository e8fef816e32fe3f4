"""Rules of a part: what a unit beside the lead unit is asked for (条例 art. 12 会商, 14 协办). Pure."""

from __future__ import annotations

from datetime import datetime

from gongzhi.cases.rules.case import number_in
from gongzhi.cases.vocabulary import PartKind
from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.subjects import Actor, Derived, Head, Promises, Request

COUNTER: dict[str, str] = {PartKind.ASSIST: "parts", PartKind.CONSULT: "consults"}
"""The trait of the case that counts open parts of a kind."""


def is_assist(head: Head) -> Refusal | None:
    """是协办。"""
    if head.traits.get("kind") == PartKind.ASSIST:
        return None
    return Refusal("part.consult", "这里只征求意见，请用“答复会商”。", status=409)


def is_consult(head: Head) -> Refusal | None:
    """是会商。"""
    if head.traits.get("kind") == PartKind.CONSULT:
        return None
    return Refusal("part.assist", "这是协办，请用“答复”。", status=409)


def asks_another(head: Head, request: Request, actor: Actor, now: datetime) -> Refusal | None:
    """请求的不是承办单位自己。"""
    if request.body_id is not None and request.body_id in (head.lead_body_id, head.holder_body_id):
        return Refusal("case.part_self", "不能请自己协办，请另选单位。", fields={"body": "请另选单位"})
    return None


def ends_part(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """One open part less."""
    counter = COUNTER[str(request.found["kind"])]
    return Derived(traits={counter: str(max(0, number_in(head, counter) - 1))})
