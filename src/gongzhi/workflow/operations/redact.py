"""Redact words: the only change that the journal allows; chain and seals hold as before (PIPL 47)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from gongzhi.kernel.arrays import array


def redact(subject_ids: Sequence[UUID], *, title: str) -> int:
    """Remove all words of these subjects with their salts and give their heads ``title``; how many lines had some."""
    ids = array(subject_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE workflow_entry SET words = NULL, words_salt = NULL
            WHERE subject_id = ANY(%s::uuid[]) AND words_salt IS NOT NULL""",
            [ids],
        )
        lines = int(cursor.rowcount)
        cursor.execute("UPDATE workflow_subject SET title = %s WHERE id = ANY(%s::uuid[])", [title, ids])
    return lines
