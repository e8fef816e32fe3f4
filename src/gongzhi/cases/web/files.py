"""What pages show and take of files: galleries by what they show, what was left out and why, a photo's own position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongzhi.files.operations import Attaching, LeftOut
from gongzhi.files.queries import Attached, photo_position, ticket_for
from gongzhi.files.vocabulary import Audience, Role
from gongzhi.kernel import clock, limits
from gongzhi.kernel.access import PUBLIC, access
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.places import place_finder
from gongzhi.ui.figures import file_size
from gongzhi.ui.moments import exact
from gongzhi.ui.parts import Attachment, Choice, Link
from gongzhi.ui.web import address

PLACING = limits.Rate("photo-place", times=60, seconds=3600)
_HEAD_BYTES = 256 * 1024
_THUMB_EDGE = 480
_SAID_NAME = 30


@access(PUBLIC)
@require_POST
def photo_place(request: HttpRequest) -> HttpResponse:
    """Where the photo says that it was taken, because its owner asks: answered and forgotten (1.7, peers D4).

    Takes ``head``, the beginning of the file. Answers ``place``, ``lon``, ``lat`` and what to say.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    limits.count(PLACING, request.META.get("REMOTE_ADDR", ""), clock.now())
    sent = request.FILES.getlist("head")
    found = photo_position(sent[0].read(_HEAD_BYTES)) if sent else None
    if found is None:
        return JsonResponse({"said": _("照片里没有位置，写几个字也可以。")})
    lon, lat = found
    candidates = place_finder(viewer).locate("", lon, lat).candidates
    if not candidates:
        return JsonResponse({"said": _("照片里的位置不在本地，没有采用。写几个字也可以。")})
    said = _("照片拍在：%(place)s。不对的话，在上面写清楚。") % {"place": candidates[0].name}
    return JsonResponse({"said": said, "lon": lon, "lat": lat})


def uploads(request: HttpRequest) -> list[File[bytes]]:
    """The files that came with a form."""
    return list(request.FILES.getlist("files"))


def role_choices() -> tuple[Choice, ...]:
    """What somebody who works on a case may say that a file shows, likeliest first."""
    ordered = (Role.AFTER, Role.BEFORE, Role.PAPER, Role.EVIDENCE, Role.DOCUMENT)
    return tuple(Choice(role.value, _(role.label)) for role in ordered)


def galleries(files: Sequence[Attached], viewer: Viewer, back: str = "") -> dict[str, tuple[Attachment, ...]]:
    """Files by what they show; ``back`` is the page that a removal returns to."""
    return {
        role.value: tuple(
            _shown(file, viewer, back, place)
            for place, file in enumerate((file for file in files if file.role is role), 1)
        )
        for role in Role
    }


def _shown(file: Attached, viewer: Viewer, back: str, place: int) -> Attachment:
    ticket = "" if viewer.seats else f"?t={ticket_for(file.id)}"
    width, height = _fitted(file.width or 0, file.height or 0)
    return Attachment(
        url=reverse("file", args=[file.id]) + ticket,
        name=file.name,
        alt=_("%(what)s，第 %(n)s 个") % {"what": _(file.role.label), "n": place},
        kind=f"{_(file.kind.label)} · {file_size(file.size)}",
        note=" · ".join(filter(None, (exact(file.added_at, _), file.added_by))),
        thumb_url=reverse("file_thumb", args=[file.id]) + ticket if file.width else "",
        width=width,
        height=height,
        private=file.audience is Audience.STAFF,
        used_in=tuple(Link(number, address("case", number)) for number in file.used_in),
        remove_url=reverse("file_remove", args=[file.id]) if file.removable else "",
        back=back,
    )


def _fitted(width: int, height: int) -> tuple[int, int]:
    """The size of the small picture, so that nothing jumps when it comes."""
    scale = min(1.0, _THUMB_EDGE / max(width, height, 1))
    return max(1, round(width * scale)), max(1, round(height * scale))


def left_said(left: Iterable[LeftOut]) -> list[str]:
    """One sentence for each file that was not kept."""
    return [f"{one.name[:_SAID_NAME]}：{one.refusal.sentence}" for one in left]


def attached_said(done: Attaching) -> str:
    """What was kept, in one sentence; empty when nothing was."""
    if done.kept:
        return _("已收下 %(n)s 个文件。") % {"n": len(done.kept)}
    return _("这些文件之前已经收到，没有重复保存。") if done.repeated else ""
