"""Compute provisional deadlines again after a holiday notice was loaded (facts 2.16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.kernel.calendar import WorkCalendar
from gongzhi.kernel.clock import instant
from gongzhi.kernel.queries import calendar_of
from gongzhi.workflow import engine
from gongzhi.workflow.deadlines import limit_of
from gongzhi.workflow.rules import event
from gongzhi.workflow.subjects import Head, Outcome
from gongzhi.workflow.vocabulary import EntryKind

_BATCH = 1000
_FIRST = UUID(int=0)


def reschedule(city_id: int, now: datetime) -> int:
    """Bring every provisional deadline of a city up to date; how many moved. One journal line for each."""
    calendar = calendar_of(city_id)
    moved, last = 0, _FIRST
    while True:
        with transaction.atomic():
            heads = engine.lock_heads(
                """s.id IN (SELECT id FROM workflow_subject WHERE city_id = %s AND provisional AND closed_at IS NULL
                AND id > %s ORDER BY id LIMIT %s)""",
                [city_id, last, _BATCH],
            )
            changed = [outcome for head in heads if (outcome := _rescheduled(head, calendar, now))]
            engine.append(changed)
        moved += len(changed)
        if len(heads) < _BATCH:
            return moved
        last = heads[-1].id


def _rescheduled(head: Head, calendar: WorkCalendar, now: datetime) -> Outcome | None:
    if head.limit is None:
        return None
    due = calendar.add(datetime.fromisoformat(head.limit["from"]), limit_of(head.limit))
    if due.at == head.due_at and due.provisional == head.provisional:
        return None
    after = replace(head, due_at=due.at, provisional=due.provisional, escalation=0)
    return event(
        after, EntryKind.RESCHEDULED, now, {"was": instant(head.due_at), "provisional": due.provisional}
    )
