"""Who reported, for those who need to know: looking at a contact, finding earlier cases, deciding on removal (R25)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.cases.operations import Revealed, decide_erasure, find_by_contact, reveal_contact
from gongzhi.cases.operations.erasure import deciding_seat
from gongzhi.cases.people import masked_contact
from gongzhi.cases.queries import CaseDetail, case_detail, erasure_of, waiting_erasures
from gongzhi.cases.vocabulary import CaseCapability, ErasureScope, RevealPurpose
from gongzhi.cases.web.listing import list_rows
from gongzhi.kernel import clock
from gongzhi.kernel.access import SIGNED_IN, access
from gongzhi.kernel.errors import Refusal, not_found
from gongzhi.kernel.numbers import read_number
from gongzhi.kernel.viewer import Viewer
from gongzhi.ui.parts import Choice, Link
from gongzhi.ui.web import page, typed


def private_part(found: CaseDetail) -> dict[str, Any] | None:
    """What the page of a case shows of the reporter: masked, and how to look; None for who need not know."""
    if not (found.reporter or found.contact):
        return None
    return {
        "facts": _facts(found.reporter, found.contact),
        "url": reverse("case_reporter", args=[found.head.number]),
        "purposes": tuple(Choice(one.value, _(one.label)) for one in RevealPurpose),
        "typed": {},
        "errors": {},
    }


def erasure_part(found: CaseDetail, viewer: Viewer) -> dict[str, str] | None:
    """The request to remove personal data that waits for the viewer's decision."""
    if deciding_seat(viewer, found.head) is None:
        return None
    asked = erasure_of(found.head)
    if asked is None or asked.granted is not None:
        return None
    return {
        "what": _(ErasureScope(asked.scope).label),
        "url": reverse("case_erasure", args=[found.head.number]),
    }


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "POST"])
def reveal_page(request: HttpRequest, number: str) -> HttpResponse:
    """Name and contact for a minute; then the browser goes back to the case by itself, with or without a script."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = _found(viewer, number)
    case_url = reverse("case", args=[found.head.number])
    if request.method == "GET":
        return HttpResponseRedirect(case_url)
    context: dict[str, Any] = {"crumbs": _crumbs(found, case_url), "case_url": case_url}
    typed_in = {name: typed(request.POST, name) for name in ("purpose", "words")}
    try:
        shown = reveal_contact(viewer, subject_id=found.head.id, now=clock.now(), **typed_in)
    except Refusal as refusal:
        private = private_part(found)
        if private is None:
            raise
        errors = refusal.fields or {"purpose": refusal.sentence}
        context["private"] = {**private, "typed": typed_in, "errors": errors}
        return page(request, "cases/reveal.html", {**context, "shown": None}, status=refusal.status)
    seconds = round((shown.shown_until - clock.now()).total_seconds())
    context |= {"shown": _facts(shown.reporter, shown.contact), "call": _call(shown), "seconds": seconds}
    answer = page(request, "cases/reveal.html", context)
    answer["Refresh"] = f"{seconds}; url={case_url}"
    return answer


@access(CaseCapability.CONTACT)
@never_cache
@require_http_methods(["GET", "POST"])
def by_contact(request: HttpRequest) -> HttpResponse:
    """A caller's earlier cases by the whole contact, which never stands in an address; requests that wait."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    contact, errors, status = typed(request.POST, "contact").strip(), {}, 200
    found = None
    if request.method == "POST":
        try:
            found = find_by_contact(viewer, contact=contact, now=clock.now())
        except Refusal as refusal:
            errors, status = refusal.fields or {"contact": refusal.sentence}, refusal.status
    context = {
        "crumbs": (Link(_("诉求"), reverse("cases")), Link(_("诉求人"), request.path, current=True)),
        "values": {"contact": contact if errors else ""},
        "errors": errors,
        "masked": masked_contact(contact),
        "rows": None if found is None else list_rows(found.rows),
        "more": found is not None and found.next_key is not None,
        "waiting": tuple(
            (reverse("case", args=[one.number]), one.title, _(ErasureScope(one.scope).label), one.asked_at)
            for one in waiting_erasures(viewer)
        ),
    }
    return page(request, "cases/by_contact.html", context, status=status)


@access(SIGNED_IN)
@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Remove what the reporter asked for, or say why not."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = _found(viewer, number)
    grant, words = request.POST.get("grant") == "1", typed(request.POST, "words")
    try:
        decide_erasure(viewer, subject_id=found.head.id, grant=grant, words=words, now=clock.now())
        told = _("已经删除，诉求人能看到结果。") if grant else _("已答复诉求人。")
    except Refusal as refusal:
        told = refusal.sentence
    messages.success(request, told)
    return HttpResponseRedirect(reverse("case", args=[found.head.number]))


def _found(viewer: Viewer, number: str) -> CaseDetail:
    found = case_detail(viewer, number=read_number(number))
    if found is None:
        raise not_found(_("这件诉求"))
    return found


def _facts(reporter: str, contact: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for label, text in ((_("诉求人"), reporter), (_("联系方式"), contact)) if text)


def _call(shown: Revealed) -> str:
    """The contact as an address that a telephone dials; empty when it is none."""
    digits = shown.contact.replace("-", "").replace(" ", "")
    return f"tel:{digits}" if digits.isascii() and digits.isdecimal() else ""


def _crumbs(found: CaseDetail, case_url: str) -> tuple[Link, ...]:
    return (Link(found.head.number, case_url), Link(_("联系方式"), "", current=True))
