"""Pure rules of cases: guards, what moves find out by themselves, and how the three rates are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongzhi.cases.vocabulary import CaseLimit, Satisfaction, Solved
from gongzhi.kernel.clock import instant
from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.subjects import Actor, Count, Derived, Head, Promises, Request

SATISFACTION_WEIGHTS = {
    Satisfaction.SATISFIED: 100,
    Satisfaction.MOSTLY: 80,
    Satisfaction.NEUTRAL: 50,
    Satisfaction.DISSATISFIED: 0,
}
"""Percent by answer (facts 2.1 "Rates", 本系统口径)."""

SMALLEST_N = 10
"""Below this a rate is not shown: a few answers say nothing of a city."""


def needs_category(head: Head, request: Request, actor: Actor) -> Refusal | None:
    """类别已确定。"""
    if head.traits.get("category") or (request.traits or {}).get("category"):
        return None
    return Refusal(
        "case.category_missing", "还没有类别。请先“分类定位”，再派单。", fields={"category": "请选择类别"}
    )


def needs_something(head: Head, request: Request, actor: Actor) -> Refusal | None:
    """至少填写类别或地点。"""
    if request.traits or request.place:
        return None
    return Refusal("case.nothing_classified", "请选择类别或地点，至少一项。")


def independent_of_handler(head: Head, request: Request, actor: Actor) -> Refusal | None:
    """回访人与承办单位无关（条例第 23 条）。"""
    if actor.body_id is not None and actor.body_id == head.lead_body_id:
        return Refusal("case.own_work", "回访应由承办单位以外的人进行。", status=403)
    return None


def reached_needs_verdict(head: Head, request: Request, actor: Actor) -> Refusal | None:
    """联系上诉求人时，记录是否解决、是否满意；没联系上时不填。"""
    answered = [name for name in ("solved", "satisfaction") if request.facts.get(name)]
    if request.facts.get("reached") and len(answered) < 2:
        return Refusal("case.verdict_missing", "联系上了诉求人，请记录“是否解决”和“是否满意”。")
    if not request.facts.get("reached") and answered:
        return Refusal("case.verdict_unreached", "没有联系上诉求人，不能代为填写评价。")
    return None


def unsolved_needs_reason(head: Head, request: Request, actor: Actor) -> Refusal | None:
    """诉求人认为未解决的，办结要写明原因（条例第 15 条）。"""
    if head.traits.get("solved") == Solved.UNSOLVED and not request.words.strip():
        return Refusal("case.unsolved_reason", "诉求人认为问题未解决。请写明办结的原因，或“退回重办”。")
    return None


def had_a_lead(head: Head, request: Request, actor: Actor) -> Refusal | None:
    """曾有承办单位。"""
    return None if head.lead_body_id else Refusal("case.no_lead", "这件诉求没有承办单位，请重新提交。")


def promise_contact(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """With the dispatch begins the clock of the first contact: from dispatch, never from signing."""
    promise = promises(CaseLimit.CONTACT, head.traits, now)
    by = instant(promise.due.at) if promise else None
    return Derived(facts={"contact_by": by}, traits={"contact_by": by or ""})


def record_contact(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """The first contact keeps or misses the promise; later contacts change nothing."""
    by = head.traits.get("contact_by")
    if not by:
        return Derived()
    met = now <= datetime.fromisoformat(by)
    return Derived(facts={"contact_by": by, "in_time": met}, traits={"contact_by": ""})


def withdraw_promise(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """A unit that gives the case back before it had to call is not counted for the call."""
    by = head.traits.get("contact_by")
    return Derived(facts={"contact_by": by}, traits={"contact_by": ""}) if by else Derived()


def keep_verdict(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """The caller's verdict travels with the head, for the guard of closing."""
    return Derived(traits={"solved": str(request.facts.get("solved") or "")})


def count_promised(facts: Mapping[str, Any], at: datetime) -> tuple[Count, ...]:
    """One more contact is due, in the month of its due date."""
    by = facts.get("contact_by")
    return (Count("contact:due", datetime.fromisoformat(by)),) if by else ()


def count_contact(facts: Mapping[str, Any], at: datetime) -> tuple[Count, ...]:
    """A contact in time is counted in the month of its due date."""
    if not facts.get("in_time"):
        return ()
    return (Count("contact:met", datetime.fromisoformat(facts["contact_by"])),)


def count_withdrawn(facts: Mapping[str, Any], at: datetime) -> tuple[Count, ...]:
    """One contact less is due."""
    by = facts.get("contact_by")
    return (Count("contact:due", datetime.fromisoformat(by), -1),) if by else ()


def count_verdict(facts: Mapping[str, Any], at: datetime) -> tuple[Count, ...]:
    """A valid call-back with its answers, in the month of the call."""
    if not facts.get("reached"):
        return (Count("callback:unreached", at),)
    return (
        Count("callback:valid", at),
        Count(f"solved:{facts['solved']}", at),
        Count(f"satisfaction:{facts['satisfaction']}", at),
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with its two sides; ``percent`` is None when nothing was counted (never a guess)."""

    name: str
    label: str
    part: float
    n: int
    formula: str
    unit: str = "件"

    @property
    def percent(self) -> float | None:
        """The rate in percent, to one digit."""
        return None if self.n <= 0 else round(100 * self.part / self.n, 1)


def three_rates(counted: Mapping[str, int]) -> tuple[Rate, Rate, Rate]:
    """Response, resolution and satisfaction rate from the counters (facts 2.1; DC-26, DC-31; 本系统口径).

    Not to be confused with the property three rates (key decision 2).
    """
    valid = counted.get("callback:valid", 0)
    weighted = sum(
        counted.get(f"satisfaction:{word}", 0) * weight for word, weight in SATISFACTION_WEIGHTS.items()
    )
    return (
        Rate(
            "response_rate", "响应率", counted.get("contact:met", 0), counted.get("contact:due", 0),
            "按时首次联系的件数 ÷ 首次联系时限落在期内的件数",
        ),
        Rate(
            "resolution_rate", "解决率", counted.get(f"solved:{Solved.SOLVED}", 0), valid,
            "回访答“已解决”的次数 ÷ 有效回访次数", "次",
        ),
        Rate(
            "satisfaction_rate", "满意率", weighted / 100, valid,
            "Σ 评价权重（满意 1、基本满意 0.8、一般 0.5、不满意 0）÷ 有效回访次数", "次",
        ),
    )  # fmt: skip
