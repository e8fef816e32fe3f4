"""The flow of a part: a unit beside the lead unit, with a clock and an answer of its own (条例 art. 12, 14)."""

from __future__ import annotations

from gongzhi.cases.rules import part as rules
from gongzhi.cases.vocabulary import PART as PROCESS
from gongzhi.cases.vocabulary import CaseCapability, PartKind, PartLimit, Solved
from gongzhi.cases.vocabulary import PartStage as At
from gongzhi.workflow.flows import STAYS, Ask, Flow, Move, Stage
from gongzhi.workflow.vocabulary import AskKind, By, HandsTo, Phase

_PHASES = {
    At.ASKED: Phase.COMMIT,
    At.WORKING: Phase.DELIVER,
    At.DONE: Phase.JUDGE,
    At.DECLINED: Phase.DELIBERATE,
    At.WITHDRAWN: Phase.DELIBERATE,
}
_OPEN = (At.ASKED, At.WORKING)

_MOVES = (
    Move(
        name="accept",
        label="接办",
        sources=(At.ASKED,),
        target=At.WORKING,
        capability=CaseCapability.HANDLE,
        by=(By.HOLDER,),
        needs=(rules.is_assist,),
    ),
    Move(
        name="explain",
        label="说明进展",
        sources=(At.WORKING,),
        target=STAYS,
        capability=CaseCapability.HANDLE,
        by=(By.HOLDER,),
        words="进展，和下一步什么时候",
        words_required=True,
    ),
    Move(
        name="answer",
        label="答复",
        sources=(At.WORKING,),
        target=At.DONE,
        capability=CaseCapability.HANDLE,
        by=(By.HOLDER,),
        hands_to=HandsTo.ORIGIN,
        asks=(Ask("result", "这一部分办得怎样", AskKind.CHOICE, tuple(Solved.choices())),),
        words="办了什么",
        words_required=True,
        needs=(rules.is_assist,),
    ),
    Move(
        name="advise",
        label="答复会商",
        sources=(At.ASKED,),
        target=At.DONE,
        capability=CaseCapability.HANDLE,
        by=(By.HOLDER,),
        hands_to=HandsTo.ORIGIN,
        asks=(Ask("ours", "属于本单位职责", AskKind.FLAG),),
        words="意见和依据",
        words_required=True,
        needs=(rules.is_consult,),
    ),
    Move(
        name="decline",
        label="退回",
        sources=_OPEN,
        target=At.DECLINED,
        capability=CaseCapability.HANDLE,
        by=(By.HOLDER,),
        hands_to=HandsTo.ORIGIN,
        words="为什么不能协办，依据是什么",
        words_required=True,
        needs=(rules.is_assist,),
    ),
    Move(
        name="withdraw",
        label="撤回协办",
        sources=_OPEN,
        target=At.WITHDRAWN,
        capability=CaseCapability.HANDLE,
        by=(By.ORIGIN, By.STORY),
        hands_to=HandsTo.NOBODY,
        words="为什么撤回",
        needs=(rules.is_assist,),
    ),
    Move(
        name="end_consult",
        label="结束会商",
        sources=(At.ASKED,),
        target=At.WITHDRAWN,
        capability=CaseCapability.DISPATCH,
        by=(By.ORIGIN, By.STORY),
        hands_to=HandsTo.NOBODY,
        needs=(rules.is_consult,),
    ),
    Move(
        name="succeed",
        label="由合并后的单位接续",
        sources=_OPEN,
        target=STAYS,
        capability=CaseCapability.HANDLE,
        by=(By.STORY,),
        hands_to=HandsTo.GIVEN,
        leads=True,
        shown=False,
    ),
)

PART = Flow(
    process=PROCESS,
    label="协办",
    stages=tuple(Stage(at, at.label, _PHASES[at]) for at in At),
    opening=Move(
        name="ask",
        label="请求",
        sources=(),
        target=At.ASKED,
        capability=CaseCapability.HANDLE,
        by=(By.STORY,),
        hands_to=HandsTo.GIVEN,
        leads=True,
        words="请求的内容",
        limit=PartLimit.ANSWER,
    ),
    ends=frozenset({At.DONE, At.DECLINED, At.WITHDRAWN}),
    moves=_MOVES,
    read=CaseCapability.READ,
    tallied=("kind",),
    limits={limit.value: limit.label for limit in PartLimit},
    trait_labels={"kind": dict(PartKind.choices())},
)
ENDS = ("answer", "advise", "decline", "withdraw", "end_consult")
"""The moves after which the case has one open part less."""
