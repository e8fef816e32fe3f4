"""Receipts and published seals: what :mod:`gongzhi.workflow.receipts` checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.journal import entry_content, merkle_path
from gongzhi.workflow.queries.entries import read_entry
from gongzhi.workflow.receipts import KIND, SealLine, seals_file
from gongzhi.workflow.scope import visible_where
from gongzhi.workflow.statements import ENTRY_COLUMNS

PAGE = 1000
_LEAF = 32
_FIRST_ENTRY = ", ".join(
    f"e.{name}{'::text' if name == 'facts' else ''}" for name in ENTRY_COLUMNS.split(", ")
)


@dataclass(frozen=True, slots=True)
class PublishedSeal:
    """A seal as everybody may see it, with the time at which it was made."""

    number: int
    count: int
    root: bytes
    previous: bytes
    hash: bytes
    sealed_at: datetime

    @property
    def line(self) -> SealLine:
        """What is checked of it."""
        return SealLine(self.number, self.count, self.root, self.hash)


def receipt_of(viewer: Viewer, subject_id: UUID) -> dict[str, Any] | None:
    """The receipt of a subject that the viewer may see; its seal is None until there is one.

    Raises:
        Refusal: ``receipt.broken`` when the entry is no longer the one that was sealed.
    """
    where, params = visible_where(viewer, "s")
    found = rows(
        f"""SELECT s.number, e.position, {_FIRST_ENTRY} FROM workflow_subject s
        JOIN workflow_entry e ON e.subject_id = s.id AND e.sequence = 1 WHERE s.id = %s AND {where}""",
        [subject_id, *params],
    )
    if not found:
        return None
    number, position, *row = found[0]
    entry, digest = read_entry(row)
    return {
        "kind": KIND,
        "number": number,
        "entry": entry_content(entry, b"").decode(),
        "hash": digest.hex(),
        "salt": entry.words_salt.hex() or None,
        "seal": _proof(position, digest),
    }


def _proof(position: int, digest: bytes) -> dict[str, Any] | None:
    found = rows(
        """SELECT number, count, root, previous, hash, leaves FROM workflow_seal WHERE last_position >= %s
        ORDER BY last_position LIMIT 1""",
        [position],
    )
    if not found:
        return None
    number, count, root, previous, stored, leaves = found[0]
    listed = [bytes(leaves[i : i + _LEAF]) for i in range(0, len(leaves), _LEAF)]
    if digest not in listed:
        raise Refusal("receipt.broken", "登记的日志与封存对不上，可能被改过。请向监督部门反映。", status=409)
    index = listed.index(digest)
    return {
        "number": number,
        "count": count,
        "index": index,
        "path": [step.hex() for step in merkle_path(listed, index)],
        "root": bytes(root).hex(),
        "previous": bytes(previous).hex(),
        "hash": bytes(stored).hex(),
    }


def seals(*, after: int = 0, size: int = PAGE) -> list[PublishedSeal]:
    """Seals in the order of their numbers, behind ``after``."""
    return _seals("number > %s ORDER BY number LIMIT %s", [after, size])


def latest_seals(*, before: int | None = None, size: int = 50) -> list[PublishedSeal]:
    """The newest seals first, below ``before``."""
    return _seals("number < %s ORDER BY number DESC LIMIT %s", [before or 2**62, size])


def seals_around(number: int) -> list[SealLine]:
    """A seal and the one before it, as far as they are there: what a receipt is compared with."""
    return [seal.line for seal in _seals("number BETWEEN %s AND %s ORDER BY number", [number - 1, number])]


def published_lines() -> Iterator[str]:
    """The file of all seals, line by line, read a page at a time."""
    return seals_file((seal.line, seal.sealed_at.isoformat(timespec="seconds")) for seal in _every())


def _every() -> Iterator[PublishedSeal]:
    after = 0
    while page := seals(after=after):
        yield from page
        after = page[-1].number


def _seals(where: str, params: list[int]) -> list[PublishedSeal]:
    found = rows(
        f"SELECT number, count, root, previous, hash, sealed_at FROM workflow_seal WHERE {where}", params
    )
    return [PublishedSeal(*row) for row in found]
