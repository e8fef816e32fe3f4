"""The flow of a case 诉求 (DC-26, DC-31; 接诉即办条例 art. 10-17, 20, 23; R1-R7)."""

from __future__ import annotations

from dataclasses import replace

from gongzhi.cases.counting import figures
from gongzhi.cases.flow.asking import ASKING
from gongzhi.cases.flow.verdicts import VERDICTS
from gongzhi.cases.flow.wake import WAKE
from gongzhi.cases.rules import case as rules
from gongzhi.cases.rules.part import asks_another
from gongzhi.cases.vocabulary import PROCESS, SETTLEMENTS, CaseCapability, CaseLimit, Channel, DemandKind
from gongzhi.cases.vocabulary import Stage as At
from gongzhi.workflow.flows import STAYS, Ask, Flow, Move, Stage
from gongzhi.workflow.vocabulary import AskKind, By, HandsTo, Phase

_PHASES = {
    At.FILED: Phase.RAISE,
    At.TRIAGE: Phase.DELIBERATE,
    At.COORDINATING: Phase.DELIBERATE,
    At.DISPATCHED: Phase.COMMIT,
    At.HANDLING: Phase.DELIVER,
    At.SUSPENDED: Phase.DELIVER,
    At.MERGED: Phase.DELIVER,
    At.ANSWERED: Phase.JUDGE,
    At.REVIEWED: Phase.JUDGE,
    At.CLOSED: Phase.JUDGE,
}
_UNSORTED = (At.FILED, At.TRIAGE)
_WITH_LEAD = (At.DISPATCHED, At.HANDLING, At.SUSPENDED)
_OPEN = tuple(at for at in At if at is not At.CLOSED)

FILE = Move(
    name="file",
    label="登记",
    sources=(),
    target=At.FILED,
    capability=CaseCapability.FILE,
    by=(By.ANYONE,),
    hands_to=HandsTo.ORIGIN,
    limit=CaseLimit.DISPATCH,
)

_CLASSIFY = Move(
    name="classify",
    label="分类定位",
    sources=_UNSORTED,
    target=At.TRIAGE,
    capability=CaseCapability.DISPATCH,
    by=(By.PLACE,),
    asks=(
        Ask("category", "类别", AskKind.CATEGORY, required=False),
        Ask("place", "地点", AskKind.PLACE, required=False),
    ),
    guards=(rules.needs_something,),
)
_CLASSIFY_BY_MODEL = Move(
    name="classify_by_model",
    label="按模型分类",
    sources=(At.FILED,),
    target=At.TRIAGE,
    capability=CaseCapability.CLASSIFY,
    by=(By.PLACE,),
    asks=(
        Ask("category", "类别", AskKind.CATEGORY),
        Ask("place", "地点", AskKind.PLACE, required=False),
        Ask("model", "分类模型（版本）", AskKind.TEXT),
        Ask("confidence", "把握", AskKind.TEXT),
    ),
    shown=False,
)
_DISPATCH = Move(
    name="dispatch",
    label="派单",
    sources=_UNSORTED,
    target=At.DISPATCHED,
    capability=CaseCapability.DISPATCH,
    by=(By.PLACE,),
    hands_to=HandsTo.GIVEN,
    leads=True,
    asks=(Ask("body", "承办单位", AskKind.BODY),),
    words="派单说明",
    guards=(rules.needs_category,),
    derive=rules.promise_contact,
    limit=CaseLimit.ANSWER,
)
_ASSIGN = replace(
    _DISPATCH,
    name="assign",
    label="交办",
    sources=(At.COORDINATING,),
    capability=CaseCapability.COORDINATE,
    by=(By.HOLDER,),
)
_SETTLE = Move(
    name="settle",
    label="直接答复",
    sources=(*_UNSORTED, At.COORDINATING),
    target=At.CLOSED,
    capability=CaseCapability.DISPATCH,
    by=(By.PLACE,),
    hands_to=HandsTo.NOBODY,
    asks=(Ask("outcome", "答复的情形", AskKind.CHOICE, SETTLEMENTS),),
    words="给诉求人的话：为什么、该找谁",
    words_required=True,
    told=True,
)

_ASK = Move(
    name="ask",
    label="问诉求人",
    sources=(At.HANDLING, At.SUSPENDED),
    target=STAYS,
    capability=CaseCapability.HANDLE,
    by=(By.HOLDER,),
    words="想问什么",
    words_required=True,
    told=True,
    derive=rules.open_question,
)

TRIAGE = (
    _CLASSIFY,
    _CLASSIFY_BY_MODEL,
    _DISPATCH,
    _ASSIGN,
    _SETTLE,
    replace(
        _SETTLE,
        name="answer_at_once",
        label="当场答复",
        sources=(At.FILED,),
        capability=CaseCapability.ANSWER,
    ),
    Move(
        name="coordinate",
        label="请区级协调",
        sources=_UNSORTED,
        target=At.COORDINATING,
        capability=CaseCapability.DISPATCH,
        by=(By.PLACE,),
        hands_to=HandsTo.GIVEN,
        words="哪些单位可能负责，难在哪里",
        words_required=True,
        guards=(rules.needs_category,),
        limit=CaseLimit.COORDINATE,
    ),
    Move(
        name="consult",
        label="请单位会商",
        sources=_UNSORTED,
        target=STAYS,
        capability=CaseCapability.DISPATCH,
        by=(By.PLACE,),
        involves=True,
        asks=(Ask("body", "请哪个单位会商", AskKind.BODY),),
        words="请对方确认什么",
        words_required=True,
        derive=rules.one_more("consults"),
        inside=True,
    ),
    replace(_ASK, name="ask_more", sources=_UNSORTED, capability=CaseCapability.DISPATCH, by=(By.PLACE,)),
    Move(
        name="merge",
        label="并入另一件",
        sources=(*_UNSORTED, At.DISPATCHED),
        target=At.MERGED,
        capability=CaseCapability.DISPATCH,
        by=(By.PLACE,),
        hands_to=HandsTo.NOBODY,
        asks=(Ask("into", "并入哪一件（编号）", AskKind.TEXT),),
        words="为什么是同一件事",
        needs=(rules.has_no_voices, rules.nothing_to_decide, rules.all_parts_done),
        derive=rules.keep_merged,
    ),
    Move(
        name="unmerge",
        label="撤销合并",
        sources=(At.MERGED, At.ANSWERED, At.REVIEWED, At.CLOSED),
        target=At.TRIAGE,
        capability=CaseCapability.DISPATCH,
        by=(By.PLACE,),
        hands_to=HandsTo.ORIGIN,
        words="为什么不是同一件事",
        words_required=True,
        needs=(rules.is_merged,),
        derive=rules.end_merged,
        limit=CaseLimit.DISPATCH,
    ),
)

