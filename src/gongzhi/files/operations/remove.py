"""Remove attachments: the bytes go, the row says when and by which post, the journal keeps the hash."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from gongzhi.files.models import Attachment
from gongzhi.files.rules import removing_seat
from gongzhi.files.storage import bytes_storage, name_of
from gongzhi.files.vocabulary import FilesCapability
from gongzhi.kernel.errors import not_allowed, not_found
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow import engine

_ADDED_BY = "SELECT actor_body_id FROM workflow_entry WHERE subject_id = %s AND sequence = %s"


@transaction.atomic
def remove(viewer: Viewer, *, attachment_id: UUID, now: datetime) -> UUID:
    """Remove one attachment: whose body has added it may take it back, and whose post may remove any (PIPL 47).

    Returns:
        The matter that it belonged to.

    Raises:
        Refusal: ``not_found``, ``not_allowed``.
    """
    one = Attachment.objects.visible_to(viewer).filter(id=attachment_id).first()
    if one is None:
        raise not_found("这个文件")
    ((body_id,),) = rows(_ADDED_BY, [one.subject_id, one.sequence])
    seat = removing_seat(viewer, body_id)
    if seat is None:
        raise not_allowed()
    _remove(Attachment.objects.filter(id=one.id), [one.subject_id], now, seat.post_id)
    return one.subject_id


@transaction.atomic
def remove_of(viewer: Viewer, *, subject_ids: Iterable[UUID], now: datetime) -> int:
    """Remove everything that is attached to these matters, whose time of keeping has passed; how many.

    Raises:
        Refusal: ``not_allowed`` for anybody who may not remove what others have added.
    """
    if not viewer.can(FilesCapability.REMOVE):
        raise not_allowed()
    ids = list(subject_ids)
    return _remove(Attachment.objects.filter(city_id=viewer.city_id, subject_id__in=ids), ids, now, None)


def _remove(found: QuerySet[Attachment], subject_ids: list[UUID], now: datetime, post_id: int | None) -> int:
    """The heads are locked, so that nobody adds the same file meanwhile.

    The bytes go before the end of the transaction: after a crash a removal is repeated, never forgotten.
    """
    engine.lock_heads("s.id = ANY(%s)", [subject_ids])
    live = list(found.filter(removed_at=None))
    Attachment.objects.filter(id__in=[row.id for row in live]).update(
        removed_at=now, removed_post_id=post_id, name="", bands=[]
    )
    for row in live:
        for digest in filter(None, (row.sha256, row.thumb_sha256)):
            bytes_storage().delete(name_of(row.subject_id, bytes(digest)))
    return len(live)
