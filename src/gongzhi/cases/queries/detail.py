"""One case whole: head, what was said, journal; one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.urls import reverse

from gongzhi.cases import people
from gongzhi.cases.flow import CASE
from gongzhi.cases.vocabulary import PROCESS, Channel, DemandKind
from gongzhi.catalogues.queries import catalogue
from gongzhi.files.queries import Attached, attached_to, ticket_for
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.language.normalise import fingerprint_text
from gongzhi.workflow.flows import Move
from gongzhi.workflow.queries import HEAD_COLUMNS, allowed_moves, read_head, sees_where
from gongzhi.workflow.subjects import Head

JOURNAL = """
SELECT json_agg(json_build_object('sequence', e.sequence, 'at', e.at, 'kind', e.kind, 'move', e.move,
    'stage', e.target, 'body', b.name, 'post', po.title, 'person', pe.name, 'holder', h.name, 'due_at', e.due_at,
    'facts', e.facts, 'words', e.words, 'redacted', e.words_salt IS NULL AND e.words_hash IS NOT NULL,
    'hash', encode(e.hash, 'hex')) ORDER BY e.sequence)::text
FROM workflow_entry e LEFT JOIN orgs_body b ON b.id = e.actor_body_id
LEFT JOIN orgs_post po ON po.id = e.actor_post_id LEFT JOIN orgs_person pe ON pe.id = po.person_id
LEFT JOIN orgs_body h ON h.id = e.holder_body_id WHERE e.subject_id = s.id
"""
"""The journal of the subject ``s`` as JSON, oldest first."""
_TASKS = """
SELECT json_agg(json_build_object('id', t.id, 'number', t.number, 'process', t.process,
    'kind', t.traits->>'kind', 'stage', t.stage,
    'unit', u.name, 'holder', th.name, 'opened_at', t.opened_at,
    'due_at', t.due_at) ORDER BY t.id)::text
FROM cases_task k JOIN workflow_subject t ON t.id = k.subject_id
LEFT JOIN orgs_body u ON u.id = coalesce(t.lead_body_id, t.origin_body_id)
LEFT JOIN orgs_body th ON th.id = t.holder_body_id WHERE k.case_id = s.id
"""
_VOICES = """
SELECT json_agg(v.number ORDER BY v.id)::text FROM cases_voice cv JOIN workflow_subject v ON v.id = cv.subject_id
WHERE cv.into_id = s.id
"""
_DETAIL = f"""
SELECT {HEAD_COLUMNS}, p.name, coalesce(hb.name, ''), coalesce(lb.name, ''), c.kind, c.channel, c.text,
    c.place_words, c.lon, c.lat, c.reporter_sealed, c.contact_sealed, c.notes::text, {people.NEEDING},
    c.answers::text, ({JOURNAL}),
    ({_TASKS}), ({_VOICES})
FROM workflow_subject s JOIN cases_case c ON c.subject_id = s.id JOIN orgs_place p ON p.id = s.place_id
LEFT JOIN orgs_body hb ON hb.id = s.holder_body_id LEFT JOIN orgs_body lb ON lb.id = s.lead_body_id
WHERE s.process = '{PROCESS}' AND
"""
_HEAD_WIDTH = HEAD_COLUMNS.count(",") + 1


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """A case as the viewer may see it; ``journal`` is JSON made by the database, oldest first."""

    head: Head
    place: str
    holder: str
    lead: str
    kind: str
    channel: str
    text: str
    place_words: str
    lon: float | None
    lat: float | None
    reporter: str
    contact: str
    """Masked; empty when the viewer has no need to know of it."""
    notes: Mapping[str, str]
    answers: tuple[Mapping[str, Any], ...]
    """Answers to questions of the category (``key``, ``label``, ``value``, ``category``, ``at``), oldest first."""
    journal: str
    tasks: str
    """Parts and applications, JSON made by the database, oldest first."""
    voices: tuple[str, ...]
    """Numbers of the cases that were merged into this one."""
    moves: tuple[Move, ...]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The journal, parsed."""
        parsed: list[dict[str, Any]] = orjson.loads(self.journal)
        return parsed


