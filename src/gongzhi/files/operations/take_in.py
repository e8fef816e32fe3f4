"""Take in files: what each of them is decides its content, and one that is refused does not keep the others out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, cast

from django.core.files.base import ContentFile, File

from gongzhi.files.packages import is_archive_too, office_format
from gongzhi.files.pictures import picture
from gongzhi.files.rules import (
    DOCX,
    HEAD,
    JPEG,
    LARGEST,
    LARGEST_TOGETHER,
    PDF,
    PLAIN_NAMES,
    TEXT,
    ZIP,
    Format,
    bands,
    broken,
    check_batch,
    check_size,
    format_by_signature,
    kept_name,
    not_taken,
    readable_text,
    suffix_of,
    typed_name,
)
from gongzhi.files.storage import digest_of
from gongzhi.files.vocabulary import Kind
from gongzhi.kernel.errors import Refusal

_TAIL = 2048


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that may be kept: its bytes as they will be, their hash, and the small picture when it is one."""

    name: str
    format: Format
    content: File[bytes]
    size: int
    sha256: bytes
    thumb: bytes = b""
    width: int | None = None
    height: int | None = None
    bands: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that was not kept, and why."""

    name: str
    refusal: Refusal


@dataclass(slots=True)
class Batch:
    """What came together: what may be kept and what was left out."""

    taken: list[Taken] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)


def take_in(files: Sequence[File[bytes]]) -> Batch:
    """Look at files before anything is written. Nobody is ever asked for one (NC-10).

    Refusals of single files: ``file.empty``, ``file.type``, ``file.lies``, ``file.size``, ``file.bomb``,
    ``file.broken``, ``file.macro``, ``file.count``, ``file.total``.
    """
    batch, together = Batch(), 0
    for count, file in enumerate(files, 1):
        together += file.size
        try:
            check_batch(count, together)
            batch.taken.append(_looked_at(file))
        except Refusal as refusal:
            batch.left.append(LeftOut(typed_name(file.name or ""), refusal))
    return batch


def _looked_at(file: File[bytes]) -> Taken:
    name = file.name or ""
    check_size(file.size, LARGEST_TOGETHER)
    file.seek(0)
    head = file.read(HEAD)
    found = _format(file, name, head)
    check_size(file.size, LARGEST[found.kind])
    file.seek(0)
    if found.kind is Kind.PICTURE:
        return _picture(file, name, found)
    if found is TEXT:
        return _text(file, name)
    if found is PDF and not _ends_as_pdf(file):
        raise broken()
    if head[:4] != ZIP and is_archive_too(cast(IO[bytes], file)):
        raise not_taken(f".{found.suffix}")
    return Taken(kept_name(name, found.suffix), found, file, file.size, digest_of(file))


def _format(file: File[bytes], name: str, head: bytes) -> Format:
    found = format_by_signature(head)
    if found is None and head[:4] == ZIP:
        check_size(file.size, LARGEST[DOCX.kind])
        found = office_format(cast(IO[bytes], file))
    elif found is None and suffix_of(name) in PLAIN_NAMES:
        found = TEXT
    if found is None:
        raise not_taken(name)
    return found


def _picture(file: File[bytes], name: str, found: Format) -> Taken:
    made = picture(cast(IO[bytes], file), found.decoder)
    return Taken(
        name=kept_name(name, JPEG.suffix),
        format=JPEG,
        content=ContentFile(made.content),
        size=len(made.content),
        sha256=hashlib.sha256(made.content).digest(),
        thumb=made.thumb,
        width=made.width,
        height=made.height,
        bands=tuple(bands(made.likeness)),
    )


def _text(file: File[bytes], name: str) -> Taken:
    """Text is kept in UTF-8, whatever it came in."""
    text = readable_text(file.read())
    if text is None:
        raise not_taken(name)
    content = text.encode()
    return Taken(
        kept_name(name, TEXT.suffix),
        TEXT,
        ContentFile(content),
        len(content),
        hashlib.sha256(content).digest(),
    )


def _ends_as_pdf(file: File[bytes]) -> bool:
    file.seek(max(0, file.size - _TAIL))
    return b"%%EOF" in file.read()
