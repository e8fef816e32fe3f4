"""Remove personal data: when its time is over, or when the reporter asks and a clerk confirms (PIPL 19, 47)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.models import Task
from gongzhi.cases.vocabulary import Channel
from gongzhi.files.operations import remove_of
from gongzhi.kernel import audit
from gongzhi.kernel.arrays import array
from gongzhi.kernel.audit import AuditAction
from gongzhi.kernel.clock import local
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.retention import retention_days
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.orgs.vocabulary import Kept
from gongzhi.workflow.operations.redact import redact

REMOVED = "（内容已按规定删除）"
"""The title of a case whose words are gone."""

_BATCH = 500
_FIRST = UUID(int=0)
_NAMED = "(c.contact_sealed <> '' OR c.reporter_sealed <> '')"
_SPEAKING = "c.text <> ''"
_EXPIRED = """
SELECT c.subject_id FROM cases_case c JOIN workflow_subject s ON s.id = c.subject_id
WHERE c.city_id = %(city)s AND {there} AND c.subject_id > %(last)s AND s.id > %(last)s
AND (s.closed_at < %(before)s OR c.channel = %(visit)s AND s.closed_at < %(visit_before)s)
ORDER BY c.subject_id LIMIT %(batch)s FOR UPDATE OF c, s
"""
"""Both keys are bounded by the last: a join then begins neither table from its start at every batch."""


@dataclass(slots=True)
class Removed:
    """How many cases lost name and contact, and how many their words."""

    contacts: int = 0
    words: int = 0


def remove_contacts(ids: Sequence[UUID]) -> None:
    """Name, contact and every digest of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE cases_case SET reporter_sealed = '', contact_sealed = '', contact_index = '',
            fingerprint = NULL WHERE subject_id = ANY(%s::uuid[])""",
            [array(ids)],
        )


def remove_words(ids: Sequence[UUID]) -> None:
    """What was said and asked, where, what an import brought along or the program quoted, all words of the journal.

    Parts and applications of a case are about the same matter, and go with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE cases_case SET text = '', grams = '{}', place_words = '', lon = NULL, lat = NULL, notes = '{}',
            answers = '[]', fingerprint = NULL WHERE subject_id = ANY(%s::uuid[])""",
            [array(ids)],
        )
        cursor.execute("DELETE FROM cases_suggestion WHERE subject_id = ANY(%s::uuid[])", [array(ids)])
    tasks = Task.objects.filter(case_id__in=ids).values_list("subject_id", flat=True)
    redact([*ids, *tasks], title=REMOVED)


def remove_matter(viewer: Viewer, now: datetime, ids: Sequence[UUID]) -> None:
    """All words, and what is attached to them."""
    remove_words(ids)
    remove_of(system_viewer(viewer.city_code), subject_ids=ids, now=now)


def remove_expired(viewer: Viewer, *, now: datetime, dry_run: bool = False) -> Removed:
    """Remove what the viewer's city has kept long enough since the closing, by its rules in force today.

    In batches, each a transaction; started again after an interruption it goes on with what is left. A run that
    has removed something, or was broken off, is one line of the audit log with what it has done.
    """
    days = retention_days(viewer.city_id, local(now).date())
    removed = Removed()
    try:
        for batch in _batches(
            viewer, _NAMED, days[Kept.CONTACT], days[Kept.VISIT], now, remove_contacts, dry_run
        ):
            removed.contacts += batch
        for batch in _batches(
            viewer,
            _SPEAKING,
            days[Kept.WORDS],
            days[Kept.VISIT],
            now,
            partial(remove_matter, viewer, now),
            dry_run,
        ):
            removed.words += batch
    finally:
        if not dry_run:
            said = f"称呼和联系方式 {removed.contacts} 件，文字 {removed.words} 件"
            audit.record(viewer, AuditAction.RETENTION, now=now, target="cases", words=said)
    return removed


def _batches(
    viewer: Viewer,
    there: str,
    days: int,
    visit_days: int,
    now: datetime,
    remove: Callable[[Sequence[UUID]], None],
    dry_run: bool,
) -> Iterator[int]:
    """How many were removed in each batch; ``there`` is the condition that something is left to remove."""
    params: dict[str, Any] = {
        "city": viewer.city_id,
        "before": now - timedelta(days=days),
        "visit": Channel.VISIT,
        "visit_before": now - timedelta(days=visit_days),
        "batch": _BATCH,
        "last": _FIRST,
    }
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_EXPIRED.format(there=there), params)
            ids = [found for (found,) in cursor.fetchall()]
            if ids and not dry_run:
                remove(ids)
        if not ids:
            return
        yield len(ids)
        params["last"] = ids[-1]