HANDLE = (
    Move(
        name="accept",
        label="接单",
        sources=(At.DISPATCHED,),
        target=At.HANDLING,
        capability=CaseCapability.HANDLE,
        by=(By.HOLDER,),
    ),
    Move(
        name="answer",
        label="答复",
        sources=(At.HANDLING,),
        target=At.ANSWERED,
        capability=CaseCapability.HANDLE,
        by=(By.HOLDER,),
        hands_to=HandsTo.ORIGIN,
        words="给诉求人的答复",
        words_required=True,
        told=True,
        needs=(rules.all_parts_done, rules.nothing_to_decide),
        derive=rules.keep_answer,
        limit=CaseLimit.CALLBACK,
    ),
    Move(
        name="contact",
        label="记录联系",
        sources=(At.HANDLING, At.SUSPENDED),
        target=STAYS,
        capability=CaseCapability.HANDLE,
        by=(By.HOLDER,),
        words="联系情况",
        derive=rules.record_contact,
    ),
    Move(
        name="explain",
        label="告知进展",
        sources=(At.HANDLING, At.SUSPENDED),
        target=STAYS,
        capability=CaseCapability.HANDLE,
        by=(By.HOLDER,),
        words="进展，和下一步什么时候",
        words_required=True,
        told=True,
    ),
    _ASK,
    Move(
        name="ask_part",
        label="请求协办",
        sources=(At.HANDLING,),
        target=STAYS,
        capability=CaseCapability.HANDLE,
        by=(By.HOLDER,),
        involves=True,
        asks=(
            Ask("body", "协办单位", AskKind.BODY),
            Ask("needs_contact", "对方需要联系诉求人", AskKind.FLAG, required=False),
        ),
        words="请对方办哪一部分",
        words_required=True,
        guards=(asks_another,),
        derive=rules.one_more("parts"),
    ),
    Move(
        name="resume",
        label="恢复办理",
        sources=(At.SUSPENDED,),
        target=At.HANDLING,
        capability=CaseCapability.HANDLE,
        by=(By.HOLDER,),
        words="条件有什么变化",
        limit=CaseLimit.ANSWER,
    ),
    *ASKING,
)

BESIDE = (
    Move(
        name="note",
        label="内部备注",
        sources=_OPEN,
        target=STAYS,
        capability=CaseCapability.NOTE,
        by=(By.HOLDER, By.LEAD, By.PLACE),
        words="只有工作人员看得到",
        words_required=True,
        inside=True,
    ),
    Move(
        name="attach",
        label="添加附件",
        sources=tuple(At),
        target=STAYS,
        capability=CaseCapability.ATTACH,
        by=(By.HOLDER, By.LEAD, By.PLACE, By.REPORTER),
        guards=(rules.names_files,),
    ),
    Move(
        name="supervise",
        label="督办",
        sources=_WITH_LEAD,
        target=STAYS,
        capability=CaseCapability.SUPERVISE,
        by=(By.PLACE,),
        words="督办意见",
        words_required=True,
        derive=rules.one_more("supervised"),
    ),
    Move(
        name="reply",
        label="回答问题",
        sources=_OPEN,
        target=STAYS,
        capability=CaseCapability.FILE,
        by=(By.REPORTER,),
        words="您的回答",
        words_required=True,
        told=True,
        needs=(rules.question_is_open,),
        derive=rules.answer_question,
    ),
    Move(
        name="add",
        label="补充情况",
        sources=_OPEN,
        target=STAYS,
        capability=CaseCapability.FILE,
        by=(By.REPORTER,),
        words="要补充的情况",
        words_required=True,
        told=True,
    ),
    Move(
        name="include",
        label="恢复计入统计",
        sources=tuple(At),
        target=STAYS,
        capability=CaseCapability.REVIEW,
        by=(By.PLACE,),
        words="为什么恢复",
        words_required=True,
        needs=(rules.is_excluded,),
        derive=rules.end_excluded,
        inside=True,
    ),
)

CASE = Flow(
    process=PROCESS,
    label="诉求",
    stages=tuple(Stage(at, at.label, _PHASES[at]) for at in At),
    opening=FILE,
    ends=frozenset({At.CLOSED}),
    moves=(*TRIAGE, *HANDLE, *VERDICTS, *BESIDE, *WAKE),
    read=CaseCapability.READ,
    tallied=("class",),
    figures=figures,
    limits={limit.value: limit.label for limit in CaseLimit},
    trait_labels={"channel": dict(Channel.choices()), "kind": dict(DemandKind.choices())},
)
