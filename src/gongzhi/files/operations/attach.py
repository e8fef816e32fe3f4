"""Keep files that were taken in: a row, a line of the journal with their hashes, and their bytes; all or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile, File

from gongzhi.files.models import Attachment
from gongzhi.files.operations.take_in import Batch, LeftOut, Taken
from gongzhi.files.rules import check_room
from gongzhi.files.storage import bytes_storage, name_of, write
from gongzhi.files.vocabulary import Audience, Role
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.ids import new_id
from gongzhi.workflow.subjects import Head


@dataclass(slots=True)
class Attaching:
    """What became of files that were sent: kept now, there already, left out."""

    kept: list[UUID] = field(default_factory=list)
    repeated: list[UUID] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)


Record = Callable[[Mapping[str, Any]], Head]
"""Writes a line of the journal with these facts (``files``, ``thumbs``, ``role``, ``audience``); the head after it."""


def attach(head: Head, *, batch: Batch, role: Role, audience: Audience, record: Record) -> Attaching:
    """Keep a batch for a matter whose head the caller has locked and whose visibility it has checked.

    A file that the matter has already is not kept twice. Whether more may be added is for ``record`` to say.
    Needs the caller's transaction.
    """
    result = Attaching(left=list(batch.left))
    known = {bytes(one.sha256): one for one in Attachment.objects.filter(subject_id=head.id, removed_at=None)}
    count, size = len(known), sum(one.size for one in known.values())
    fresh: dict[bytes, tuple[Attachment, Taken]] = {}
    for taken in batch.taken:
        if there := known.get(taken.sha256):
            result.repeated.append(there.id)
        elif taken.sha256 not in fresh:
            count, size = count + 1, size + taken.size
            try:
                check_room(count, size)
            except Refusal as refusal:
                result.left.append(LeftOut(taken.name, refusal))
                continue
            fresh[taken.sha256] = _row(head, taken, role, audience), taken
    result.kept = [row.id for row, _ in fresh.values()]
    _keep(list(fresh.values()), record)
    return result


def _row(head: Head, taken: Taken, role: Role, audience: Audience) -> Attachment:
    return Attachment(
        id=new_id(),
        city_id=head.city_id,
        subject_id=head.id,
        role=role,
        kind=taken.format.kind,
        suffix=taken.format.suffix,
        name=taken.name,
        size=taken.size,
        sha256=taken.sha256,
        thumb_sha256=sha256(taken.thumb).digest() if taken.thumb else None,
        width=taken.width,
        height=taken.height,
        bands=list(taken.bands),
        audience=audience,
    )


def _keep(fresh: Sequence[tuple[Attachment, Taken]], record: Record) -> None:
    if not fresh:
        return
    rows = [row for row, _ in fresh]
    facts = {
        "role": str(rows[0].role),
        "audience": str(rows[0].audience),
        "files": [row.sha256.hex() for row in rows],
        "thumbs": [row.thumb_sha256.hex() if row.thumb_sha256 else "" for row in rows],
    }
    line = record(facts).sequence
    for row in rows:
        row.sequence = line
    Attachment.objects.bulk_create(rows)
    _write([pair for row, taken in fresh for pair in _parts(row, taken)])


def _parts(row: Attachment, taken: Taken) -> list[tuple[str, File[bytes]]]:
    parts: list[tuple[str, File[bytes]]] = [(name_of(row.subject_id, taken.sha256), taken.content)]
    if row.thumb_sha256:
        parts.append((name_of(row.subject_id, bytes(row.thumb_sha256)), ContentFile(taken.thumb)))
    return parts


def _write(parts: Sequence[tuple[str, File[bytes]]]) -> None:
    """The bytes come last: when they cannot be written, the rows are not there either, and none is left behind."""
    written: list[str] = []
    try:
        written += [name for name, content in parts if write(name, content)]
    except OSError as error:
        for name in written:
            bytes_storage().delete(name)
        raise Refusal(
            "file.storage", "文件暂时存不下，没有收下。您写的内容还在，请稍后再传。", status=503
        ) from error
