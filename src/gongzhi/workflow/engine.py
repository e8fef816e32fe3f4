"""The one door: the only writer of stages and of the journal.

Single moves and imports of thousands take the same road: heads are locked in the order of their ids, every
step is decided by :mod:`gongzhi.workflow.rules`, and one SQL statement writes heads, journal lines, tally
deltas and involvements together. Callers open the transaction, so that their own facts stand or fall with it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from gongzhi.kernel.arrays import array
from gongzhi.kernel.errors import Refusal, not_found
from gongzhi.kernel.numbers import number
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.deadlines import promises_for
from gongzhi.workflow.flows import Flow
from gongzhi.workflow.registry import flow_of, story_of
from gongzhi.workflow.rules import decide, open_subject
from gongzhi.workflow.scope import visible_where
from gongzhi.workflow.statements import HEAD_COLUMNS, MOVE, MOVED, OPEN, OPENED
from gongzhi.workflow.subjects import Delta, Head, Made, Opening, Outcome, Request

_JSON = {"traits", "limit"}


@dataclass(frozen=True, slots=True)
class Step:
    """One move wanted: of which subject, by whom, when."""

    subject_id: UUID
    request: Request
    viewer: Viewer
    now: datetime


def next_numbers(city_code: str, year: int, count: int) -> list[str]:
    """``count`` fresh numbers. Gaps may remain when a transaction fails; nothing is ever given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('workflow_number') FROM generate_series(1, %s)", [count])
        return [number(city_code, year, serial) for (serial,) in cursor.fetchall()]


def open_many(
    flow: Flow, openings: Sequence[Opening], *, viewer: Viewer, times: Sequence[datetime]
) -> list[Outcome]:
    """Open subjects, each at its time; all or none.

    Raises:
        Refusal: when the viewer may not open one of them.
    """
    promises = promises_for(viewer, flow.process)
    outcomes = [
        open_subject(flow, opening, viewer=viewer, now=now, promises=promises)
        for opening, now in zip(openings, times, strict=True)
    ]
    _write(OPEN, OPENED, outcomes)
    return outcomes


def open_one(flow: Flow, opening: Opening, *, viewer: Viewer, now: datetime) -> Head:
    """Open one subject and return its head."""
    return open_many(flow, [opening], viewer=viewer, times=[now])[0].head


def move(subject_id: UUID, request: Request, *, viewer: Viewer, now: datetime) -> Head:
    """Make one move and return the head after it.

    Raises:
        Refusal: ``not_found`` for what the viewer may not see, else what :func:`rules.decide` says; nothing
            is written then.
    """
    (result,) = move_many([Step(subject_id, request, viewer, now)])
    if isinstance(result, Refusal):
        raise result
    return result.head


def move_many(steps: Sequence[Step]) -> list[Outcome | Refusal]:
    """Make many moves, of different subjects; each is made or refused by itself."""
    heads = {head.id: head for head in lock_heads("s.id = ANY(%s)", [[step.subject_id for step in steps]])}
    results = [_decided(step, heads.pop(step.subject_id, None)) for step in steps]
    _write(MOVE, MOVED, [result for result in results if isinstance(result, Outcome)])
    for step, result in zip(steps, results, strict=True):
        if isinstance(result, Outcome):
            _tell(step, result)
    return results


def _tell(step: Step, outcome: Outcome) -> None:
    story = story_of(outcome.head.process, step.request.move)
    if story is not None:
        story(Made(step.viewer, step.request, outcome, step.now))


def append(outcomes: Sequence[Outcome]) -> None:
    """Write entries of the program itself (escalation, rescheduling) for heads that the caller has locked."""
    _write(MOVE, MOVED, outcomes)


def lock_heads(where: str, params: Sequence[Any] | Mapping[str, Any]) -> list[Head]:
    """Lock and read the heads that fulfil a condition, in the order of their ids."""
    statement = f"SELECT {HEAD_COLUMNS} FROM workflow_subject s WHERE {where} ORDER BY id FOR UPDATE"
    return [read_head(row) for row in rows(statement, params)]


def read_head(row: Sequence[Any]) -> Head:
    """A head from a row of ``HEAD_COLUMNS``."""
    values = list(row)
    values[11] = orjson.loads(values[11])
    values[15] = None if values[15] is None else orjson.loads(values[15])
    values[20] = bytes(values[20])
    return Head(*values)


def _decided(step: Step, head: Head | None) -> Outcome | Refusal:
    if head is None or head.city_id != step.viewer.city_id:
        return not_found("这件事")
    request = replace(step.request, salt=os.urandom(16)) if step.request.words else step.request
    promises = promises_for(step.viewer, head.process)
    try:
        return decide(
            flow_of(head.process), head, request, viewer=step.viewer, now=step.now, promises=promises
        )
    except Refusal as refusal:
        # Whoever may make a move sees the subject; who is refused learns the reason only when seeing it.
        return refusal if sees(step.viewer, head.id) else not_found("这件事")


def sees(viewer: Viewer, subject_id: UUID) -> bool:
    """True when the viewer may see the subject."""
    where, params = visible_where(viewer, "s")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM workflow_subject s WHERE s.id = %s AND {where}", [subject_id, *params])
        return cursor.fetchone() is not None


def _write(statement: str, names: Sequence[str], outcomes: Sequence[Outcome]) -> None:
    if not outcomes:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("the engine writes inside the caller's transaction")
    with connection.cursor() as cursor:
        cursor.execute(
            statement, [*_heads(outcomes, names), *_entries(outcomes), *_deltas(outcomes), *_joins(outcomes)]
        )


def _columns(rows: Iterable[Sequence[Any]], width: int) -> list[str]:
    return [array(column) for column in zip(*rows, strict=True)] or ["{}"] * width


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def _heads(outcomes: Sequence[Outcome], names: Sequence[str]) -> list[str]:
    heads = [outcome.head for outcome in outcomes]
    columns = ((name, map(attrgetter(name), heads)) for name in names)
    return [array(map(_json, column) if name in _JSON else column) for name, column in columns]


def _entries(outcomes: Sequence[Outcome]) -> list[str]:
    return _columns(
        (
            (
                e.subject_id, e.sequence, e.at, e.kind, e.move, e.source, e.target, e.actor.post_id,
                e.actor.body_id, e.holder_body_id, e.due_at, _json(e.facts), e.words or None,
                e.words_salt or None, e.words_hash, outcome.hash,
            )
            for outcome in outcomes
            for e in (outcome.entry,)
        ),
        16,
    )  # fmt: skip


def _deltas(outcomes: Sequence[Outcome]) -> list[str]:
    sums: Counter[tuple[Any, ...]] = Counter()
    for outcome in outcomes:
        for delta in outcome.deltas:
            sums[_delta_key(outcome.head, delta)] += delta.n
    return _columns(((*key, n) for key, n in sums.items() if n), 8)


def _delta_key(head: Head, delta: Delta) -> tuple[Any, ...]:
    return (
        head.city_id, head.process, delta.month, delta.area, _kept(delta.dimensions), delta.body_id, delta.counter
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _kept(dimensions: tuple[str, ...]) -> str:
    return orjson.dumps(dimensions).decode()


def _joins(outcomes: Sequence[Outcome]) -> list[str]:
    return _columns(((body, outcome.head.id) for outcome in outcomes for body in outcome.joins), 2)
