"""Hold the kept files against the sealed journal: for ``gongzhi doctor``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongzhi.files.storage import bytes_storage, digest_of, name_of
from gongzhi.kernel.rows import rows

_KEPT = """
SELECT s.id, s.number, a.name, a.sha256, a.thumb_sha256, e.sequence
FROM files_attachment a JOIN workflow_subject s ON s.id = a.subject_id
LEFT JOIN workflow_entry e ON e.subject_id = a.subject_id AND e.sequence = a.sequence
    AND e.facts->'files' ? encode(a.sha256, 'hex') AND e.facts->>'role' = a.role AND e.facts->>'audience' = a.audience
    AND (a.thumb_sha256 IS NULL OR e.facts->'thumbs' ? encode(a.thumb_sha256, 'hex'))
WHERE a.removed_at IS NULL ORDER BY a.id
"""
_LOST = """
SELECT s.number, e.sequence, f.sha256 FROM workflow_entry e JOIN workflow_subject s ON s.id = e.subject_id
CROSS JOIN LATERAL jsonb_array_elements_text(e.facts->'files') AS f(sha256)
WHERE e.facts ? 'files' AND NOT EXISTS (
    SELECT 1 FROM files_attachment a WHERE a.subject_id = e.subject_id AND encode(a.sha256, 'hex') = f.sha256)
ORDER BY e.subject_id, e.sequence
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not what the journal says."""

    code: str
    number: str
    sequence: int
    sentence: str


def verify_files() -> Iterator[Fault]:
    """Every attachment that is not in the journal, every one that it names and is not there, all changed bytes."""
    for subject_id, number, name, sha256, thumb, sequence in rows(_KEPT, []):
        if sequence is None:
            yield Fault("file.unrecorded", number, 0, f"附件“{name}”的哈希、用途或可见范围与日志不符")
        for digest in filter(None, (sha256, thumb)):
            if told := _wrong(name_of(subject_id, bytes(digest)), bytes(digest)):
                yield Fault(told[0], number, sequence or 0, f"附件“{name}”{told[1]}")
    for number, sequence, sha256 in rows(_LOST, []):
        yield Fault("file.row", number, sequence, f"日志记有附件 {sha256[:16]}…，而它的记录不见了")


def _wrong(name: str, sha256: bytes) -> tuple[str, str] | None:
    try:
        with bytes_storage().open(name) as content:
            same = digest_of(content) == sha256
    except FileNotFoundError:
        return "file.missing", "的内容不见了"
    return None if same else ("file.changed", "的内容被换过：与日志里的哈希不符")
