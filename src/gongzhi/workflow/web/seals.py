"""Published seals, and checking a receipt against them: for everybody (D18, SX-25)."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongzhi.kernel import clock, limits
from gongzhi.kernel.access import PUBLIC, access
from gongzhi.kernel.errors import Refusal
from gongzhi.ui.parts import Pager
from gongzhi.ui.web import page, typed
from gongzhi.workflow.queries.receipts import latest_seals, published_lines, seals_around
from gongzhi.workflow.receipts import Finding, read_receipt, sound, verify

CHECKS = limits.Rate("verify", times=60, seconds=900)
DOWNLOADS = limits.Rate("seals-file", times=20, seconds=900)
_PAGE = 50
_MAX_FILE = 100_000


@access(PUBLIC)
@require_GET
def seals_page(request: HttpRequest) -> HttpResponse:
    """The newest seals first."""
    before = request.GET.get("before", "")
    key = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    found = latest_seals(before=key, size=_PAGE + 1)
    here, shown = reverse("seals"), found[:_PAGE]
    older = f"{here}?before={shown[-1].number}" if len(found) > _PAGE else ""
    context = {"seals": shown, "pager": Pager(len(shown), here if key else "", older)}
    return page(request, "workflow/seals.html", context)


@access(PUBLIC)
@require_GET
def seals_download(request: HttpRequest) -> StreamingHttpResponse:
    """All seals as one text file, for the notice board and for ``gongzhi verify``."""
    limits.count(DOWNLOADS, request.META.get("REMOTE_ADDR", ""), clock.now())
    lines: Iterator[str] = published_lines()
    answer = StreamingHttpResponse(lines, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="seals.txt"'
    return answer


@access(PUBLIC)
@never_cache
@require_http_methods(["GET", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """A receipt as a file or as text, and what of it holds; nothing of it is kept."""
    findings: list[Finding] | None = None
    errors, status = {}, 200
    values = {name: typed(request.POST, name) for name in ("receipt", "text")}
    if request.method == "POST":
        try:
            limits.count(CHECKS, request.META.get("REMOTE_ADDR", ""), clock.now())
            receipt = read_receipt(_given(request) or values["receipt"].encode(errors="replace"))
            number = receipt["seal"]["number"] if receipt["seal"] else 0
            findings = verify(receipt, seals=seals_around(number), text=values["text"] or None)
            values["receipt"] = orjson.dumps(receipt, option=orjson.OPT_INDENT_2).decode()
        except Refusal as refusal:
            errors, status = {"receipt": refusal.sentence}, refusal.status
    context = {
        "values": values,
        "errors": errors,
        "findings": findings,
        "sound": findings is not None and sound(findings),
    }
    return page(request, "workflow/verify.html", context, status=status)


def _given(request: HttpRequest) -> bytes:
    """What the chosen file holds; empty when none was chosen."""
    file = request.FILES.get("file")
    if file is None:
        return b""
    if (file.size or 0) > _MAX_FILE:
        raise Refusal("receipt.size", _("这个文件太大，不像是回执。请选择下载的回执文件。"), status=413)
    return bytes(file.read())
