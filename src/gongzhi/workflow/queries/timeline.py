"""One subject: its head, and its journal in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.engine import read_head
from gongzhi.workflow.scope import visible_where
from gongzhi.workflow.statements import HEAD_COLUMNS
from gongzhi.workflow.subjects import Head


@dataclass(frozen=True, slots=True)
class Named:
    """The names behind a head's keys."""

    place: str
    holder: str
    lead: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the journal as people read it. ``redacted``: there were words, and they were removed."""

    sequence: int
    at: datetime
    kind: str
    move: str
    target: str
    body: str
    post: str
    person: str
    holder: str
    due_at: datetime | None
    facts: Mapping[str, Any]
    words: str
    redacted: bool


def head_of(viewer: Viewer, *, subject_id: UUID | None = None, number: str | None = None) -> tuple[Head, Named] | None:
    """The head of a subject by id or number with its names; None when there is none that the viewer may see."""
    where, params = visible_where(viewer, "s")
    key, value = ("s.id", subject_id) if subject_id is not None else ("s.number", number)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT p.name, coalesce(h.name, ''), coalesce(l.name, ''), {HEAD_COLUMNS} FROM workflow_subject s
            JOIN orgs_place p ON p.id = s.place_id LEFT JOIN orgs_body h ON h.id = s.holder_body_id
            LEFT JOIN orgs_body l ON l.id = s.lead_body_id WHERE {key} = %s AND {where}""",
            [value, *params],
        )
        row = cursor.fetchone()
    return None if row is None else (read_head(row[3:]), Named(*row[:3]))


def timeline(subject_id: UUID) -> tuple[TimelineEntry, ...]:
    """The journal of a subject that the caller has already found visible, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT e.sequence, e.at, e.kind, e.move, e.target, coalesce(b.name, ''), coalesce(po.title, ''),
            coalesce(pe.name, ''), coalesce(h.name, ''), e.due_at, e.facts, coalesce(e.words, ''),
            e.words IS NULL AND e.words_hash IS NOT NULL
            FROM workflow_entry e LEFT JOIN orgs_body b ON b.id = e.actor_body_id
            LEFT JOIN orgs_post po ON po.id = e.actor_post_id LEFT JOIN orgs_person pe ON pe.id = po.person_id
            LEFT JOIN orgs_body h ON h.id = e.holder_body_id WHERE e.subject_id = %s ORDER BY e.sequence""",
            [subject_id],
        )
        return tuple(TimelineEntry(*row[:10], orjson.loads(row[10]), *row[11:]) for row in cursor.fetchall())
