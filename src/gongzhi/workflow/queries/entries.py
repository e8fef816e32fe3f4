"""Lines of the journal as they were hashed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from gongzhi.workflow.subjects import Actor, Entry


def read_entry(row: Sequence[Any]) -> tuple[Entry, bytes]:
    """An entry and its stored hash from a row of ``ENTRY_COLUMNS``."""
    subject_id, sequence, at, kind, move, source, target, post, body, holder, due = row[:11]
    facts, words, salt, digest, stored = row[11:]
    entry = Entry(
        subject_id, sequence, at, kind, move, source, target, Actor(post, body), holder, due,
        orjson.loads(facts), words or "", bytes(salt or b""), bytes(digest) if digest else None,
    )  # fmt: skip
    return entry, bytes(stored)
