"""What is the reporter's own: who looked at the contact, what was asked to be removed, a copy of everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.cases import people
from gongzhi.cases.flow import CASE
from gongzhi.cases.queries.detail import CaseDetail
from gongzhi.cases.vocabulary import PROCESS, Channel, DemandKind
from gongzhi.kernel.audit import AuditAction
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.queries import sees_where
from gongzhi.workflow.queries.receipts import receipt_of
from gongzhi.workflow.subjects import Head


@dataclass(frozen=True, slots=True)
class Reveal:
    """Somebody looked at name and contact: when, of which body and post (never who), what for."""

    at: datetime
    body: str
    post: str
    purpose: str
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to have personal data removed, and what became of it (``granted`` None: it waits)."""

    subject_id: UUID
    number: str
    title: str
    scope: str
    asked_at: datetime
    granted: bool | None
    words: str


def reveals_of(head: Head) -> list[Reveal]:
    """Who looked at the contact of a case that the caller may see, oldest first (PIPL 44; D18)."""
    found = rows(
        """SELECT a.at, coalesce(b.name, ''), coalesce(p.title, ''), a.purpose, a.words FROM kernel_auditline a
        LEFT JOIN orgs_body b ON b.id = a.body_id LEFT JOIN orgs_post p ON p.id = a.post_id
        WHERE a.target = %s AND a.action = %s AND a.city_id = %s ORDER BY a.id""",
        [head.number, AuditAction.REVEALED, head.city_id],
    )
    return [Reveal(*row) for row in found]


_ASKED = """SELECT s.id, s.number, s.title, r.scope, r.asked_at, r.granted, r.words FROM cases_erasure r
JOIN workflow_subject s ON s.id = r.subject_id WHERE"""


def erasure_of(head: Head) -> Asked | None:
    """What was asked for a case that the caller may see."""
    found = rows(f"{_ASKED} s.id = %s", [head.id])
    return Asked(*found[0]) if found else None


def waiting_erasures(viewer: Viewer, *, most: int = 100) -> list[Asked]:
    """Requests that wait for a decision, oldest first, of the cases that the viewer may see."""
    where, params = sees_where(viewer)
    found = rows(
        f"{_ASKED} s.process = %s AND r.decided_at IS NULL AND {where} ORDER BY r.asked_at LIMIT %s",
        [PROCESS, *params, most],
    )
    return [Asked(*row) for row in found]


def own_copy(viewer: Viewer, found: CaseDetail, *, contact: str) -> dict[str, Any]:
    """Everything that is kept of a case and its reporter, for the reporter (PIPL 45).

    Name and contact are whole for who says the contact as it was left; number and code alone, which a lost receipt
    gives away, leave them masked.
    """
    ((index, reporter, kept),) = rows(
        "SELECT contact_index, reporter_sealed, contact_sealed FROM cases_case WHERE subject_id = %s",
        [found.head.id],
    )
    name, number = (people.open_personal(sealed, found.head.id) for sealed in (reporter, kept))
    if not index or people.contact_digest(contact) != bytes(index):
        name, number = people.masked_name(name), people.masked_contact(number)
    head, asked = found.head, erasure_of(found.head)
    return {
        "number": head.number,
        "title": head.title,
        "text": found.text,
        "kind": DemandKind(found.kind).label,
        "channel": Channel(found.channel).label,
        "place": found.place,
        "place_words": found.place_words,
        "lon": found.lon,
        "lat": found.lat,
        "reporter": name,
        "contact": number,
        "notes": dict(found.notes),
        "stage": CASE.stage(head.stage).label,
        "filed_at": head.opened_at,
        "closed_at": head.closed_at,
        "reveals": reveals_of(head),
        "erasure": asked and {"scope": asked.scope, "asked_at": asked.asked_at, "granted": asked.granted},
        "receipt": receipt_of(viewer, head.id),
    }
