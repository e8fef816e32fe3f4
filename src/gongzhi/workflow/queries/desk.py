"""The desk: what is mine, by deadline, of every process at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from gongzhi.kernel.viewer import Viewer

SIZE = 50
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One matter in the hands of the viewer's bodies."""

    id: UUID
    process: str
    number: str
    title: str
    stage: str
    place: str
    holder: str
    due_at: datetime | None
    opened_at: datetime
    channel: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of the desk, the counts of its views, and the key of the next page."""

    rows: tuple[DeskRow, ...]
    counts: dict[str, int]
    next_key: tuple[datetime, UUID] | None


_MINE = "s.city_id = %(city)s AND s.holder_body_id = ANY(%(bodies)s) AND s.closed_at IS NULL"
_VIEWS = {
    "all": "true",
    "overdue": "s.due_at < %(now)s",
    "soon": "s.due_at >= %(now)s AND s.due_at < %(now)s + interval '24 hours'",
    "later": "s.due_at >= %(now)s + interval '24 hours' OR s.due_at IS NULL",
}
_LATEST = "coalesce(s.due_at, '9999-01-01Z'::timestamptz)"


def desk(
    viewer: Viewer,
    *,
    now: datetime,
    view: str = "all",
    query: str = "",
    after: tuple[datetime, UUID] | None = None,
    size: int = SIZE,
) -> DeskPage:
    """What the viewer's bodies hold, the most pressing first; two statements.

    ``query`` looks in titles and numbers; an unknown ``view`` shows all.
    """
    params: dict[str, Any] = {
        "city": viewer.city_id,
        "bodies": sorted(viewer.body_ids),
        "now": now,
        "size": size + 1,
        "due": after[0] if after else None,
        "id": after[1] if after else None,
        "like": f"%{query}%",
    }
    named = "AND (s.title ILIKE %(like)s OR s.number LIKE %(like)s)" if query else ""
    behind = f"AND ({_LATEST}, s.id) > (%(due)s, %(id)s)" if after else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT m.id, m.process, m.number, m.title, m.stage, p.name, b.name, m.due_at, m.opened_at,
            coalesce(m.traits->>'channel', ''), m.provisional FROM (
                SELECT s.* FROM workflow_subject s WHERE {_MINE} AND ({_VIEWS.get(view, "true")}) {behind} {named}
                ORDER BY {_LATEST}, s.id LIMIT %(size)s) m
            JOIN orgs_place p ON p.id = m.place_id JOIN orgs_body b ON b.id = m.holder_body_id
            ORDER BY coalesce(m.due_at, '9999-01-01Z'::timestamptz), m.id""",
            params,
        )
        rows = tuple(DeskRow(*row) for row in cursor.fetchall())
        counts = ", ".join(f"count(*) FILTER (WHERE {where}) AS {name}" for name, where in _VIEWS.items())
        cursor.execute(f"SELECT {counts} FROM workflow_subject s WHERE {_MINE}", params)
        numbers = cursor.fetchone()
    shown = rows[:size]
    last = shown[-1] if len(rows) > size else None
    return DeskPage(
        shown, dict(zip(_VIEWS, numbers, strict=True)), (last.due_at or _NEVER, last.id) if last else None
    )