def case_detail(
    viewer: Viewer, *, subject_id: UUID | None = None, number: str | None = None
) -> CaseDetail | None:
    """The case by id or number; None when there is none that the viewer may see."""
    where, params = sees_where(viewer)
    key, value = ("s.id", subject_id) if subject_id is not None else ("s.number", number)
    found = rows(f"{_DETAIL} {key} = %s AND {where}", [value, *params])
    return _detail(viewer, found[0]) if found else None


def _detail(viewer: Viewer, row: tuple[Any, ...]) -> CaseDetail:
    head = read_head(row[:_HEAD_WIDTH])
    (
        place,
        holder,
        lead,
        kind,
        channel,
        text,
        words,
        lon,
        lat,
        reporter,
        contact,
        notes,
        needing,
        answers,
        journal,
        tasks,
        voices,
    ) = row[_HEAD_WIDTH:]
    knows = people.knowing_seat(viewer, head, needing) is not None
    return CaseDetail(
        head=head,
        place=place,
        holder=holder,
        lead=lead,
        kind=kind,
        channel=channel,
        text=text,
        place_words=words,
        lon=lon,
        lat=lat,
        reporter=people.masked_name(people.open_personal(reporter, head.id)) if knows else "",
        contact=people.masked_contact(people.open_personal(contact, head.id)) if knows else "",
        notes=orjson.loads(notes),
        answers=tuple(orjson.loads(answers)),
        journal=journal,
        tasks=tasks or "[]",
        voices=tuple(orjson.loads(voices or "[]")),
        moves=tuple(allowed_moves(CASE, head, viewer)),
    )


def category_label(viewer: Viewer, head: Head) -> str:
    """The category in words, as the catalogue called it by which the case was classified."""
    return catalogue(viewer).label(head.traits.get("category", ""), head.traits.get("catalogue", ""))


def _attachment(one: Attached) -> dict[str, Any]:
    """An attachment with addresses that open it for an hour."""
    ticket = f"?t={ticket_for(one.id)}"
    return {
        "id": one.id,
        "role": one.role,
        "role_label": one.role.label,
        "kind": one.kind,
        "name": one.name,
        "size": one.size,
        "sha256": one.sha256,
        "width": one.width,
        "height": one.height,
        "audience": one.audience,
        "added_at": one.added_at,
        "added_by": one.added_by,
        "used_in": one.used_in,
        "url": reverse("file", args=[one.id]) + ticket,
        "thumb_url": reverse("file_thumb", args=[one.id]) + ticket if one.width else None,
    }


def says(subject_id: UUID, text: str) -> bool:
    """True when the case says this, whatever the width, case and punctuation."""
    ((kept,),) = rows("SELECT text FROM cases_case WHERE subject_id = %s", [subject_id])
    return fingerprint_text(kept) == fingerprint_text(text)


def case_json(viewer: Viewer, subject_id: UUID) -> bytes | None:
    """The case as the API gives it; None when there is none that the viewer may see."""
    found = case_detail(viewer, subject_id=subject_id)
    if found is None:
        return None
    head = found.head
    return orjson.dumps(
        {
            "id": head.id,
            "number": head.number,
            "title": head.title,
            "text": found.text,
            "kind": found.kind,
            "kind_label": DemandKind(found.kind).label,
            "channel": found.channel,
            "channel_label": Channel(found.channel).label,
            "category": head.traits.get("category", ""),
            "category_label": category_label(viewer, head),
            "answers": found.answers,
            "place": {"code": head.place_code, "name": found.place, "words": found.place_words},
            "lon": found.lon,
            "lat": found.lat,
            "stage": head.stage,
            "stage_label": CASE.stage(head.stage).label,
            "phase": CASE.stage(head.stage).phase,
            "holder": found.holder,
            "lead": found.lead,
            "opened_at": head.opened_at,
            "due_at": head.due_at,
            "due_provisional": head.provisional,
            "limit": head.limit,
            "closed_at": head.closed_at,
            "sequence": head.sequence,
            "contact": found.contact,
            "excluded": head.traits.get("excluded", ""),
            "merged_into": head.traits.get("merged", ""),
            "voices": found.voices,
            "tasks": orjson.Fragment(found.tasks),
            "moves": [move.name for move in found.moves],
            "attachments": [_attachment(one) for one in attached_to(viewer, subject_id)],
            "journal": orjson.Fragment(found.journal),
        }
    )
