"""Rules of an application: who may decide it, and when an arbiter must (条例 art. 12; R2, R5, R7). Pure."""

from __future__ import annotations

from datetime import datetime

from gongzhi.cases.vocabulary import ApplicationKind
from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.subjects import Actor, Derived, Head, Promises, Request

SECOND = "2"


def is_objection(head: Head) -> Refusal | None:
    """是派单异议。"""
    if head.traits.get("kind") == ApplicationKind.OBJECTION:
        return None
    return Refusal("application.not_objection", "这份申请不是派单异议，请用“同意”。", status=409)


def is_no_objection(head: Head) -> Refusal | None:
    """不是派单异议。"""
    if head.traits.get("kind") != ApplicationKind.OBJECTION:
        return None
    return Refusal("application.objection", "这是派单异议，请用“同意并改派”，选定新的承办单位。", status=409)


def is_first(head: Head) -> Refusal | None:
    """第二次异议由区级裁定，不再由派单员审核。"""
    if head.traits.get("round") != SECOND:
        return None
    return Refusal("application.second", "这是第二次异议，请“提请裁定”。", status=409)


def may_appeal(head: Head) -> Refusal | None:
    """只能申诉一次；裁定后不再申诉。"""
    if head.traits.get("final"):
        return Refusal("application.final", "这份申请已经裁定，不再申诉。", status=409)
    return None


def independent_reviewer(head: Head, request: Request, actor: Actor, now: datetime) -> Refusal | None:
    """审核人与申请单位无关（R7）。"""
    if actor.body_id is not None and actor.body_id == head.origin_body_id:
        return Refusal("application.own", "申请应由申请单位以外的人审核。", status=403)
    return None


def another_person(head: Head, request: Request, actor: Actor, now: datetime) -> Refusal | None:
    """本单位审核的人不是申请人。"""
    if actor.post_id is not None and str(actor.post_id) == head.traits.get("applicant"):
        return Refusal("application.own", "请由本单位负责人审核，不能自己审核自己的申请。", status=403)
    return None


def last_word(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """An arbiter has ruled."""
    return Derived(traits={"final": "1"})
