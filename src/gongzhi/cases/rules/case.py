"""Pure rules of cases: guards, and what moves find out by themselves."""

from __future__ import annotations

from datetime import datetime

from gongzhi.cases.counting import ANSWER, CONTACT, recount, verdict
from gongzhi.cases.vocabulary import ApplicationKind, CaseLimit, Satisfaction, Solved
from gongzhi.kernel.clock import instant, month_of
from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.flows import Derive
from gongzhi.workflow.subjects import Actor, Count, Derived, Head, Promises, Request


def needs_category(head: Head, request: Request, actor: Actor, now: datetime) -> Refusal | None:
    """类别已确定。"""
    if head.traits.get("category") or (request.traits or {}).get("category"):
        return None
    return Refusal(
        "case.category_missing", "还没有类别。请先“分类定位”，再派单。", fields={"category": "请选择类别"}
    )


def names_files(head: Head, request: Request, actor: Actor, now: datetime) -> Refusal | None:
    """有收下的文件；日志记下每个文件的哈希。"""
    if request.found.get("files"):
        return None
    return Refusal("file.none", "请先拍照或选择文件。", status=422, fields={"files": "请先拍照或选择文件"})


def needs_something(head: Head, request: Request, actor: Actor, now: datetime) -> Refusal | None:
    """至少填写类别或地点。"""
    if request.traits or request.place:
        return None
    return Refusal("case.nothing_classified", "请选择类别或地点，至少一项。")


def independent_of_handler(head: Head, request: Request, actor: Actor, now: datetime) -> Refusal | None:
    """回访人与承办单位无关（条例第 23 条）。"""
    if actor.body_id is not None and actor.body_id == head.lead_body_id:
        return Refusal("case.own_work", "回访应由承办单位以外的人进行。", status=403)
    return None


def reached_needs_verdict(head: Head, request: Request, actor: Actor, now: datetime) -> Refusal | None:
    """联系上诉求人时，记录是否解决、是否满意；没联系上时不填。"""
    answered = [name for name in ("solved", "satisfaction") if request.facts.get(name)]
    if request.facts.get("reached") and len(answered) < 2:
        return Refusal("case.verdict_missing", "联系上了诉求人，请记录“是否解决”和“是否满意”。")
    if not request.facts.get("reached") and answered:
        return Refusal("case.verdict_unreached", "没有联系上诉求人，不能代为填写评价。")
    return None


def reason_needs_discontent(head: Head, request: Request, actor: Actor, now: datetime) -> Refusal | None:
    """不满意的原因只在诉求人没有满意时填写。"""
    content = {"", Satisfaction.SATISFIED, Satisfaction.MOSTLY}
    solved = request.facts.get("solved", Solved.SOLVED) == Solved.SOLVED
    if request.facts.get("reason") and solved and request.facts.get("satisfaction", "") in content:
        return Refusal("case.reason_unasked", "诉求人满意，不用填不满意的原因。", fields={"reason": "请清空"})
    return None


def unsolved_needs_reason(head: Head, request: Request, actor: Actor, now: datetime) -> Refusal | None:
    """诉求人认为未解决的，办结要写明原因（条例第 15 条）。"""
    if head.traits.get("solved") == Solved.UNSOLVED and not request.words.strip():
        return Refusal("case.unsolved_reason", "诉求人认为问题未解决。请写明办结的原因，或“退回重办”。")
    return None


def had_a_lead(head: Head) -> Refusal | None:
    """曾有承办单位。"""
    if head.lead_body_id and not head.traits.get("merged"):
        return None
    return Refusal("case.no_lead", "这件诉求没有单独派给单位，请用“重新研判”或“撤销合并”。", status=409)


def never_had_a_lead(head: Head) -> Refusal | None:
    """没有派过单。"""
    if head.lead_body_id or head.traits.get("merged"):
        return Refusal("case.has_lead", "这件诉求已有承办单位，请用“重新办理”。", status=409)
    return None


def is_merged(head: Head) -> Refusal | None:
    """已并入另一件。"""
    if head.traits.get("merged"):
        return None
    return Refusal("case.not_merged", "这件诉求没有并入别的诉求。", status=409)


def not_merged(head: Head) -> Refusal | None:
    """没有并入另一件。"""
    return (
        Refusal("case.merged", "这件诉求已并入另一件，请先“撤销合并”。", status=409)
        if head.traits.get("merged")
        else None
    )


def has_no_voices(head: Head) -> Refusal | None:
    """没有别的诉求并入这一件。"""
    if not number_in(head, "voices"):
        return None
    return Refusal(
        "case.has_voices", "已有别的诉求并入这一件。请把另一件并入这一件，或者先撤销那些合并。", status=409
    )


def all_parts_done(head: Head) -> Refusal | None:
    """协办单位都已答复（首接负责，条例第 14 条）。"""
    if not (parts := number_in(head, "parts")):
        return None
    return Refusal(
        "case.parts_open", f"还有 {parts} 个协办单位没有办完。请等他们答复，或者先撤回协办。", status=409
    )


