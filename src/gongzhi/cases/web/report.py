"""Report without an account; the receipt; follow by number and code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongzhi.cases.flow import CASE
from gongzhi.cases.operations import Demand, Filed, answer_questions, attach_files, file_case, move_case
from gongzhi.cases.people import follow_code
from gongzhi.cases.queries import CaseDetail, case_detail, follow_by_link
from gongzhi.cases.vocabulary import Channel, DemandKind
from gongzhi.cases.web.files import attached_said, galleries, left_said, uploads
from gongzhi.cases.web.own import FOLLOWING, Proof, hash_code, own_part, receipt_file, reporter_of
from gongzhi.cases.web.parts import (
    Attempt,
    answer_of,
    case_move_forms,
    category_choices,
    place_said,
    promise_of,
    public_entries,
    question_of,
    said_by,
    seen_sequence,
    typed_facts,
)
from gongzhi.cases.web.questions import answer_facts, given_answers, question_fields
from gongzhi.catalogues.queries import catalogue
from gongzhi.files.operations import Batch, LeftOut, take_in
from gongzhi.files.queries import attached_to
from gongzhi.files.vocabulary import Role
from gongzhi.kernel import clock, limits
from gongzhi.kernel.access import PUBLIC, access
from gongzhi.kernel.clock import local
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.places import place_finder
from gongzhi.orgs.queries.viewers import anybody
from gongzhi.ui.web import page, typed

FILING = limits.Rate("file-web", times=30, seconds=3600)
_RECEIPT = "receipt"
_RECEIPT_SECONDS = 3600
_FIELDS = ("text", "place", "lon", "lat", "category", "name", "contact")


@access(PUBLIC)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form; a repeated submission of the same form leads to the same receipt."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    values = {name: typed(request.POST, name) for name in _FIELDS}
    form_id, errors, status = typed(request.POST, "form_id") or str(new_id()), {}, 200
    if request.method == "POST":
        try:
            return _to_receipt(*_file(request, viewer, form_id, values))
        except Refusal as refusal:
            errors, status = dict(refusal.fields or {"text": refusal.sentence}), refusal.status
            if request.FILES:
                errors["files"] = _("照片没有保留，请再选一次。")
    context = {
        "form_id": form_id,
        "categories": category_choices(viewer, depth=2),
        "values": values,
        "errors": {_FIELD_OF.get(name, name): sentence for name, sentence in errors.items()},
    }
    return page(request, "cases/report.html", context, status=status)


_FIELD_OF = {"title": "text", "reporter": "name", "filed_at": "text"}


def _file(
    request: HttpRequest, viewer: Viewer, form_id: str, values: dict[str, str]
) -> tuple[Filed, list[LeftOut]]:
    """File the case with its pictures. One that cannot be taken never keeps the words out (NC-10)."""
    now = clock.now()
    limits.count(FILING, request.META.get("REMOTE_ADDR", ""), now)
    batch = take_in(uploads(request))
    filed = file_case(viewer, demand=_demand(viewer, form_id, values, batch), now=now)
    if not batch.taken:
        return filed, batch.left
    reporter = anybody(frozenset({filed.id}))
    done = attach_files(reporter, subject_id=filed.id, files=batch, role=Role.EVIDENCE, now=now)
    return filed, done.left


def _demand(viewer: Viewer, form_id: str, values: dict[str, str], batch: Batch) -> Demand:
    lon, lat = _degrees(values["lon"]), _degrees(values["lat"])
    located = place_finder(viewer).locate(values["place"] or values["text"][:500], lon, lat)
    certain = located.certain and located.place_id is not None and located.code is not None
    return Demand(
        text=values["text"] if values["text"].strip() else _seen_only(batch),
        kind=DemandKind.OTHER,
        channel=Channel.WEB,
        source="web",
        external_id=form_id[:80],
        reporter=values["name"][:60],
        contact=values["contact"][:60],
        category=catalogue(viewer).find(values["category"]),
        place=(located.place_id, located.code) if certain else None,  # type: ignore[arg-type]
        place_words=values["place"],
        lon=lon,
        lat=lat,
    )


def _seen_only(batch: Batch) -> str:
    """The words of a report that is only a picture; with its mark, so that two pictures are two reports."""
    mark = next((taken.sha256.hex()[:6] for taken in batch.taken if taken.thumb), "")
    return f"照片反映的问题，见附图（{mark}）" if mark else ""


def _degrees(text: str) -> float | None:
    try:
        return round(float(text), 4) if text else None
    except ValueError as error:
        raise Refusal(
            "place.point",
            _("没有看懂位置，请重新取一次，或写几个字。"),
            fields={"place": _("请重新取一次位置")},
        ) from error


def _to_receipt(filed: Filed, left: list[LeftOut]) -> HttpResponse:
    answer = HttpResponseRedirect(reverse("receipt"))
    ticket = signing.dumps([str(filed.id), filed.repeated, left_said(left)], salt=_RECEIPT, compress=True)
    answer.set_cookie(
        _RECEIPT, ticket, max_age=_RECEIPT_SECONDS, httponly=True, samesite="Lax", path=reverse("receipt")
    )
    return answer


@access(PUBLIC)
@never_cache
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """What the reporter keeps, shown on the device that filed, for an hour; and what is asked of such matters.

    The questions come after the filing, so that nothing waits for them; residents may leave them all.
    """
    reporter, found, repeated, left = _on_receipt(request)
    # Staff who filed it for somebody must ask what is theirs; residents may leave every question.
    viewer = replace(request.viewer, subject_ids=reporter.subject_ids)  # type: ignore[attr-defined]
    given, refusal = given_answers(request.POST), None
    if request.method == "POST":
        try:
            answer_questions(viewer, subject_id=found.head.id, answers=given, now=clock.now())
            return HttpResponseRedirect(f"{reverse('receipt')}#questions")
        except Refusal as refused:
            refusal = refused
    digest = found.lines[0]["hash"]
    today = local(clock.now()).date()
    context = {
        "number": found.head.number,
        "code": follow_code(found.head.id),
        "hash": digest,
        "hash_code": hash_code(found.head.number, digest),
        "text": found.text,
        "place": place_said(found),
        "filed": found.head.opened_at,
        "answer_by": found.head.due_at if found.lead else None,
        "follow_url": reverse("follow"),
        "repeated": repeated,
        "questions": {
            "facts": answer_facts(found, viewer, today) if found.answers else [],
            "fields": question_fields(found, viewer, today, given, refusal.fields if refusal else {}),
            "url": reverse("receipt"),
            "error": refusal.sentence if refusal else "",
        },
        "left": left,
        "files": galleries(attached_to(reporter, found.head.id), reporter),
    }
    return page(request, "cases/receipt.html", context, status=refusal.status if refusal else 200)


@access(PUBLIC)
@never_cache
@require_GET
def receipt_download(request: HttpRequest) -> HttpResponse:
    """The receipt as a file, on the device that filed."""
    viewer, found, _repeated, _left = _on_receipt(request)
    return receipt_file(viewer, found)


def _on_receipt(request: HttpRequest) -> tuple[Viewer, CaseDetail, bool, list[str]]:
    try:
        identity, repeated, left = signing.loads(
            request.COOKIES.get(_RECEIPT, ""), salt=_RECEIPT, max_age=_RECEIPT_SECONDS
        )
    except signing.BadSignature as error:
        raise Refusal("receipt.gone", _("回执已经收起。请用编号和查询码查进度。"), status=404) from error
    viewer = anybody(frozenset({UUID(identity)}))
    found = case_detail(viewer, subject_id=UUID(identity))
    if found is None:
        raise Refusal("receipt.gone", _("没有找到这张回执。"), status=404)
    return viewer, found, repeated, left


@access(PUBLIC)
@never_cache
@require_http_methods(["GET", "POST"])
def follow_page(request: HttpRequest) -> HttpResponse:
    """Number and code in, the whole story out, with the moves that are the reporter's own (条例 art. 8).

    Nothing of it stands in the address: a move comes with number and code again, to the same address.
    """
    values = {name: request.POST.get(name, "").strip() for name in ("number", "code")}
    errors: dict[str, str] = {}
    context, status = {"case": None}, 200
    if request.method == "POST":
        try:
            context, status = _followed(request, *reporter_of(request))
        except Refusal as refusal:
            errors = dict.fromkeys(refusal.fields or ("number",), refusal.sentence)
            status = refusal.status
    return page(request, "cases/follow.html", {"values": values, "errors": errors, **context}, status=status)


@access(PUBLIC)
@never_cache
@require_GET
def linked_page(request: HttpRequest, link: str) -> HttpResponse:
    """The same for who comes by a link; what is done there is sent to the page of number and code."""
    limits.count(FOLLOWING, request.META.get("REMOTE_ADDR", ""), clock.now())
    context, status = _followed(request, *follow_by_link(link, clock.now()), (("link", link),))
    return page(request, "cases/follow.html", context, status=status)


def _followed(
    request: HttpRequest, viewer: Viewer, found: CaseDetail, proof: Proof
) -> tuple[dict[str, Any], int]:
    """The story with its files, after what the reporter has sent along."""
    if "add_files" in request.POST:
        context, status = _with_more_files(request, viewer, found)
    else:
        context, status = _moved(request, viewer, found)
    files = galleries(attached_to(viewer, found.head.id), viewer)
    return {**context, "files": files, "proof": proof, **own_part(request, viewer, found)}, status


def _with_more_files(request: HttpRequest, viewer: Viewer, found: CaseDetail) -> tuple[dict[str, Any], int]:
    """Files that the reporter adds; what was left out is named with its reason."""
    files, told, left, status = uploads(request), "", [_("请先拍照或选择文件。")], 422
    if files:
        done = attach_files(
            viewer, subject_id=found.head.id, files=files, role=Role.EVIDENCE, now=clock.now()
        )
        told, left = attached_said(done), left_said(done.left)
        status = 200 if told else 422
        found = case_detail(viewer, subject_id=found.head.id) or found
    context = {
        "case": _story(found),
        "moves": tuple(
            replace(form, url=reverse("follow")) for form in case_move_forms(found, viewer, Attempt())
        ),
        "told": told,
        "left": left,
    }
    return context, status


def _moved(request: HttpRequest, viewer: Viewer, found: CaseDetail) -> tuple[dict[str, Any], int]:
    """The story after the reporter's move, if one came along; when it is refused, why, and what was typed."""
    typed_in = {name: str(value) for name, value in request.POST.items()}
    move, words = typed_in.get("move", ""), typed_in.get("words", "")
    refusal, done = None, ""
    if move:
        try:
            seen = seen_sequence(request.POST.get("stage_seen", ""))
            facts = typed_facts(CASE.by_name[move], typed_in) if move in CASE.by_name else {}
            move_case(
                viewer,
                subject_id=found.head.id,
                move=move,
                words=words,
                facts=facts,
                seen=seen,
                now=clock.now(),
            )
            done = move
        except Refusal as refused:
            refusal = refused
        found = case_detail(viewer, subject_id=found.head.id) or found
    errors = {**refusal.fields, "": refusal.sentence} if refusal else {}
    forms = case_move_forms(found, viewer, Attempt(move if refusal else "", typed_in, errors))
    offered = move in {form.name for form in forms}
    told = _("已经收到：%(move)s。") % {"move": _(CASE.by_name[done].label)} if done else ""
    context = {
        "case": _story(found),
        "moves": tuple(replace(form, url=reverse("follow")) for form in forms),
        "told": told,
        "done_draft": done,
        "conflict": refusal.sentence if refusal and not offered else "",
        "kept": words if refusal and not offered else "",
    }
    return context, refusal.status if refusal else 200


def _story(found: CaseDetail) -> dict[str, Any]:
    head = found.head
    return {
        "number": head.number,
        "title": head.title,
        "text": found.text,
        "place": place_said(found),
        "holder": found.holder,
        "due": head.due_at,
        "promise": promise_of(head),
        "closed": head.closed_at,
        "phase": said_by(head).phase.value,
        "answer": answer_of(found.lines),
        "question": question_of(found.lines) if head.traits.get("question") else "",
        "entries": public_entries(found.lines),
    }
