"""A part or an application whole, with the case that it belongs to; one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from gongzhi.cases.flow import FLOWS
from gongzhi.cases.queries.detail import JOURNAL
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.flows import Flow, Move
from gongzhi.workflow.queries import HEAD_COLUMNS, allowed_moves, read_head, sees_where
from gongzhi.workflow.subjects import Head

_TASK = f"""
SELECT {HEAD_COLUMNS}, coalesce(hb.name, ''), coalesce(ob.name, ''), m.number, m.title, m.stage, m.due_at, c.text,
    p.name, k.needs_contact, ({JOURNAL})
FROM cases_task k JOIN workflow_subject s ON s.id = k.subject_id JOIN workflow_subject m ON m.id = k.case_id
JOIN cases_case c ON c.subject_id = k.case_id JOIN orgs_place p ON p.id = m.place_id
LEFT JOIN orgs_body hb ON hb.id = s.holder_body_id LEFT JOIN orgs_body ob ON ob.id = s.origin_body_id
WHERE s.process = %s AND
"""
_HEAD_WIDTH = HEAD_COLUMNS.count(",") + 1


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """A part or an application as the viewer may see it."""

    head: Head
    holder: str
    origin: str
    case_number: str
    case_title: str
    case_stage: str
    case_due_at: datetime | None
    case_text: str
    place: str
    needs_contact: bool
    lines: list[dict[str, Any]]
    moves: tuple[Move, ...]

    @property
    def flow(self) -> Flow:
        """The declaration of its process."""
        return FLOWS[self.head.process]


def task_detail(
    viewer: Viewer, *, process: str, number: str = "", subject_id: UUID | None = None
) -> TaskDetail | None:
    """The part or application by number or id; None when there is none that the viewer may see."""
    where, params = sees_where(viewer)
    key, value = ("s.id", subject_id) if subject_id is not None else ("s.number", number)
    found = rows(f"{_TASK} {key} = %s AND {where}", [process, value, *params])
    if not found:
        return None
    row = found[0]
    head, journal = read_head(row[:_HEAD_WIDTH]), row[-1]
    moves = tuple(allowed_moves(FLOWS[process], head, viewer))
    return TaskDetail(*(head, *row[_HEAD_WIDTH:-1], orjson.loads(journal), moves))


def task_json(viewer: Viewer, *, process: str, subject_id: UUID) -> bytes | None:
    """The part or application as the API gives it; None when there is none that the viewer may see."""
    found = task_detail(viewer, process=process, subject_id=subject_id)
    if found is None:
        return None
    head, stage = found.head, found.flow.stage(found.head.stage)
    return orjson.dumps(
        {
            "id": head.id,
            "number": head.number,
            "process": head.process,
            "kind": head.traits["kind"],
            "kind_label": found.flow.trait_labels["kind"][head.traits["kind"]],
            "stage": head.stage,
            "stage_label": stage.label,
            "phase": stage.phase,
            "holder": found.holder,
            "origin": found.origin,
            "opened_at": head.opened_at,
            "due_at": head.due_at,
            "limit": head.limit,
            "closed_at": head.closed_at,
            "sequence": head.sequence,
            "case": found.case_number,
            "case_stage": found.case_stage,
            "case_due_at": found.case_due_at,
            "moves": [move.name for move in found.moves],
            "journal": found.lines,
        }
    )