def nothing_to_decide(head: Head) -> Refusal | None:
    """没有正在审核的异议、延期或挂账申请。"""
    if not set(head.traits.get("pending", "").split()) & _HOLDING_UP:
        return None
    return Refusal("case.application_open", "有申请正在审核，请等结果，或者先撤回申请。", status=409)


_HOLDING_UP: set[str] = {ApplicationKind.OBJECTION, ApplicationKind.EXTENSION, ApplicationKind.SUSPENSION}


def question_is_open(head: Head) -> Refusal | None:
    """承办单位有问题等诉求人回答。"""
    if head.traits.get("question"):
        return None
    return Refusal("case.no_question", "现在没有需要您回答的问题，可以用“补充情况”。", status=409)


def is_excluded(head: Head) -> Refusal | None:
    """已剔除。"""
    return (
        None
        if head.traits.get("excluded")
        else Refusal("case.not_excluded", "这件诉求本来就计入统计。", status=409)
    )


def number_in(head: Head, trait: str) -> int:
    """The whole number that a trait holds; 0 when it holds none."""
    return int(head.traits.get(trait) or 0)


def promise_contact(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """With the dispatch begin the clocks of the first contact and of objecting: from dispatch, never from signing.

    The contact is counted in the month of its due date; what the unit before promised is not counted any more.
    """
    by, object_by = (_until(name, head, now, promises) for name in (CaseLimit.CONTACT, CaseLimit.OBJECTION))
    due = [Count("contact:due", month_of(datetime.fromisoformat(by)))] if by else []
    traits = {"contact_by": by or "", "object_by": object_by or "", **recount(head.traits, CONTACT, *due)}
    return Derived(facts={"contact_by": by}, traits=traits)


def _until(limit: CaseLimit, head: Head, now: datetime, promises: Promises) -> str | None:
    promise = promises(limit, head.traits, now)
    return instant(promise.due.at) if promise else None


def hand_over(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """The contact promised by the unit before is not counted; the new lead unit promises its own (R2)."""
    promised = promise_contact(head, request, now, promises)
    final = {"arbitrated": "1"} if request.found.get("arbitrated") else {}
    pending = without_pending(head, ApplicationKind.OBJECTION)
    return Derived(facts=promised.facts, traits={**promised.traits, "pending": pending, **final})


def lose_lead(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """The unit is no more: the contact that it still owed is not counted, what it asked for is void."""
    released = _released(head)
    return Derived(facts=released.facts, traits={"pending": "", **released.traits})


def _released(head: Head) -> Derived:
    """Nobody owes the contact any more, and nobody is counted for it."""
    by = head.traits.get("contact_by")
    if not by:
        return Derived()
    return Derived(facts={"withdrawn": by}, traits={"contact_by": "", **recount(head.traits, CONTACT)})


def without_pending(head: Head, kind: str) -> str:
    """The kinds of applications that wait for a decision, without this one."""
    return " ".join(sorted(set(head.traits.get("pending", "").split()) - {kind}))


def record_contact(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """The first contact keeps or misses the promise; later contacts change nothing."""
    by = head.traits.get("contact_by")
    if not by:
        return Derived()
    due = datetime.fromisoformat(by)
    met = now <= due
    counted = recount(head.traits, ("contact:met",), Count("contact:met", month_of(due))) if met else {}
    return Derived(facts={"contact_by": by, "in_time": met}, traits={"contact_by": "", **counted})


def keep_answer(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """The latest answer is counted in its month, and as in time when it came before its limit."""
    month = month_of(now)
    met = head.due_at is None or now <= head.due_at
    counts = [Count("answer:given", month), *([Count("answer:met", month)] if met else [])]
    return Derived(traits=recount(head.traits, ANSWER, *counts))


def keep_verdict(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """The caller's verdict travels with the head: for the guard of closing, and for the figures."""
    solved = str(request.facts.get("solved") or "")
    return Derived(traits={"solved": solved, **verdict(head.traits, request.facts, month_of(now))})


def keep_own_verdict(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """Whoever rates by the link has been reached."""
    facts = {**request.facts, "reached": True}
    counted = verdict(head.traits, facts, month_of(now))
    return Derived(facts={"reached": True}, traits={"solved": str(request.facts["solved"]), **counted})


def open_question(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """The reporter is asked; the clock goes on."""
    return Derived(traits={"question": "1"})


def answer_question(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """The question is answered."""
    return Derived(traits={"question": ""})


def one_more(trait: str, by: int = 1) -> Derive:
    """Keeps count of something on the head."""

    def counted(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
        return Derived(traits={trait: str(number_in(head, trait) + by)})

    return counted


def keep_merged(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """The number of the case that it goes with from now on; the contact that its unit still owed is not counted."""
    released = _released(head)
    return Derived(facts=released.facts, traits={"merged": str(request.found["into"]), **released.traits})


def end_merged(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """It goes its own way again."""
    return Derived(facts={"from": head.traits["merged"]}, traits={"merged": ""})


def end_excluded(head: Head, request: Request, now: datetime, promises: Promises) -> Derived:
    """It counts again."""
    return Derived(traits={"excluded": ""})
