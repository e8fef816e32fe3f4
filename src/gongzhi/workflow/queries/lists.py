"""Lists of subjects, newest first, paged by key: each way of seeing is read along its own index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.scope import arms, visible_where

PAGE = 50
NONE = "none"
"""As a filter: what has no street or no category yet."""


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """One line of a list."""

    id: UUID
    number: str
    title: str
    stage: str
    place_code: str
    place: str
    holder: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    category: str
    channel: str
    provisional: bool
    sequence: int


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a page and the key behind which the next one begins (None: this is the last)."""

    rows: tuple[SubjectRow, ...]
    next_key: UUID | None


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition of the context's own; ``{s}`` stands for the subject."""

    where: str
    params: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is filtered by; empty fields do not filter."""

    process: str
    stage: str = ""
    street: str = ""
    community: str = ""
    category: str = ""
    channel: str = ""
    lead: int = 0
    """The lead unit."""
    open_only: bool = False
    month: tuple[datetime, datetime] | None = None
    clauses: tuple[Clause, ...] = ()


_COLUMNS = """s.id, s.number, s.title, s.stage, s.place_code, s.place_id, s.holder_body_id, s.opened_at, s.due_at,
    s.closed_at, s.traits, s.provisional, s.sequence"""


def subject_page(viewer: Viewer, wanted: Wanted, *, after: UUID | None = None, size: int = PAGE) -> Page:
    """One page of what the viewer may see, newest first; one statement."""
    statement, params = _statement(viewer, wanted, after, size + 1)
    if not statement:
        return Page((), None)
    found = tuple(SubjectRow(*row) for row in rows(statement, params))
    shown = found[:size]
    return Page(shown, shown[-1].id if len(found) > size else None)


def subject_lines(
    viewer: Viewer, wanted: Wanted, *, after: UUID | None = None, size: int = PAGE
) -> tuple[list[str], UUID | None]:
    """The same page with each row as a JSON object, made by the database, and the key of the next page."""
    statement, params = _statement(viewer, wanted, after, size + 1)
    if not statement:
        return [], None
    found = rows(f"SELECT line.id::text, row_to_json(line)::text FROM ({statement}) line", params)
    return [line for _, line in found[:size]], UUID(found[size - 1][0]) if len(found) > size else None


def subject_count(viewer: Viewer, wanted: Wanted) -> int:
    """How many subjects a list has on all its pages; one statement. For lists behind a figure (R30)."""
    filters, params = _filters(viewer, wanted, None)
    where, given = visible_where(viewer, "s")
    condition = " AND ".join([*filters, where]).replace("{s}", "s")
    ((n,),) = rows(f"SELECT count(*) FROM workflow_subject s WHERE {condition}", [*params, *given])
    return int(n)


def _statement(viewer: Viewer, wanted: Wanted, after: UUID | None, limit: int) -> tuple[str, list[Any]]:
    filters, given = _filters(viewer, wanted, after)
    parts, params = [], []
    for arm in arms(viewer, wanted.process):
        where = " AND ".join([*filters, arm.where]).replace("{s}", "s")
        parts.append(f"(SELECT {_COLUMNS} FROM workflow_subject s WHERE {where} ORDER BY s.id DESC LIMIT %s)")
        params += [*given, *arm.params, limit]
    if not parts:
        return "", []
    merged = (
        parts[0]
        if len(parts) == 1
        else f"SELECT DISTINCT ON (u.id) * FROM ({' UNION ALL '.join(parts)}) u ORDER BY u.id DESC LIMIT %s"
    )
    if len(parts) > 1:
        params.append(limit)
    return (
        f"""SELECT m.id, m.number, m.title, m.stage, m.place_code, p.name AS place, coalesce(b.name, '') AS holder,
        m.opened_at, m.due_at, m.closed_at, coalesce(m.traits->>'category', '') AS category,
        coalesce(m.traits->>'channel', '') AS channel, m.provisional, m.sequence
        FROM ({merged}) m JOIN orgs_place p ON p.id = m.place_id LEFT JOIN orgs_body b ON b.id = m.holder_body_id
        ORDER BY m.id DESC""",
        params,
    )


def _filters(viewer: Viewer, wanted: Wanted, after: UUID | None) -> tuple[list[str], list[Any]]:
    filters, params = ["s.city_id = %s", "s.process = %s"], [viewer.city_id, wanted.process]
    chosen: Sequence[tuple[bool, str, tuple[Any, ...]]] = (
        (bool(wanted.stage), "s.stage = %s", (wanted.stage,)),
        (wanted.street not in ("", NONE), "left(s.place_code, 9) = %s", (wanted.street,)),
        (wanted.street == NONE, "substr(s.place_code, 7, 3) = '000'", ()),
        (bool(wanted.community), "left(s.place_code, 12) = %s", (wanted.community,)),
        (wanted.category not in ("", NONE), "s.traits->>'class' = %s", (wanted.category[:2],)),
        (wanted.category == NONE, "NOT s.traits ? 'class'", ()),
        (
            wanted.category != NONE and len(wanted.category) > 2,
            "starts_with(s.traits->>'category', %s)",
            (wanted.category,),
        ),
        (bool(wanted.channel), "s.traits->>'channel' = %s", (wanted.channel,)),
        (bool(wanted.lead), "s.lead_body_id = %s", (wanted.lead,)),
        (wanted.open_only, "s.closed_at IS NULL", ()),
        (wanted.month is not None, "s.opened_at >= %s AND s.opened_at < %s", wanted.month or ()),
        (after is not None, "s.id < %s", (after,)),
        *((True, clause.where, clause.params) for clause in wanted.clauses),
    )
    for wants, where, values in chosen:
        if wants:
            filters.append(where)
            params += values
    return filters, params
