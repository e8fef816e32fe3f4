"""Where the dispatch catalogue is unclear: by line, how often a unit objected and where the case went then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.cases.flow import CASE
from gongzhi.cases.flow.asking import OBJECT
from gongzhi.cases.vocabulary import PROCESS
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer

OBJECTIONS = (OBJECT.name,)
"""The moves of a case by which a unit says that it is not the right one. The one place that knows them."""
_LEADS = tuple(move.name for move in CASE.moves if move.leads)
"""The moves that make a unit the lead."""

_OBJECTED = """
WITH objected AS (
    SELECT e.subject_id, s.number, e.at, coalesce(dispatched.line, '') AS line, e.holder_body_id AS body,
        CASE WHEN next.move = ANY(%(leads)s) THEN next.holder_body_id END AS next_body
    FROM workflow_entry e JOIN workflow_subject s ON s.id = e.subject_id
    LEFT JOIN LATERAL (
        SELECT d.facts->'traits'->>'line' AS line FROM workflow_entry d
        WHERE d.subject_id = e.subject_id AND d.sequence < e.sequence AND d.facts->'traits' ? 'line'
        ORDER BY d.sequence DESC LIMIT 1
    ) dispatched ON true
    LEFT JOIN LATERAL (
        SELECT n.move, n.holder_body_id FROM workflow_entry n
        WHERE n.subject_id = e.subject_id AND n.sequence > e.sequence AND n.move = ANY(%(either)s)
        ORDER BY n.sequence LIMIT 1
    ) next ON true
    WHERE e.move = ANY(%(moves)s) AND e.kind = 'move' AND s.city_id = %(city)s AND s.process = %(process)s
        AND e.at >= %(since)s
)
"""
_BY_LINE = (
    _OBJECTED
    + """
SELECT line, count(*), count(*) FILTER (WHERE next_body <> body), r.category, r.place, b.name, r.basis
FROM objected LEFT JOIN catalogues_dispatchrule r ON r.id = nullif(line, '')::bigint AND r.city_id = %(city)s
LEFT JOIN orgs_body b ON b.id = r.body_id
GROUP BY line, r.category, r.place, b.name, r.basis ORDER BY 2 DESC, 1
"""
)
_OF_LINE = (
    _OBJECTED
    + """
SELECT o.subject_id, o.number, o.at, coalesce(b.name, ''), coalesce(n.name, '')
FROM objected o LEFT JOIN orgs_body b ON b.id = o.body LEFT JOIN orgs_body n ON n.id = o.next_body
WHERE o.line = %(line)s AND (NOT %(redirected)s OR o.next_body <> o.body)
ORDER BY o.at DESC, o.subject_id LIMIT %(limit)s
"""
)


@dataclass(frozen=True, slots=True)
class UnclearLine:
    """A line and what came of it. ``id`` is empty for what no line had said: people chose the unit."""

    id: str
    objections: int
    redirected: int
    category: str | None
    place: str | None
    body: str | None
    basis: str | None


@dataclass(frozen=True, slots=True)
class Objected:
    """One objection: whose, and to whom the case went then (empty: it stayed)."""

    id: UUID
    number: str
    at: datetime
    body: str
    next_body: str


def unclear_lines(viewer: Viewer, *, since: datetime) -> list[UnclearLine]:
    """The lines to which units objected since a moment, most first (D2 "bounce map": units, not people)."""
    return [UnclearLine(*row) for row in rows(_BY_LINE, _params(viewer, since))]


def objected_cases(
    viewer: Viewer, *, since: datetime, line: str, redirected: bool, limit: int = 200
) -> list[Objected]:
    """The cases in which units objected to a line, newest first."""
    params = {**_params(viewer, since), "line": line, "redirected": redirected, "limit": limit}
    return [Objected(*row) for row in rows(_OF_LINE, params)]


def _params(viewer: Viewer, since: datetime) -> dict[str, object]:
    return {
        "moves": list(OBJECTIONS),
        "leads": list(_LEADS),
        "either": [*OBJECTIONS, *_LEADS],
        "city": viewer.city_id,
        "process": PROCESS,
        "since": since,
    }
