"""What is the reporter's own: the page by link, the receipt as a file, a copy of everything, removal (PIPL 44-50)."""

from __future__ import annotations

from typing import Any

import orjson
import segno
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi.cases.operations import ask_erasure
from gongzhi.cases.queries import Asked, CaseDetail, erasure_of, follow, follow_by_link, own_copy, reveals_of
from gongzhi.cases.vocabulary import ErasureScope
from gongzhi.kernel import audit, clock, limits
from gongzhi.kernel.access import PUBLIC, access
from gongzhi.kernel.audit import AuditAction
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.numbers import read_number
from gongzhi.kernel.viewer import Viewer
from gongzhi.ui.parts import Choice, Entry
from gongzhi.ui.web import page, typed
from gongzhi.workflow.queries.receipts import receipt_of

FOLLOWING = limits.Rate("follow", times=30, seconds=900)
GUESSING = limits.Rate("follow-number", times=30, seconds=3600)
"""By number, from wherever: a code of eight digits is not found at this rate (ASVS 6.3)."""

Proof = tuple[tuple[str, str], ...]
"""With what the reporter came, as the fields that every form of the page sends again."""


def reporter_of(request: HttpRequest) -> tuple[Viewer, CaseDetail, Proof]:
    """The reporter by number and code, or by link, as a form sends them.

    Raises:
        Refusal: ``too_many``, ``number.*``, ``follow.*``.
    """
    now = clock.now()
    limits.count(FOLLOWING, request.META.get("REMOTE_ADDR", ""), now)
    if link := typed(request.POST, "link"):
        return *follow_by_link(link, now), (("link", link),)
    number, code = (typed(request.POST, name).strip() for name in ("number", "code"))
    limits.count(GUESSING, read_number(number), now)
    return *follow(number=number, code=code), (("number", number), ("code", code))


def own_part(request: HttpRequest, viewer: Viewer, found: CaseDetail) -> dict[str, Any]:
    """What the page shows besides the story, after the removal that came along was asked for, or refused."""
    scope, told, errors = typed(request.POST, "scope"), "", {}
    if "erase" in request.POST:
        try:
            ask_erasure(viewer, subject_id=found.head.id, scope=scope, now=clock.now())
            told = _("已经收到您的删除申请，工作人员确认后会显示在这里。")
        except Refusal as refusal:
            errors = {"scope": refusal.sentence}
    return {
        "own": {
            "hash": found.lines[0]["hash"],
            "reveals": tuple(
                Entry(one.at, _(one.purpose), " · ".join(filter(None, (one.body, one.post))), one.words)
                for one in reveals_of(found.head)
            ),
            "erasure": _said(erasure_of(found.head)),
            "scopes": tuple(Choice(one.value, _(one.label)) for one in ErasureScope),
            "scope": scope,
            "errors": errors,
        },
        **({"told": told, "done_draft": ""} if told else {}),
    }


def _said(asked: Asked | None) -> str:
    if asked is None:
        return ""
    what = {"what": _(ErasureScope(asked.scope).label), "words": asked.words}
    if asked.granted is None:
        return _("您申请删除%(what)s，等待工作人员确认。") % what
    if asked.granted:
        return _("%(what)s已经按您的申请删除。") % what
    return _("没有删除%(what)s，理由：%(words)s") % what


def hash_code(number: str, digest: str) -> str:
    """Number and hash as a QR code, as an address that an image takes."""
    return segno.make(f"{number} {digest}", error="m").svg_data_uri(scale=3, border=2)


def receipt_file(viewer: Viewer, found: CaseDetail) -> HttpResponse:
    """The receipt as a file that anybody can check."""
    body = orjson.dumps(receipt_of(viewer, found.head.id), option=orjson.OPT_INDENT_2)
    return _attached(body, f"receipt-{found.head.number}.json", "application/json")


@access(PUBLIC)
@never_cache
@require_POST
def follow_receipt(request: HttpRequest) -> HttpResponse:
    """The receipt, for who follows."""
    viewer, found, _proof = reporter_of(request)
    return receipt_file(viewer, found)


@access(PUBLIC)
@never_cache
@require_POST
def follow_copy(request: HttpRequest) -> HttpResponse:
    """A copy of everything that is kept, as a file for programs or as a page (PIPL 45)."""
    viewer, found, _proof = reporter_of(request)
    copy = own_copy(viewer, found, contact=typed(request.POST, "contact"))
    as_json = request.POST.get("format") == "json"
    words = _("诉求人本人")
    audit.record(viewer, AuditAction.EXPORTED, now=clock.now(), target=found.head.number, words=words)
    if as_json:
        body = orjson.dumps(copy, option=orjson.OPT_INDENT_2)
        return _attached(body, f"case-{found.head.number}.json", "application/json")
    return page(request, "cases/copy.html", {"copy": copy, "back_url": reverse("follow")})


def _attached(body: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
