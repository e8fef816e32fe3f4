"""How a case is judged and closed: call-back, the reporter's own rating, closing, working on it again (R6)."""

from __future__ import annotations

from dataclasses import replace

from gongzhi.cases.rules import case as rules
from gongzhi.cases.vocabulary import CaseCapability, CaseLimit, Discontent, Satisfaction, Solved
from gongzhi.cases.vocabulary import Stage as At
from gongzhi.workflow.flows import Ask, Move
from gongzhi.workflow.vocabulary import AskKind, By, HandsTo

_SOLVED = Ask("solved", "问题是否解决", AskKind.CHOICE, tuple(Solved.choices()))
_SATISFIED = Ask("satisfaction", "对办理是否满意", AskKind.CHOICE, tuple(Satisfaction.choices()))

_REASON = Ask("reason", "不满意的原因", AskKind.CHOICE, tuple(Discontent.choices()), required=False)

_REOPEN = Move(
    name="reopen",
    label="重新办理",
    sources=(At.CLOSED,),
    target=At.DISPATCHED,
    capability=CaseCapability.REOPEN,
    by=(By.REPORTER, By.PLACE),
    hands_to=HandsTo.LEAD,
    words="还有什么没有解决",
    words_required=True,
    told=True,
    needs=(rules.had_a_lead,),
    limit=CaseLimit.ANSWER,
)

VERDICTS = (
    Move(
        name="call_back",
        label="记录回访",
        sources=(At.ANSWERED,),
        target=At.REVIEWED,
        capability=CaseCapability.CALL_BACK,
        by=(By.PLACE,),
        asks=(
            Ask("reached", "联系上了诉求人", AskKind.FLAG),
            replace(_SOLVED, required=False),
            replace(_SATISFIED, required=False),
            _REASON,
        ),
        words="回访记录",
        guards=(rules.independent_of_handler, rules.reached_needs_verdict, rules.reason_needs_discontent),
        derive=rules.keep_verdict,
    ),
    Move(
        name="rate",
        label="评价",
        sources=(At.ANSWERED,),
        target=At.REVIEWED,
        capability=CaseCapability.FILE,
        by=(By.REPORTER,),
        asks=(_SOLVED, _SATISFIED),
        words="想说的话",
        told=True,
        derive=rules.keep_own_verdict,
    ),
    Move(
        name="close",
        label="办结",
        sources=(At.REVIEWED,),
        target=At.CLOSED,
        capability=CaseCapability.CALL_BACK,
        by=(By.PLACE,),
        hands_to=HandsTo.NOBODY,
        words="办结说明",
        guards=(rules.unsolved_needs_reason,),
    ),
    Move(
        name="rework",
        label="退回重办",
        sources=(At.REVIEWED,),
        target=At.DISPATCHED,
        capability=CaseCapability.CALL_BACK,
        by=(By.PLACE,),
        hands_to=HandsTo.LEAD,
        words="为什么要重办",
        words_required=True,
        needs=(rules.had_a_lead,),
        limit=CaseLimit.ANSWER,
    ),
    _REOPEN,
    replace(
        _REOPEN,
        name="reconsider",
        label="重新研判",
        target=At.TRIAGE,
        hands_to=HandsTo.ORIGIN,
        words="为什么不认同这个答复",
        needs=(rules.never_had_a_lead,),
        limit=CaseLimit.DISPATCH,
    ),
)
