"""Replay a subject's journal and name every difference. Pure; ``gongzhi doctor`` feeds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gongzhi.workflow.flows import STAYS, Flow, Move
from gongzhi.workflow.journal import GENESIS, entry_hash, words_hash
from gongzhi.workflow.subjects import Entry, Head
from gongzhi.workflow.tallying import Cell, tally_cells
from gongzhi.workflow.vocabulary import EntryKind, HandsTo

TallyKey = tuple[str, int, str, tuple[str, ...], int, str]
"""(process, month, area, dimensions, body, counter)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as the journal says. ``sequence`` 0 speaks of the head."""

    code: str
    number: str
    sequence: int
    sentence: str


_LEVELS: dict[str, int] = {EntryKind.DUE_SOON: 1, EntryKind.OVERDUE: 2, EntryKind.RESCHEDULED: 0}
"""The lines after which a head's escalation is known."""


@dataclass(slots=True)
class State:
    """What the journal makes of a subject, entry by entry."""

    stage: str = ""
    place_code: str = ""
    traits: dict[str, str] = field(default_factory=dict)
    holder_body_id: int | None = None
    lead_body_id: int | None = None
    due_at: datetime | None = None
    opened_at: datetime | None = None
    stage_since: datetime | None = None
    closed_at: datetime | None = None
    escalation: int = 0
    sequence: int = 0
    hash: bytes = GENESIS


def audit(
    flow: Flow, head: Head, journal: Sequence[tuple[Entry, bytes]], tallies: Counter[TallyKey]
) -> list[Difference]:
    """Replay ``journal`` (entries with their stored hashes, by sequence) and compare the end with ``head``.

    Its figures are added to ``tallies``.
    """
    state, found = State(), []
    for entry, stored in journal:
        found += [
            Difference(code, head.number, entry.sequence, text)
            for code, text in _faults(flow, state, entry, stored)
        ]
        try:
            _apply(flow, state, entry, stored, tallies)
        except (AttributeError, KeyError, TypeError, ValueError):
            found.append(Difference("journal.facts", head.number, entry.sequence, "事实不成形，无法据此重放"))
    return [*found, *_compare(head, state)]


def _faults(flow: Flow, state: State, entry: Entry, stored: bytes) -> list[tuple[str, str]]:
    found = []
    if entry.sequence != state.sequence + 1:
        found.append(
            ("journal.gap", f"第 {state.sequence} 行之后是第 {entry.sequence} 行，中间缺了或多了一行")
        )
    if entry_hash(entry, state.hash) != stored:
        found.append(("journal.hash", "内容与哈希不符：这一行或它前面的一行被改过"))
    if entry.words and (
        entry.words_hash is None or words_hash(entry.words, entry.words_salt) != entry.words_hash
    ):
        found.append(("journal.words", "文字与哈希不符：文字被改过"))
    if entry.source != state.stage:
        found.append(("journal.source", f"这一行从“{entry.source}”出发，而上一行到了“{state.stage}”"))
    if not _declared(flow, entry):
        found.append(
            ("journal.flow", f"流程里没有从“{entry.source}”经“{entry.move}”到“{entry.target}”这一步")
        )
    return found


def _declared(flow: Flow, entry: Entry) -> bool:
    if entry.kind != EntryKind.MOVE:
        return entry.source == entry.target
    move = flow.by_name.get(entry.move)
    if move is None or move.target_from(entry.source) != entry.target:
        return False
    return entry.source in move.sources if move.sources else entry.source == ""


def _apply(flow: Flow, state: State, entry: Entry, stored: bytes, tallies: Counter[TallyKey]) -> None:
    before = _cells(flow, state)
    move = flow.by_name.get(entry.move) if entry.kind == EntryKind.MOVE else None
    state.opened_at = state.opened_at or entry.at
    state.stage, state.stage_since = entry.target, entry.at if move else state.stage_since
    state.holder_body_id, state.due_at = entry.holder_body_id, entry.due_at
    state.sequence, state.hash = entry.sequence, stored
    state.place_code = entry.facts.get("place", state.place_code) if move else state.place_code
    state.traits |= entry.facts.get("traits", {})
    if move is not None:
        _apply_move(flow, state, move, entry)
    state.escalation = _LEVELS.get(entry.kind, state.escalation)
    tallies.subtract((flow.process, *cell) for cell in before)
    tallies.update((flow.process, *cell) for cell in _cells(flow, state))


def _apply_move(flow: Flow, state: State, move: Move, entry: Entry) -> None:
    if entry.target not in flow.ends or move.target != STAYS:
        state.closed_at = entry.at if entry.target in flow.ends else None
    if move.limit or state.closed_at or move.hands_to is HandsTo.NOBODY:
        state.escalation = 0
    if move.leads:
        state.lead_body_id = entry.holder_body_id


def _cells(flow: Flow, state: State) -> dict[Cell, int]:
    return tally_cells(flow, _as_head(state))


def _as_head(state: State) -> Any:
    """A state has the fields of a head that the tally rules read."""
    return state


def _compare(head: Head, state: State) -> list[Difference]:
    pairs = (
        ("stage", "环节", head.stage, state.stage),
        ("place_code", "地点", head.place_code, state.place_code),
        ("traits", "特征", dict(head.traits), state.traits),
        ("holder", "持有单位", head.holder_body_id, state.holder_body_id),
        ("lead", "承办单位", head.lead_body_id, state.lead_body_id),
        ("due_at", "时限", head.due_at, state.due_at),
        ("opened_at", "提出时间", head.opened_at, state.opened_at),
        ("stage_since", "进入环节的时间", head.stage_since, state.stage_since),
        ("closed_at", "办结时间", head.closed_at, state.closed_at),
        ("escalation", "提醒级别", head.escalation, state.escalation),
        ("sequence", "行数", head.sequence, state.sequence),
        ("hash", "末行哈希", head.head_hash.hex(), state.hash.hex()),
    )
    return [
        Difference(f"head.{name}", head.number, 0, f"{label}是“{shown}”，而日志说是“{replayed}”")
        for name, label, shown, replayed in pairs
        if shown != replayed
    ]
