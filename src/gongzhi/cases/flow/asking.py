"""What a lead unit asks for on its case, and what the decision does to the case (R2, R5, R7)."""

from __future__ import annotations

from gongzhi.cases.rules import asking as rules
from gongzhi.cases.rules.case import hand_over
from gongzhi.cases.vocabulary import (
    EXCLUSION_REASONS,
    ApplicationKind,
    CaseCapability,
    CaseLimit,
    ExtensionReason,
    ObjectionReason,
    SuspensionReason,
)
from gongzhi.cases.vocabulary import Stage as At
from gongzhi.workflow.flows import STAYS, Ask, Move
from gongzhi.workflow.vocabulary import AskKind, By, HandsTo

_IN_HAND = (At.DISPATCHED, At.HANDLING)
_HELD = (By.HOLDER,)
_BY_STORY = (By.STORY,)

OBJECT = Move(
    name="object",
    label="提出派单异议",
    sources=_IN_HAND,
    target=STAYS,
    capability=CaseCapability.HANDLE,
    by=_HELD,
    asks=(
        Ask("reason", "理由", AskKind.CHOICE, tuple(ObjectionReason.choices())),
        Ask("basis", "依据的法规、职责清单条目", AskKind.TEXT),
        Ask("body", "应由哪个单位承办", AskKind.BODY),
    ),
    words="说明",
    words_required=True,
    needs=(rules.not_pending(ApplicationKind.OBJECTION), rules.may_still_object),
    guards=(rules.in_time_to_object, rules.proposes_another),
    derive=rules.asks(ApplicationKind.OBJECTION, "objections"),
)
ASK_EXTENSION = Move(
    name="ask_extension",
    label="申请延期",
    sources=_IN_HAND,
    target=STAYS,
    capability=CaseCapability.HANDLE,
    by=_HELD,
    asks=(Ask("reason", "理由", AskKind.CHOICE, tuple(ExtensionReason.choices())),),
    words="需要多久，为什么",
    words_required=True,
    needs=(rules.not_pending(ApplicationKind.EXTENSION), rules.extensions_left),
    guards=(rules.not_overdue,),
    derive=rules.asks(ApplicationKind.EXTENSION),
)
ASK_SUSPENSION = Move(
    name="ask_suspension",
    label="申请挂账",
    sources=(At.HANDLING,),
    target=STAYS,
    capability=CaseCapability.HANDLE,
    by=_HELD,
    asks=(Ask("reason", "理由", AskKind.CHOICE, tuple(SuspensionReason.choices())),),
    words="为什么现在解决不了，什么时候能解决",
    words_required=True,
    needs=(rules.not_pending(ApplicationKind.SUSPENSION), rules.suspensions_left),
    guards=(rules.not_overdue,),
    derive=rules.asks(ApplicationKind.SUSPENSION),
)
ASK_EXCLUSION = Move(
    name="ask_exclusion",
    label="申请剔除",
    sources=(*_IN_HAND, At.SUSPENDED, At.ANSWERED, At.REVIEWED, At.CLOSED),
    target=STAYS,
    capability=CaseCapability.HANDLE,
    by=(By.LEAD,),
    asks=(Ask("reason", "理由", AskKind.CHOICE, EXCLUSION_REASONS),),
    words="证据和说明",
    words_required=True,
    needs=(rules.not_pending(ApplicationKind.EXCLUSION), rules.not_excluded),
    derive=rules.asks(ApplicationKind.EXCLUSION),
    inside=True,
)

HAND_OVER = Move(
    name="hand_over",
    label="改派",
    sources=_IN_HAND,
    target=At.DISPATCHED,
    capability=CaseCapability.REVIEW,
    by=_BY_STORY,
    hands_to=HandsTo.GIVEN,
    leads=True,
    shown=False,
    derive=hand_over,
    limit=CaseLimit.ANSWER,
)
EXTEND = Move(
    name="extend",
    label="同意延期",
    sources=_IN_HAND,
    target=STAYS,
    capability=CaseCapability.REVIEW,
    by=_BY_STORY,
    shown=False,
    derive=rules.grants(ApplicationKind.EXTENSION, "extensions"),
    limit=CaseLimit.EXTENSION,
    continues=True,
)
SUSPEND = Move(
    name="suspend",
    label="同意挂账",
    sources=(At.HANDLING,),
    target=At.SUSPENDED,
    capability=CaseCapability.REVIEW,
    by=_BY_STORY,
    shown=False,
    derive=rules.grants(ApplicationKind.SUSPENSION, "suspensions"),
    limit=CaseLimit.SUSPENSION,
)
EXCLUDE = Move(
    name="exclude",
    label="剔除，不计入统计",
    sources=tuple(At),
    target=STAYS,
    capability=CaseCapability.REVIEW,
    by=_BY_STORY,
    shown=False,
    derive=rules.keep_excluded,
    inside=True,
)
NOT_GRANTED = Move(
    name="application_ended",
    label="申请没有通过或已撤回",
    sources=tuple(At),
    target=STAYS,
    capability=CaseCapability.REVIEW,
    by=_BY_STORY,
    shown=False,
    derive=rules.ends_pending,
    inside=True,
)

ASKING = (
    OBJECT,
    ASK_EXTENSION,
    ASK_SUSPENSION,
    ASK_EXCLUSION,
    HAND_OVER,
    EXTEND,
    SUSPEND,
    EXCLUDE,
    NOT_GRANTED,
)
ASKED_BY: dict[str, ApplicationKind] = {
    OBJECT.name: ApplicationKind.OBJECTION,
    ASK_EXTENSION.name: ApplicationKind.EXTENSION,
    ASK_SUSPENSION.name: ApplicationKind.SUSPENSION,
    ASK_EXCLUSION.name: ApplicationKind.EXCLUSION,
}
GRANTED_BY: dict[str, str] = {
    ApplicationKind.OBJECTION: HAND_OVER.name,
    ApplicationKind.EXTENSION: EXTEND.name,
    ApplicationKind.SUSPENSION: SUSPEND.name,
    ApplicationKind.EXCLUSION: EXCLUDE.name,
}
"""Which move on the case an approved application brings about."""
