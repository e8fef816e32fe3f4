"""The bytes of attachments over HTTP: nothing of them runs, and nobody between us and the reader keeps them."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from gongzhi.files.operations import remove
from gongzhi.files.queries import sendable
from gongzhi.kernel import clock
from gongzhi.kernel.access import PUBLIC, SIGNED_IN, access


@access(PUBLIC)
@require_GET
def file(request: HttpRequest, attachment_id: UUID, *, small: bool = False) -> HttpResponseBase:
    """An attachment for who may see its matter, or who was given a ticket (``?t=``) on a page of the last hour."""
    found = sendable(
        request.viewer,  # type: ignore[attr-defined]
        attachment_id,
        ticket=request.GET.get("t", ""),
        small=small,
    )
    if request.headers.get("If-None-Match") == found.headers["ETag"]:
        found.content.close()
        return HttpResponse(status=304, headers=found.headers)
    return FileResponse(
        found.content,
        as_attachment=not found.shown,
        filename=found.name,
        content_type=found.media,
        headers=found.headers,
    )


@access(SIGNED_IN)
@require_POST
def remove_file(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Remove an attachment and go back to the page of its matter."""
    remove(request.viewer, attachment_id=attachment_id, now=clock.now())  # type: ignore[attr-defined]
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return HttpResponseRedirect(back if safe else "/")
