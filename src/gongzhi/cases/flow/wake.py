"""What happens to a case in the wake of other subjects: parts, merged voices, the end of bodies."""

from __future__ import annotations

from dataclasses import replace

from gongzhi.cases.rules import case as rules
from gongzhi.cases.rules.part import ends_part
from gongzhi.cases.vocabulary import CaseCapability, CaseLimit
from gongzhi.cases.vocabulary import Stage as At
from gongzhi.workflow.flows import STAYS, Move
from gongzhi.workflow.vocabulary import By, HandsTo

_HELD = (At.COORDINATING, At.DISPATCHED, At.HANDLING, At.SUSPENDED)
_WAKE = Move(
    name="part_ended",
    label="协办或会商有结果",
    sources=tuple(At),
    target=STAYS,
    capability=CaseCapability.HANDLE,
    by=(By.STORY,),
    inside=True,
    shown=False,
    derive=ends_part,
)
WAKE = (
    _WAKE,
    replace(_WAKE, name="voice_joined", label="又有一位诉求人反映", derive=rules.one_more("voices")),
    replace(_WAKE, name="voice_left", label="一件合并已撤销", derive=rules.one_more("voices", -1)),
    replace(
        _WAKE,
        name="answer_voice",
        label="答复",
        sources=(At.MERGED,),
        target=At.ANSWERED,
        hands_to=HandsTo.ORIGIN,
        words="给诉求人的答复",
        told=True,
        inside=False,
        derive=None,
        limit=CaseLimit.CALLBACK,
    ),
    replace(
        _WAKE,
        inside=False,
        name="succeed",
        label="由合并后的单位接续",
        sources=_HELD,
        hands_to=HandsTo.GIVEN,
        leads=True,
        derive=None,
    ),
    replace(
        _WAKE,
        inside=False,
        name="orphan",
        label="单位已撤销，重新研判",
        sources=_HELD,
        target=At.TRIAGE,
        hands_to=HandsTo.ORIGIN,
        derive=rules.lose_lead,
        limit=CaseLimit.DISPATCH,
    ),
)
