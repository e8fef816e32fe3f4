"""Rules of what a lead unit asks for on its case: objection, extension, suspension, exclusion (R2, R5, R7). Pure."""

from __future__ import annotations

from datetime import datetime

from gongzhi.cases.rules.case import number_in, without_pending
from gongzhi.cases.vocabulary import ApplicationKind
from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.flows import Derive, Need
from gongzhi.workflow.subjects import Actor, Derived, Head, Promises, Request

MOST_OBJECTIONS = 2
MOST_EXTENSIONS = 2
MOST_SUSPENSIONS = 1


def not_pending(kind: ApplicationKind) -> Need:
    """A need: no application of this kind waits for a decision."""

    def need(head: Head) -> Refusal | None:
        if kind not in head.traits.get("pending", "").split():
            return None
        return Refusal(
            "case.application_pending",
            f"已有一份{kind.label}申请正在审核，请等结果，不用重复提交。",
            status=409,
        )

    need.__doc__ = f"没有正在审核的{kind.label}申请。"
    return need


def may_still_object(head: Head) -> Refusal | None:
    """异议最多两次；已由区级裁定的不再提出（条例第 12、14 条）。"""
    if head.traits.get("arbitrated"):
        return Refusal(
            "case.arbitrated",
            "承办单位已由区级裁定，不再受理异议。请办理，需要配合的可以请求协办。",
            status=409,
        )
    if number_in(head, "objections") >= MOST_OBJECTIONS:
        return Refusal(
            "case.objections_used", f"这件诉求的异议已提过 {MOST_OBJECTIONS} 次，请等裁定。", status=409
        )
    return None


def in_time_to_object(head: Head, request: Request, actor: Actor, now: datetime) -> Refusal | None:
    """在提出异议的期限内。"""
    until = head.traits.get("object_by")
    if until and now > datetime.fromisoformat(until):
        return Refusal(
            "case.objection_late", "提出异议的期限已过。请先办理，需要配合的可以请求协办。", status=409
        )
    return None


def proposes_another(head: Head, request: Request, actor: Actor, now: datetime) -> Refusal | None:
    """建议的单位不是现在的承办单位。"""
    if request.body_id == head.lead_body_id:
        return Refusal(
            "case.objection_self",
            "建议的承办单位就是现在的承办单位，请另选一个。",
            fields={"body": "请另选单位"},
        )
    return None


def not_overdue(head: Head, request: Request, actor: Actor, now: datetime) -> Refusal | None:
    """还没有超期。"""
    if head.due_at is not None and now > head.due_at:
        return Refusal(
            "case.overdue", "已经超期，不能再申请延期或挂账。请尽快办理并向诉求人说明。", status=409
        )
    return None


def extensions_left(head: Head) -> Refusal | None:
    """最多延期两次。"""
    if number_in(head, "extensions") < MOST_EXTENSIONS:
        return None
    return Refusal("case.extensions_used", f"这件诉求已延期 {MOST_EXTENSIONS} 次，不能再延。", status=409)


def suspensions_left(head: Head) -> Refusal | None:
    """最多挂账一次。"""
    if number_in(head, "suspensions") < MOST_SUSPENSIONS:
        return None
    return Refusal(
        "case.suspensions_used", "这件诉求已挂过账，不能再挂。请办理，或向诉求人说明情况。", status=409
    )


def not_excluded(head: Head) -> Refusal | None:
    """还没有剔除。"""
    return Refusal("case.excluded", "这件诉求已经剔除。", status=409) if head.traits.get("excluded") else None


def asks(kind: ApplicationKind, counter: str = "") -> Derive:
    """Marks the case: a decision is awaited; ``counter`` keeps how often it was asked for."""

    def marked(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
        pending = " ".join(sorted({*head.traits.get("pending", "").split(), kind}))
        counted = {counter: str(number_in(head, counter) + 1)} if counter else {}
        proposed = {"proposed": request.body_id} if request.body_id else {}
        return Derived(facts={"kind": str(kind), **proposed}, traits={"pending": pending, **counted})

    return marked


def grants(kind: ApplicationKind, counter: str = "") -> Derive:
    """The application was approved: nothing is pending any more, and ``counter`` keeps how often."""

    def granted(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
        counted = {counter: str(number_in(head, counter) + 1)} if counter else {}
        return Derived(traits={"pending": without_pending(head, kind), **counted})

    return granted


def ends_pending(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """The application was refused or taken back; an arbiter's word is the last."""
    kind = str(request.found["kind"])
    final = {"arbitrated": "1"} if request.found.get("arbitrated") else {}
    return Derived(traits={"pending": without_pending(head, kind), **final})


def keep_excluded(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """It is not counted from now on, and everybody sees why."""
    pending = without_pending(head, ApplicationKind.EXCLUSION)
    return Derived(traits={"pending": pending, "excluded": str(request.found["reason"])})
