"""The flow of an application: objection, extension, suspension, exclusion, decided by somebody else (R2, R5, R7)."""

from __future__ import annotations

from dataclasses import replace

from gongzhi.cases.rules import application as rules
from gongzhi.cases.vocabulary import APPLICATION as PROCESS
from gongzhi.cases.vocabulary import ApplicationKind, ApplicationLimit, CaseCapability
from gongzhi.cases.vocabulary import ApplicationStage as At
from gongzhi.workflow.flows import STAYS, Ask, Flow, Move, Stage
from gongzhi.workflow.vocabulary import AskKind, By, HandsTo, Phase

_PHASES = {
    At.ASKED: Phase.RAISE,
    At.REVIEW: Phase.DELIBERATE,
    At.ARBITRATION: Phase.DELIBERATE,
    At.APPROVED: Phase.COMMIT,
    At.REFUSED: Phase.COMMIT,
    At.WITHDRAWN: Phase.COMMIT,
}
_BODY = Ask("body", "改派给", AskKind.BODY)

_APPROVE = Move(
    name="approve",
    label="同意",
    sources=(At.REVIEW,),
    target=At.APPROVED,
    capability=CaseCapability.REVIEW,
    by=(By.HOLDER,),
    hands_to=HandsTo.NOBODY,
    words="审核意见",
    needs=(rules.is_no_objection,),
    guards=(rules.independent_reviewer,),
)
_REDIRECT = replace(
    _APPROVE,
    name="redirect",
    label="同意并改派",
    asks=(_BODY,),
    needs=(rules.is_objection, rules.is_first),
)
_REFUSE = replace(
    _APPROVE,
    name="refuse",
    label="不同意",
    target=At.REFUSED,
    words="理由",
    words_required=True,
    needs=(rules.is_first,),
)
_REFER = Move(
    name="refer",
    label="提请裁定",
    sources=(At.REVIEW,),
    target=At.ARBITRATION,
    capability=CaseCapability.REVIEW,
    by=(By.HOLDER, By.STORY),
    hands_to=HandsTo.GIVEN,
    words="双方的意见",
    limit=ApplicationLimit.ARBITRATE,
)


def _ruled(move: Move, name: str, label: str) -> Move:
    """The same decision, by the arbiter, and the last."""
    return replace(
        move,
        name=name,
        label=label,
        sources=(At.ARBITRATION,),
        capability=CaseCapability.ARBITRATE,
        needs=tuple(need for need in move.needs if need is not rules.is_first),
        words="裁定的理由和依据",
        words_required=True,
        derive=rules.last_word,
    )


MOVES = (
    Move(
        name="endorse",
        label="本单位同意上报",
        sources=(At.ASKED,),
        target=At.REVIEW,
        capability=CaseCapability.ENDORSE,
        by=(By.HOLDER,),
        hands_to=HandsTo.GIVEN,
        words="审核意见",
        guards=(rules.another_person,),
        limit=ApplicationLimit.REVIEW,
    ),
    Move(
        name="submit",
        label="报审",
        sources=(At.ASKED,),
        target=At.REVIEW,
        capability=CaseCapability.HANDLE,
        by=(By.STORY,),
        hands_to=HandsTo.GIVEN,
        shown=False,
        limit=ApplicationLimit.REVIEW,
    ),
    Move(
        name="reject",
        label="本单位不同意",
        sources=(At.ASKED,),
        target=At.REFUSED,
        capability=CaseCapability.ENDORSE,
        by=(By.HOLDER,),
        hands_to=HandsTo.NOBODY,
        words="理由",
        words_required=True,
        guards=(rules.another_person,),
    ),
    _APPROVE,
    _REDIRECT,
    _REFUSE,
    _REFER,
    _ruled(_APPROVE, "uphold", "裁定同意"),
    _ruled(_REDIRECT, "rule", "裁定承办单位"),
    _ruled(_REFUSE, "dismiss", "裁定不同意"),
    Move(
        name="appeal",
        label="申请裁定",
        sources=(At.REFUSED,),
        target=At.ARBITRATION,
        capability=CaseCapability.HANDLE,
        by=(By.ORIGIN,),
        hands_to=HandsTo.GIVEN,
        words="为什么不认同",
        words_required=True,
        needs=(rules.may_appeal,),
        limit=ApplicationLimit.ARBITRATE,
    ),
    Move(
        name="withdraw",
        label="撤回申请",
        sources=(At.ASKED, At.REVIEW),
        target=At.WITHDRAWN,
        capability=CaseCapability.HANDLE,
        by=(By.ORIGIN,),
        hands_to=HandsTo.NOBODY,
    ),
    Move(
        name="succeed",
        label="由合并后的单位接续",
        sources=(At.ASKED, At.REVIEW, At.ARBITRATION),
        target=STAYS,
        capability=CaseCapability.HANDLE,
        by=(By.STORY,),
        hands_to=HandsTo.GIVEN,
        shown=False,
    ),
)

APPLICATION = Flow(
    process=PROCESS,
    label="申请",
    stages=tuple(Stage(at, at.label, _PHASES[at]) for at in At),
    opening=Move(
        name="apply",
        label="申请",
        sources=(),
        target=At.ASKED,
        capability=CaseCapability.HANDLE,
        by=(By.STORY,),
        hands_to=HandsTo.GIVEN,
        words="说明",
        limit=ApplicationLimit.ENDORSE,
    ),
    ends=frozenset({At.APPROVED, At.REFUSED, At.WITHDRAWN}),
    moves=MOVES,
    read=CaseCapability.READ,
    tallied=("kind",),
    limits={limit.value: limit.label for limit in ApplicationLimit},
    trait_labels={"kind": dict(ApplicationKind.choices())},
)
GRANTED = ("approve", "redirect", "uphold", "rule")
NOT_GRANTED = ("reject", "refuse", "dismiss", "withdraw")
BY_ARBITER = ("uphold", "rule", "dismiss")
