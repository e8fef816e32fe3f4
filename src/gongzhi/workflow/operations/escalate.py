"""Find what is soon overdue and what is overdue; each escalation is one line of the journal (未诉先办 begins here)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from gongzhi.kernel.clock import instant
from gongzhi.workflow import engine
from gongzhi.workflow.rules import event
from gongzhi.workflow.subjects import Head, Outcome
from gongzhi.workflow.vocabulary import EntryKind

SOON = timedelta(hours=24)
_BATCH = 1000


def escalate(now: datetime) -> int:
    """Write a line for every running promise that has come near or has passed since the last look; how many.

    A promise gets at most one line of each kind; a new promise starts afresh.
    """
    written = 0
    while True:
        with transaction.atomic():
            heads = engine.lock_heads(
                """s.id IN (SELECT id FROM workflow_subject WHERE closed_at IS NULL AND escalation < 2
                AND (due_at <= %s OR due_at <= %s AND escalation = 0) ORDER BY due_at LIMIT %s)""",
                [now, now + SOON, _BATCH],
            )
            engine.append([_escalation(head, now) for head in heads])
        written += len(heads)
        if len(heads) < _BATCH:
            return written


def _escalation(head: Head, now: datetime) -> Outcome:
    overdue = head.due_at is not None and head.due_at <= now
    kind, level = (EntryKind.OVERDUE, 2) if overdue else (EntryKind.DUE_SOON, 1)
    return event(replace(head, escalation=level), kind, now, {"due_at": instant(head.due_at)})
