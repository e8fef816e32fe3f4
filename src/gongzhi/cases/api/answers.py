"""What every address of this API needs: who asks, and how it answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Header

from gongzhi.cases.flow import FLOWS
from gongzhi.kernel import clock
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.idempotency import Reply, once
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.subjects import Head

OptionalKey = Annotated[str | None, Header(alias="Idempotency-Key")]
REFUSED = frozenset({400, 401, 403, 404, 409, 413, 422, 429})
_MAX_KEY = 76


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks."""
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    return viewer


def checked_key(given: str | None) -> str:
    """The idempotency key; empty without one.

    Raises:
        Refusal: ``idempotency.key``.
    """
    if given and len(given) > _MAX_KEY:
        raise Refusal("idempotency.key", f"Idempotency-Key 最长 {_MAX_KEY} 个字符。")
    return given or ""


def moved_once(request: HttpRequest, key: str | None, move: Callable[[], Head]) -> HttpResponse:
    """Make the move, or give the first answer again when the key has been used for the same request."""
    viewer = viewer_of(request)

    def write() -> Reply:
        return Reply(200, _head_json(move()))

    asked = request.path.encode() + b"\n" + request.body
    reply = once(f"account:{viewer.account_id}", checked_key(key), asked, clock.now(), write)
    return json_answer(reply.body, reply.status)


def _head_json(head: Head) -> bytes:
    return orjson.dumps(
        {
            "id": head.id,
            "number": head.number,
            "stage": head.stage,
            "stage_label": FLOWS[head.process].stage(head.stage).label,
            "due_at": head.due_at,
            "sequence": head.sequence,
        }
    )


def json_answer(body: bytes, status: int = 200) -> HttpResponse:
    """An answer of ready JSON."""
    return HttpResponse(body, status=status, content_type="application/json")
