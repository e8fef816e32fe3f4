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
"""How long before its end a promise counts as near; of a short promise, its last quarter."""

_BATCH = 1000
_NEAR = """s.id IN (SELECT id FROM workflow_subject WHERE closed_at IS NULL AND escalation < 2 AND (
    due_at <= %(now)s OR escalation = 0 AND due_at <= %(now)s + %(soon)s
    AND due_at <= %(now)s + (due_at - ("limit"->>'from')::timestamptz) / 4) ORDER BY due_at LIMIT %(batch)s)"""


def escalate(now: datetime) -> int:
    """Write a line for every running promise that has come near or has passed since the last look; how many.

    A promise gets at most one line of each kind; a new promise starts afresh.
    """
    written = 0
    while True:
        with transaction.atomic():
            heads = engine.lock_heads(_NEAR, {"now": now, "soon": SOON, "batch": _BATCH})
            found = [outcome for head in heads if (outcome := _escalation(head, now))]
            engine.append(found)
        written += len(found)
        if len(heads) < _BATCH:
            return written


def _escalation(head: Head, now: datetime) -> Outcome | None:
    """None when somebody else has written the line, kept the promise or given a new one while we waited to lock."""
    if head.due_at is None or head.limit is None or head.closed_at is not None:
        return None
    near = min(SOON, (head.due_at - datetime.fromisoformat(head.limit["from"])) / 4)
    kind, level = (EntryKind.OVERDUE, 2) if head.due_at <= now else (EntryKind.DUE_SOON, 1)
    if head.due_at > now + near or level <= head.escalation:
        return None
    return event(replace(head, escalation=level), kind, now, {"due_at": instant(head.due_at)})
