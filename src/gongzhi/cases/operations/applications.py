"""What a lead unit asks for is decided by somebody else, and the decision moves the case (R2, R5, R7)."""

from __future__ import annotations

import os
from dataclasses import replace

from gongzhi.cases.flow import APPLICATION
from gongzhi.cases.flow.application import BY_ARBITER, GRANTED, NOT_GRANTED
from gongzhi.cases.flow.asking import ASKED_BY, GRANTED_BY
from gongzhi.cases.models import Task
from gongzhi.cases.operations.dispatching import check_community, dispatching, is_community, traits_of_line
from gongzhi.cases.operations.parts import new_number, task_title
from gongzhi.cases.rules.asking import MOST_OBJECTIONS
from gongzhi.cases.vocabulary import ApplicationKind
from gongzhi.kernel.ids import new_id
from gongzhi.orgs.queries.intake import intake
from gongzhi.workflow import engine
from gongzhi.workflow.flows import Story
from gongzhi.workflow.subjects import Head, Made, Opening, Request

_STRAIGHT_TO_REVIEW = {ApplicationKind.OBJECTION, ApplicationKind.EXCLUSION}


def asked(made: Made) -> None:
    """Story of what a unit asks for: an application begins; a second objection goes straight to the arbiter."""
    case, kind = made.outcome.head, ASKED_BY[made.request.move]
    actor, facts = made.outcome.entry.actor, made.outcome.entry.facts
    unit = case.holder_body_id or case.lead_body_id
    traits = {
        "kind": str(kind),
        "case": case.number,
        "applicant": str(actor.post_id or ""),
        "reason": facts["reason"],
    }
    if kind is ApplicationKind.OBJECTION:
        traits["round"] = case.traits["objections"]
    opening = Opening(
        id=new_id(),
        number=new_number(made.viewer, made.now),
        title=task_title(kind.label, case),
        place=(case.place_id, case.place_code),
        origin_body_id=unit,
        traits={**traits, "grade": case.traits.get("grade", "")},
        facts={name: facts[name] for name in ("reason", "basis", "proposed") if name in facts},
        words=made.request.words,
        salt=os.urandom(16),
        holder_body_id=unit,
        cause=actor,
    )
    head = engine.open_one(APPLICATION, opening, viewer=made.viewer, now=made.now)
    Task.objects.create(subject_id=head.id, case_id=case.id)
    home = intake(made.viewer)
    if kind in _STRAIGHT_TO_REVIEW:
        _go_on(made, head, "submit", home.body_id)
    if traits.get("round") == str(MOST_OBJECTIONS):
        _go_on(made, head, "refer", home.government_id or home.body_id)


def _go_on(made: Made, head: Head, move: str, body_id: int | None) -> None:
    request = Request(move, body_id=body_id, cause=made.outcome.entry.actor)
    engine.move(head.id, request, viewer=made.viewer, now=made.now)


def decided(made: Made) -> None:
    """Story of a decision: what was asked for happens on the case, or is off the table."""
    application = made.outcome.head
    kind = ApplicationKind(application.traits["kind"])
    found = {"kind": str(kind), "application": application.number, "reason": application.traits["reason"]}
    if kind is ApplicationKind.OBJECTION and made.request.move in BY_ARBITER:
        found["arbitrated"] = "1"
    granted = made.request.move in GRANTED
    move = GRANTED_BY[kind] if granted else "application_ended"
    request = Request(move, found=found, cause=made.outcome.entry.actor)
    case_id = Task.objects.values_list("case_id", flat=True).get(subject_id=application.id)
    if granted and kind is ApplicationKind.OBJECTION and made.request.body_id is not None:
        request = _handing_over(
            made, request, made.request.body_id, engine.lock_heads("s.id = %s", [case_id])[0]
        )
    engine.move(case_id, request, viewer=made.viewer, now=made.now)


def _handing_over(made: Made, request: Request, body_id: int, case: Head) -> Request:
    if is_community(made.viewer, body_id):
        check_community(made.viewer, case, body_id)
    way = dispatching(made.viewer, body_id)
    return replace(
        request,
        body_id=body_id,
        traits={**traits_of_line(made.viewer, case, body_id), **way.traits},
        joins=way.copies,
        found={**request.found, "mode": str(way.mode)},
    )


APPLICATION_STORIES: dict[str, Story] = dict.fromkeys((*GRANTED, *NOT_GRANTED), decided)
CASE_STORIES: dict[str, Story] = dict.fromkeys(ASKED_BY, asked)
