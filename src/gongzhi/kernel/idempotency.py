"""A write that is sent twice with one key happens once, and both get the same answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from gongzhi.kernel.errors import Refusal

_MAX_KEY = 80
_CLAIM = """
INSERT INTO kernel_keptreply (owner, key, request_hash, kept_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (owner, key) DO NOTHING RETURNING 1
"""
_KEPT = "SELECT request_hash, status, body FROM kernel_keptreply WHERE owner = %s AND key = %s"
_KEEP = "UPDATE kernel_keptreply SET status = %s, body = %s WHERE owner = %s AND key = %s"


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and the bytes of a body."""

    status: int
    body: bytes


def once(owner: str, key: str, request: bytes, now: datetime, write: Callable[[], Reply]) -> Reply:
    """Run ``write`` unless ``owner`` has already done so with ``key``; then return what it returned.

    Claim and write are one transaction: of two at once, the second waits for the first.

    Raises:
        Refusal: ``idempotency.key`` for an unusable key, ``idempotency.reused`` when the same key comes with
            another request.
    """
    if not key:
        return write()
    if len(key) > _MAX_KEY:
        raise Refusal("idempotency.key", f"Idempotency-Key 最长 {_MAX_KEY} 个字符。")
    digest = hashlib.sha256(request).digest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, [owner, key, digest, now])
        if cursor.fetchone() is None:
            return _kept(owner, key, digest)
        reply = write()
        cursor.execute(_KEEP, [reply.status, reply.body, owner, key])
    return reply


def _kept(owner: str, key: str, digest: bytes) -> Reply:
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [owner, key])
        request_hash, status, body = cursor.fetchone()
    if bytes(request_hash) != digest:
        raise Refusal(
            "idempotency.reused", "同一个 Idempotency-Key 用在了不同的请求上，请换一个。", status=422
        )
    return Reply(status, bytes(body))
