"""Ask other units beside the lead unit: each gets a matter of its own, with its own clock and answer (art. 12, 14)."""

from __future__ import annotations

import os
from datetime import datetime

from gongzhi.cases.flow import PART
from gongzhi.cases.flow.part import ENDS
from gongzhi.cases.models import Task
from gongzhi.cases.vocabulary import PartKind
from gongzhi.kernel.clock import local
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow import engine
from gongzhi.workflow.flows import Story
from gongzhi.workflow.subjects import Head, Made, Opening, Request

_KINDS = {"ask_part": PartKind.ASSIST, "consult": PartKind.CONSULT}


def asked(made: Made) -> None:
    """Story of ``ask_part`` and ``consult``: the unit gets its part."""
    case, actor = made.outcome.head, made.outcome.entry.actor
    kind = _KINDS[made.request.move]
    opening = Opening(
        id=new_id(),
        number=new_number(made.viewer, made.now),
        title=task_title(kind.label, case),
        place=(case.place_id, case.place_code),
        origin_body_id=case.holder_body_id,
        traits={"kind": str(kind), "case": case.number, "grade": case.traits.get("grade", "")},
        words=made.request.words,
        salt=os.urandom(16),
        holder_body_id=made.request.body_id,
        joins=(case.holder_body_id,) if case.holder_body_id else (),
        cause=actor,
    )
    part = engine.open_one(PART, opening, viewer=made.viewer, now=made.now)
    needs_contact = bool(made.request.facts.get("needs_contact"))
    Task.objects.create(subject_id=part.id, case_id=case.id, needs_contact=needs_contact)


def ended(made: Made) -> None:
    """Story of the end of a part: the case has one open part less."""
    part = made.outcome.head
    found = {"kind": part.traits["kind"], "part": part.number, "how": made.request.move, **made.request.facts}
    request = Request("part_ended", found=found, cause=made.outcome.entry.actor)
    case_id = Task.objects.values_list("case_id", flat=True).get(subject_id=part.id)
    engine.move(case_id, request, viewer=made.viewer, now=made.now)


def new_number(viewer: Viewer, now: datetime) -> str:
    """A fresh number of this year."""
    return engine.next_numbers(viewer.city_code, local(now).year, 1)[0]


def task_title(kind: str, case: Head) -> str:
    """``延期：楼下烧烤噪声太大``."""
    return f"{kind}：{case.title}"[:200]


PART_STORIES: dict[str, Story] = dict.fromkeys(ENDS, ended)
