"""The sealed journal: canonical content, hash chain per subject, Merkle tree over batches. Pure.

An entry's hash is SHA-256 over its canonical content, which ends with the hash of the entry before it of the
same subject. The content is a JSON array in UTF-8 with sorted keys and no blanks, so that anybody can compute
it again with any JSON library. Free text enters only as a salted hash: it can be redacted (PIPL 47) and the
chain still holds. The tree has the shape of RFC 9162 section 2.1.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from gongzhi.kernel.clock import instant
from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.subjects import Entry

GENESIS = b""
"""What stands in for the predecessor of a subject's first entry."""

_VERSION = 1
_LEAF, _NODE = b"\x00", b"\x01"


def entry_hash(entry: Entry, previous: bytes) -> bytes:
    """The hash of an entry behind ``previous`` (:data:`GENESIS` for the first)."""
    return hashlib.sha256(entry_content(entry, previous)).digest()


def entry_content(entry: Entry, previous: bytes) -> bytes:
    """The canonical content of an entry, to the byte as it is hashed."""
    content = [
        _VERSION,
        str(entry.subject_id),
        entry.sequence,
        instant(entry.at),
        entry.kind,
        entry.move,
        entry.source,
        entry.target,
        entry.actor.post_id,
        entry.actor.body_id,
        entry.holder_body_id,
        instant(entry.due_at),
        entry.facts,
        entry.words_hash.hex() if entry.words_hash else None,
        bytes(previous).hex(),
    ]
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def words_hash(words: str, salt: bytes) -> bytes:
    """The salted hash that stands in the entry for its text."""
    return hashlib.sha256(bytes(salt) + words.encode()).digest()


def check_facts(facts: Mapping[str, Any]) -> None:
    """Refuse facts whose stored form could differ from the hashed form.

    Raises:
        Refusal: ``journal.facts`` for anything but text, whole numbers, truth values, nothing, and lists and
            objects of these. (A float or a lone surrogate is not read back as it was written.)
    """
    for key, value in facts.items():
        if not (_plain(key) and _plain(value)):
            raise Refusal("journal.facts", f"事实“{printable(key)}”不能存入日志。", status=422)


def printable(text: str) -> str:
    """A text that every answer can carry: lone surrogates become question marks."""
    return text.encode(errors="replace").decode()


def _plain(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    if isinstance(value, str):
        return "\x00" not in value and printable(value) == value
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _plain(key) and _plain(item) for key, item in value.items())
    return isinstance(value, list | tuple) and all(_plain(item) for item in value)


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162 section 2.1.1 over entry hashes (32 bytes each)."""
    level = [hashlib.sha256(_LEAF + leaf).digest() for leaf in leaves]
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        paired = [
            hashlib.sha256(_NODE + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)
        ]
        level = paired + level[len(level) - len(level) % 2 :]
    return level[0]


def merkle_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The inclusion proof of RFC 9162 section 2.1.3.1 for the leaf at ``index``."""
    size = len(leaves)
    if size <= 1:
        return []
    split = 1 << (size - 1).bit_length() - 1
    if index < split:
        return [*merkle_path(leaves[:split], index), merkle_root(leaves[split:])]
    return [*merkle_path(leaves[split:], index - split), merkle_root(leaves[:split])]


def merkle_verify(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """True when ``path`` proves that ``leaf`` is number ``index`` of ``size`` under ``root`` (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, value = index, size - 1, hashlib.sha256(_LEAF + leaf).digest()
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            value = hashlib.sha256(_NODE + sibling + value).digest()
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            value = hashlib.sha256(_NODE + value + sibling).digest()
        position, last = position >> 1, last >> 1
    return last == 0 and value == root


def seal_hash(root: bytes, previous: bytes, number: int, count: int) -> bytes:
    """The hash of a seal: its tree's root bound to the seal before it."""
    return hashlib.sha256(orjson.dumps([_VERSION, number, count, root.hex(), bytes(previous).hex()])).digest()
