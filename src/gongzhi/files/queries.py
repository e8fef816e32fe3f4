"""Reads of attachments: what a matter has, where its photos were seen before, and the bytes of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.core import signing
from django.core.files.base import File

from gongzhi.files.models import Attachment
from gongzhi.files.pictures import position
from gongzhi.files.rules import ALIKE, BY_SUFFIX, difference, removing_seat
from gongzhi.files.storage import bytes_storage, name_of
from gongzhi.files.vocabulary import Audience, Kind, Role
from gongzhi.kernel.errors import Refusal, not_found
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.queries import sees_where

_TICKET = "files.ticket"
_TICKET_SECONDS = 3600
_MOST_ALIKE = 20


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment as the viewer may see it; ``used_in`` names other matters that have the same photo."""

    id: UUID
    role: Role
    kind: Kind
    name: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    audience: Audience
    added_at: datetime
    added_by: str
    """The body; empty for the reporter."""
    removable: bool
    used_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sendable:
    """The bytes of an attachment and how they may be given out: only what we have made ourselves is shown."""

    content: File[bytes]
    media: str
    headers: Mapping[str, str]
    name: str
    shown: bool


_ALIKE = """(SELECT json_agg(json_build_array(s.number, o.bands))::text FROM (
    SELECT o.subject_id, o.bands FROM files_attachment o WHERE o.bands && a.bands AND o.city_id = a.city_id
    AND o.subject_id <> a.subject_id AND o.removed_at IS NULL LIMIT {most}) o
    JOIN workflow_subject s ON s.id = o.subject_id WHERE {where})"""
_OF_SUBJECT = """
SELECT a.id, a.role, a.kind, a.name, a.size, a.sha256, a.width, a.height, a.audience, e.at,
    e.actor_body_id, coalesce(b.name, ''), a.bands, {alike}
FROM files_attachment a JOIN workflow_subject s ON s.id = a.subject_id
JOIN workflow_entry e ON e.subject_id = a.subject_id AND e.sequence = a.sequence
LEFT JOIN orgs_body b ON b.id = e.actor_body_id
WHERE a.subject_id = %s AND a.removed_at IS NULL AND a.audience = ANY(%s) AND {where} ORDER BY a.id
"""


def attached_to(viewer: Viewer, subject_id: UUID) -> tuple[Attached, ...]:
    """What a matter has, oldest first; one statement. Who works on it also reads where a photo was used before."""
    where, params = sees_where(viewer)
    alike = _ALIKE.format(most=_MOST_ALIKE, where=where) if viewer.seats else "NULL"
    audience = sorted(Audience) if viewer.seats else [Audience.REPORTER]
    given = [*(params if viewer.seats else ()), subject_id, audience, *params]
    return tuple(_attached(viewer, row) for row in rows(_OF_SUBJECT.format(alike=alike, where=where), given))


def _attached(viewer: Viewer, row: Sequence[Any]) -> Attached:
    identity, role, kind, name, size, sha256, width, height, audience, added_at, body, added_by, *found = row
    return Attached(
        id=identity,
        role=Role(role),
        kind=Kind(kind),
        name=name,
        size=size,
        sha256=bytes(sha256).hex(),
        width=width,
        height=height,
        audience=Audience(audience),
        added_at=added_at,
        added_by=added_by,
        removable=removing_seat(viewer, body) is not None,
        used_in=_used(*found),
    )


def _used(bands: list[int], alike: str | None) -> tuple[str, ...]:
    others: list[tuple[str, list[int]]] = orjson.loads(alike) if alike else []
    return tuple(sorted({number for number, other in others if difference(bands, other) <= ALIKE}))


def photo_position(head: bytes) -> tuple[float, float] | None:
    """Longitude and latitude that a camera wrote into a photo whose beginning this is; nothing of it is kept."""
    return position(head)


def ticket_for(attachment_id: UUID) -> str:
    """What opens one attachment for an hour without a session: for addresses in an answer to who may see it."""
    return signing.dumps(str(attachment_id), salt=_TICKET)


def sendable(viewer: Viewer, attachment_id: UUID, *, ticket: str = "", small: bool = False) -> Sendable:
    """The bytes of an attachment, or of its small picture, for who may see it or has a ticket of the last hour.

    Raises:
        Refusal: ``not_found``, alike for what is not there and what is not to be seen; ``file.missing``.
    """
    if ticket and _opens(ticket, attachment_id):
        found = Attachment.objects.filter(removed_at=None)
    else:
        found = Attachment.objects.visible_to(viewer)
    one = found.filter(id=attachment_id).first()
    if one is None or (small and one.thumb_sha256 is None):
        raise not_found("这个文件")
    return _sendable(one, bytes(one.thumb_sha256 if small and one.thumb_sha256 else one.sha256))


def _opens(ticket: str, attachment_id: UUID) -> bool:
    try:
        known: str = signing.loads(ticket, salt=_TICKET, max_age=_TICKET_SECONDS)
    except signing.BadSignature:
        return False
    return known == str(attachment_id)


def _sendable(one: Attachment, sha256: bytes) -> Sendable:
    try:
        content = bytes_storage().open(name_of(one.subject_id, sha256))
    except FileNotFoundError as error:
        raise Refusal("file.missing", "文件的内容不见了，请联系系统管理员。", status=404) from error
    headers = {
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
        "Cross-Origin-Resource-Policy": "same-origin",
        "ETag": f'"{sha256.hex()}"',
    }
    return Sendable(content, BY_SUFFIX[one.suffix].media, headers, one.name, shown=one.kind == Kind.PICTURE)
