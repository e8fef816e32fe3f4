"""Up to where the journal has been written and sealed."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.rows import rows


@dataclass(frozen=True, slots=True)
class Mark:
    """The last line that is there, and the newest seal."""

    position: int
    seal_number: int | None
    seal_hash: bytes | None


_MARK = """
SELECT coalesce((SELECT max(position) FROM workflow_entry), 0), l.number, l.hash
FROM (SELECT 1) AS one LEFT JOIN LATERAL (
    SELECT number, hash FROM workflow_seal ORDER BY number DESC LIMIT 1) l ON true
"""


def journal_mark() -> Mark:
    """The mark of this moment; one statement."""
    ((position, number, digest),) = rows(_MARK, [])
    return Mark(position, number, None if digest is None else bytes(digest))
