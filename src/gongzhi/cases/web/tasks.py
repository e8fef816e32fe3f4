"""A part or an application: what is asked, of which case, and the moves that the engine allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongzhi.cases.flow import CASE, FLOWS
from gongzhi.cases.operations import move_task
from gongzhi.cases.queries import TaskDetail, task_detail
from gongzhi.cases.web.parts import Attempt, Suggested, entries, move_forms, seen_sequence, typed_facts
from gongzhi.kernel import clock
from gongzhi.kernel.access import SIGNED_IN, access
from gongzhi.kernel.errors import Refusal, not_found
from gongzhi.kernel.numbers import read_number
from gongzhi.kernel.viewer import Viewer
from gongzhi.ui.parts import Link, Row
from gongzhi.ui.web import page
from gongzhi.workflow.vocabulary import Phase

_BESIDE = ("csrfmiddlewaretoken", "stage_seen")


def task_rows(tasks: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Parts and applications of a case as lines of a list."""
    return tuple(_task_row(task) for task in tasks)


def _task_row(task: Mapping[str, Any]) -> Row:
    flow = FLOWS[task["process"]]
    due = datetime.fromisoformat(task["due_at"]) if task["due_at"] else None
    return Row(
        url=reverse(task["process"], args=[task["number"]]),
        number=task["number"],
        title=f"{_(flow.trait_labels['kind'][task['kind']])} · {task['unit'] or ''}",
        stage=_(flow.stage(task["stage"]).label),
        place="",
        source="",
        holder=task["holder"] or "",
        filed=datetime.fromisoformat(task["opened_at"]),
        due=due,
    )


@access(SIGNED_IN)
@require_GET
def part_page(request: HttpRequest, number: str) -> HttpResponse:
    """A part as the viewer may see it."""
    return _page(request, _found(request, "part", number))


@access(SIGNED_IN)
@require_GET
def application_page(request: HttpRequest, number: str) -> HttpResponse:
    """An application as the viewer may see it."""
    return _page(request, _found(request, "application", number))


@access(SIGNED_IN)
@require_POST
def move_part(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """Make a move of a part."""
    return _move(request, _found(request, "part", number), move)


@access(SIGNED_IN)
@require_POST
def move_application(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """Make a move of an application."""
    return _move(request, _found(request, "application", number), move)


def _move(request: HttpRequest, found: TaskDetail, move: str) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    typed = {name: str(value) for name, value in request.POST.items() if name not in _BESIDE}
    declared = found.flow.by_name.get(move)
    try:
        if declared is None:
            raise Refusal("flow.unknown_move", _("没有这种操作。"), status=404)
        move_task(
            viewer,
            subject_id=found.head.id,
            move=move,
            words=typed.get("words", ""),
            facts=typed_facts(declared, typed),
            body_id=int(typed["body"]) if typed.get("body", "").isdecimal() else None,
            seen=seen_sequence(request.POST.get("stage_seen", "")),
            now=clock.now(),
        )
    except Refusal as refusal:
        attempt = Attempt(move, typed, {**refusal.fields, "": refusal.sentence})
        return _page(request, _found(request, found.head.process, found.head.number), attempt, refusal)
    messages.success(request, _("已%(move)s。") % {"move": _(declared.label)}, extra_tags=move)
    return HttpResponseRedirect(reverse(found.head.process, args=[found.head.number]))


def _found(request: HttpRequest, process: str, number: str) -> TaskDetail:
    found = task_detail(request.viewer, process=process, number=read_number(number))  # type: ignore[attr-defined]
    if found is None:
        raise not_found(_("这件事"))
    return found


def _page(
    request: HttpRequest, found: TaskDetail, attempt: Attempt | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    attempt, head = attempt or Attempt(), found.head
    offered = {move.name for move in found.moves}
    lost = refusal is not None and (refusal.code == "stale" or attempt.move not in offered)
    told = list(messages.get_messages(request))
    context = {
        "crumbs": (
            Link(_("待办"), reverse("desk")),
            Link(found.case_number, reverse("case", args=[found.case_number])),
            Link(_(found.flow.label), request.path, current=True),
        ),
        "task": _shown(found),
        "moves": move_forms(head, found.moves, viewer, attempt, _suggested(found)),
        "entries": entries(found.lines, viewer, found.flow),
        "told": str(told[0]) if told else "",
        "done_draft": told[0].extra_tags if told else "",
        "conflict": refusal.sentence if refusal and lost else "",
        "kept": attempt.typed.get("words", "") if lost else "",
    }
    return page(request, "cases/task.html", context, status=refusal.status if refusal else 200)


def _suggested(found: TaskDetail) -> dict[str, dict[str, Suggested]]:
    """The unit that the objection proposes is the first answer to whose it is."""
    proposed = str(found.lines[0]["facts"].get("proposed", ""))
    return {move: {"body": Suggested(proposed)} for move in ("redirect", "rule")} if proposed else {}


def _shown(found: TaskDetail) -> dict[str, Any]:
    head, stage = found.head, found.flow.stage(found.head.stage)
    facts = [(_("提出单位"), found.origin), (_("地点"), found.place)]
    if head.limit:
        facts.append((_("时限依据"), head.limit["basis"]))
    return {
        "number": head.number,
        "kind": _(found.flow.trait_labels["kind"][head.traits["kind"]]),
        "label": _(found.flow.label),
        "title": found.case_title,
        "words": found.lines[0]["words"] or "",
        "stage": _(stage.label),
        "phase": Phase(stage.phase).value,
        "holder": found.holder,
        "due": head.due_at,
        "closed": head.closed_at,
        "facts": facts,
        "case_number": found.case_number,
        "case_url": reverse("case", args=[found.case_number]),
        "case_stage": _(CASE.stage(found.case_stage).label),
        "case_due": found.case_due_at,
        "case_text": found.case_text,
    }
