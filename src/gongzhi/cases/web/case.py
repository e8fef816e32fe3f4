"""One case: its story, whose turn it is, the moves that the engine allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.contrib import messages
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongzhi.cases.flow import CASE
from gongzhi.cases.operations import answer_questions, attach_files, move_case
from gongzhi.cases.queries import CaseDetail, case_detail, category_label
from gongzhi.cases.vocabulary import Channel, DemandKind
from gongzhi.cases.web.files import attached_said, galleries, left_said, role_choices, uploads
from gongzhi.cases.web.parts import (
    ATTACH,
    Attempt,
    answer_of,
    case_move_forms,
    entries,
    limit_said,
    marks,
    promise_of,
    said_by,
    seen_sequence,
    typed_facts,
)
from gongzhi.cases.web.people import erasure_part, private_part
from gongzhi.cases.web.questions import answer_facts, given_answers, question_fields
from gongzhi.cases.web.replies import chosen_reply, replies_shown
from gongzhi.cases.web.tasks import task_rows
from gongzhi.files.queries import attached_to
from gongzhi.files.vocabulary import Audience, Role
from gongzhi.kernel import clock
from gongzhi.kernel.access import SIGNED_IN, access
from gongzhi.kernel.clock import local
from gongzhi.kernel.errors import Refusal, not_found
from gongzhi.kernel.numbers import read_number
from gongzhi.kernel.viewer import Viewer
from gongzhi.ui.moments import exact
from gongzhi.ui.parts import Link
from gongzhi.ui.web import address, page


@access(SIGNED_IN)
@require_GET
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """The case as the viewer may see it; ``use`` puts a reply template into its move, to be edited."""
    found = _found(request, number)
    move, words = chosen_reply(request.viewer, found, request.GET.get("use", ""))  # type: ignore[attr-defined]
    return _page(request, found, refused=move, typed={"words": words} if move else None)


@access(SIGNED_IN)
@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Keep answers to the questions of the category; when they are refused, the page says why and keeps them."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found, given = _found(request, number), given_answers(request.POST)
    try:
        new = answer_questions(viewer, subject_id=found.head.id, answers=given, now=clock.now())
    except Refusal as refusal:
        return _page(request, found, given=given, refusal=refusal)
    messages.success(request, _("记下了 %(n)s 个回答。") % {"n": new})
    return HttpResponseRedirect(address("case", found.head.number))


@access(SIGNED_IN)
@require_POST
def make_move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """Make a move; when it is refused, the page says why and keeps what was typed."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = _found(request, number)
    typed = {
        name: str(value)
        for name, value in request.POST.items()
        if name not in ("csrfmiddlewaretoken", "stage_seen")
    }
    declared = CASE.by_name.get(move)
    try:
        if declared is None:
            raise Refusal("flow.unknown_move", _("没有这种操作。"), status=404)
        move_case(
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
        return _page(request, _found(request, number), refused=move, typed=typed, refusal=refusal)
    messages.success(request, _("已%(move)s。") % {"move": _(declared.label)}, extra_tags=move)
    return HttpResponseRedirect(address("case", found.head.number))


@access(SIGNED_IN)
@require_POST
def add_files(request: HttpRequest, number: str) -> HttpResponse:
    """Attach files; what was left out is named with its reason, the others are kept all the same (NC-10)."""
    found = _found(request, number)
    typed = {name: str(request.POST.get(name, "")) for name in ("role", "shared")}
    try:
        done = attach_files(
            request.viewer,  # type: ignore[attr-defined]
            subject_id=found.head.id,
            files=_chosen(request),
            role=_role(typed["role"]),
            audience=Audience.REPORTER if typed["shared"] else Audience.STAFF,
            now=clock.now(),
        )
    except Refusal as refusal:
        return _page(request, found, refused=ATTACH, typed=typed, refusal=refusal)
    said = attached_said(done)
    if done.left:
        return _page(request, _found(request, number), left=left_said(done.left), done=said)
    messages.success(request, said, extra_tags=ATTACH)
    return HttpResponseRedirect(address("case", found.head.number))


def _chosen(request: HttpRequest) -> list[File[bytes]]:
    files = uploads(request)
    if not files:
        raise Refusal("file.none", _("请先拍照或选择文件。"), fields={"files": _("请先拍照或选择文件。")})
    return files


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError as error:
        raise Refusal(
            "file.role", _("请选择这些文件是什么，然后再选一次文件。"), fields={"role": _("请选择一项")}
        ) from error


def _found(request: HttpRequest, number: str) -> CaseDetail:
    found = case_detail(request.viewer, number=read_number(number))  # type: ignore[attr-defined]
    if found is None:
        raise not_found(_("这件诉求"))
    return found


def _page(
    request: HttpRequest,
    found: CaseDetail,
    *,
    refused: str = "",
    typed: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
    given: Mapping[str, str] | None = None,
    left: Sequence[str] = (),
    done: str = "",
) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    head = found.head
    offered = {move.name for move in found.moves}
    errors = ({**refusal.fields, "": refusal.sentence}) if refusal else {}
    told = list(messages.get_messages(request))
    context = {
        "crumbs": (
            Link(_("待办"), address("desk")),
            Link(_("诉求"), address("cases")),
            Link(head.number, request.path, current=True),
        ),
        "case": _shown(found, viewer),
        "private": private_part(found),
        "erasure": erasure_part(found, viewer),
        "moves": case_move_forms(found, viewer, Attempt(refused, typed or {}, errors)),
        "tasks": task_rows(orjson.loads(found.tasks)),
        "entries": entries(found.lines, viewer),
        "questions": questions_shown(found, viewer, given, refusal),
        "replies": replies_shown(viewer, found),
        "files": galleries(attached_to(viewer, head.id), viewer, address("case", head.number)),
        "attaching": _attaching(found, typed or {}, refused, errors, left),
        "told": str(told[0]) if told else done,
        "done_draft": told[0].extra_tags if told else "",
        "conflict": refusal.sentence
        if refusal and given is None and (refusal.code == "stale" or refused not in offered)
        else "",
        "kept": (typed or {}).get("words", "") if refused not in offered else "",
    }
    status = 422 if left and not done else 200
    return page(request, "cases/case.html", context, status=refusal.status if refusal else status)


def _attaching(
    found: CaseDetail,
    typed: Mapping[str, str],
    refused: str,
    errors: Mapping[str, str],
    left: Sequence[str],
) -> dict[str, Any] | None:
    """The form by which files are added; None for who may not."""
    if not any(move.name == ATTACH for move in found.moves):
        return None
    mine = refused == ATTACH
    return {
        "url": address("case_files", found.head.number),
        "roles": role_choices(),
        "typed": typed if mine else {"shared": "1"},
        "errors": errors if mine else {},
        "left": left,
    }


def questions_shown(
    found: CaseDetail, viewer: Viewer, given: Mapping[str, str] | None, refusal: Refusal | None
) -> dict[str, Any]:
    """The questions of the category, answered or open; the form only while the case is open."""
    today = local(clock.now()).date()
    faults = refusal.fields if refusal and given is not None else {}
    fields = question_fields(found, viewer, today, given, faults) if found.head.closed_at is None else ()
    return {
        "facts": answer_facts(found, viewer, today),
        "fields": fields,
        "url": address("case_answers", found.head.number),
        "error": refusal.sentence if refusal and given is not None else "",
    }


def _shown(found: CaseDetail, viewer: Viewer) -> dict[str, Any]:
    head, stage = found.head, said_by(found.head)
    limit = head.limit
    facts = [
        (_("地点"), f"{found.place}{f'（{found.place_words}）' if found.place_words else ''}"),
        (_("类别"), category_label(viewer, head) or _("未定")),
        (_("类型"), _(DemandKind(found.kind).label)),
        (_("来源"), _(Channel(found.channel).label)),
        (_("提出时间"), exact(head.opened_at, _)),
    ]
    if found.lead:
        facts.append((_("承办单位"), found.lead))
    if limit:
        facts.append((_("时限"), limit_said(limit)))
        facts.append((_("时限依据"), limit["basis"]))
    facts += [(_("导入时的%(name)s") % {"name": name}, value) for name, value in found.notes.items()]
    return {
        "number": head.number,
        "title": head.title,
        "text": found.text,
        "stage": _(stage.label),
        "phase": stage.phase.value,
        "holder": found.holder,
        "due": head.due_at,
        "provisional": head.provisional,
        "promise": promise_of(head),
        "marks": marks(head),
        "merged": head.traits.get("merged", ""),
        "voices": found.voices,
        "closed": head.closed_at,
        "facts": facts,
        "answer": answer_of(found.lines),
    }
