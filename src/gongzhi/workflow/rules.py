"""The decision: may this move be made, and what follows from it. Pure; the engine writes what is decided here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from gongzhi.kernel.errors import Refusal, not_allowed, stale
from gongzhi.kernel.viewer import Seat, Viewer
from gongzhi.workflow.flows import STAYS, Ask, Flow, Move
from gongzhi.workflow.journal import GENESIS, check_facts, entry_hash, printable, words_hash
from gongzhi.workflow.subjects import (
    Actor,
    Derived,
    Entry,
    Head,
    Opening,
    Outcome,
    Promises,
    Request,
)
from gongzhi.workflow.tallying import deltas
from gongzhi.workflow.vocabulary import AskKind, By, EntryKind, HandsTo, Urgency

MAX_WORDS = 20_000
MAX_FACT = 200
NOBODY = Actor()


def open_subject(
    flow: Flow, opening: Opening, *, viewer: Viewer, now: datetime, promises: Promises
) -> Outcome:
    """Decide the opening of a subject; its first entry has sequence 1.

    Raises:
        Refusal: when the viewer may not open subjects of this process here.
    """
    move = flow.opening
    blank = Head(
        id=opening.id,
        city_id=viewer.city_id,
        process=flow.process,
        number=opening.number,
        title=opening.title,
        stage="",
        place_id=opening.place[0],
        place_code=opening.place[1],
        origin_body_id=opening.origin_body_id,
        lead_body_id=None,
        holder_body_id=opening.origin_body_id,
        traits=opening.traits,
        opened_at=now,
        stage_since=now,
        due_at=None,
        limit=None,
        provisional=False,
        closed_at=None,
        escalation=0,
        sequence=0,
        head_hash=GENESIS,
    )
    request = Request(
        move=move.name,
        words=opening.words or opening.said,
        salt=opening.salt,
        facts={"number": opening.number, **opening.facts},
        body_id=opening.holder_body_id,
        joins=opening.joins,
        cause=opening.cause,
    )
    actor = _actor(flow, move, blank, viewer, request.cause)
    check_facts(request.facts)
    outcome = _outcome(flow, move, blank, request, actor, now, promises)
    return replace(outcome, entry=replace(outcome.entry, words="")) if opening.said else outcome


def decide(
    flow: Flow, head: Head, request: Request, *, viewer: Viewer, now: datetime, promises: Promises
) -> Outcome:
    """Decide one move of an open subject.

    Raises:
        Refusal: ``stale``, ``flow.move``, ``not_allowed``, ``flow.words``, ``flow.facts`` or a guard's own.
    """
    move = flow.by_name.get(request.move)
    if move is None or move is flow.opening:
        raise Refusal("flow.unknown_move", "没有这种操作。", status=422, move=request.move)
    if request.seen is not None and request.seen != head.sequence:
        raise stale()
    if head.stage not in move.sources:
        here = flow.stage(head.stage).label
        raise Refusal(
            "flow.stage", f"这件事现在是“{here}”，不能“{move.label}”。", status=409, stage=head.stage
        )
    if now < head.stage_since:
        raise Refusal("flow.past", "操作时间早于上一步的时间。", status=422)
    actor = _actor(flow, move, head, viewer, request.cause)
    missing = _missing(move, head)
    if missing is not None:
        raise missing
    _check_words(move, request.words)
    _check_asks(move, request)
    check_facts(request.facts)
    for guard in move.guards:
        refusal = guard(head, request, actor, now)
        if refusal is not None:
            raise refusal
    return _outcome(flow, move, head, request, actor, now, promises)


def _missing(move: Move, head: Head) -> Refusal | None:
    return next((refusal for need in move.needs if (refusal := need(head))), None)


def allowed_moves(flow: Flow, head: Head, viewer: Viewer) -> list[Move]:
    """The moves whose stage, capability, relation and needs agree: what the page shows as buttons."""
    return [
        move
        for move in flow.moves_from(head.stage)
        if move.shown
        and any(True for _ in _acting(flow, move, head, viewer))
        and _missing(move, head) is None
    ]


def urgency(
    due_at: datetime | None, closed_at: datetime | None, now: datetime, soon_hours: int = 24
) -> Urgency:
    """How near the promise is."""
    if due_at is None or closed_at is not None:
        return Urgency.NONE
    left = (due_at - now).total_seconds()
    if left < 0:
        return Urgency.OVERDUE
    return Urgency.SOON if left < soon_hours * 3600 else Urgency.ON_TIME


def event_entry(head: Head, kind: EntryKind, now: datetime, facts: Mapping[str, Any]) -> Entry:
    """An entry of the program itself that changes no stage (escalation, rescheduling)."""
    return Entry(
        subject_id=head.id,
        sequence=head.sequence + 1,
        at=now,
        kind=kind,
        move="",
        source=head.stage,
        target=head.stage,
        actor=NOBODY,
        holder_body_id=head.holder_body_id,
        due_at=head.due_at,
        facts=facts,
        words="",
        words_salt=b"",
        words_hash=None,
    )


def event(head: Head, kind: EntryKind, now: datetime, facts: Mapping[str, Any]) -> Outcome:
    """Append an entry of the program itself to a head whose other fields the caller has already changed."""
    entry = event_entry(head, kind, now, facts)
    digest = entry_hash(entry, head.head_hash)
    return Outcome(
        head=replace(head, sequence=entry.sequence, head_hash=digest), entry=entry, hash=digest, deltas=()
    )


def _acting(flow: Flow, move: Move, head: Head, viewer: Viewer) -> Iterator[Seat | None]:
    """The seats (None: the reporter, or anyone) that stand in a relation that the move accepts."""
    for relation in move.by:
        for seat in viewer.seats_with(move.capability):
            if _stands(relation, seat, head, flow.read):
                yield seat
        if relation is By.ANYONE and move.capability in viewer.public:
            yield None
        if relation is By.REPORTER and head.id in viewer.subject_ids:
            yield None


def _stands(relation: By, seat: Seat, head: Head, read: str) -> bool:
    if relation is By.PLACE:  # who does not read an area does not act on all of it either
        return read in seat.capabilities and seat.covers_place(head.place_code)
    if relation is By.HOLDER:
        return head.holder_body_id in seat.body_ids
    if relation is By.LEAD:
        return head.lead_body_id in seat.body_ids
    if relation is By.ORIGIN:
        return head.origin_body_id in seat.body_ids
    return relation is By.ANYONE


def _actor(flow: Flow, move: Move, head: Head, viewer: Viewer, cause: Actor | None) -> Actor:
    if cause is not None and By.STORY in move.by:
        return cause
    for seat in _acting(flow, move, head, viewer):
        return NOBODY if seat is None else Actor(seat.post_id, seat.body_id)
    raise not_allowed()


def _check_words(move: Move, words: str) -> None:
    if len(words) > MAX_WORDS:
        raise Refusal(
            "flow.words_length", f"文字超过 {MAX_WORDS} 字，请精简后再提交。", fields={"words": "太长"}
        )
    if move.words_required and not words.strip():
        raise Refusal("flow.words", f"请填写“{move.words}”。", fields={"words": f"请填写“{move.words}”"})
    if words and not move.words:
        raise Refusal("flow.words_unasked", f"“{move.label}”不需要文字说明。", status=422)
    check_facts({"words": words})


def _check_asks(move: Move, request: Request) -> None:
    fields = {ask.name: complaint for ask in move.asks if (complaint := _complaint(ask, request))}
    known = {ask.name for ask in move.asks if ask.kind is not AskKind.BODY}
    fields |= {printable(name): "不认识这一项" for name in sorted(request.facts.keys() - known)}
    if fields:
        sentence = "；".join(f"{_label(move, name)}：{text}" for name, text in fields.items())
        raise Refusal("flow.facts", f"有内容需要补正：{sentence}。", status=422, fields=fields)


def _label(move: Move, name: str) -> str:
    return next((ask.label for ask in move.asks if ask.name == name), name)


def _complaint(ask: Ask, request: Request) -> str:
    value = request.body_id if ask.kind is AskKind.BODY else request.facts.get(ask.name)
    if value is None or value == "":
        return "必填" if ask.required else ""
    if ask.kind is AskKind.BODY:
        return ""
    if ask.kind is AskKind.FLAG:
        return "" if isinstance(value, bool) else "应为是或否"
    if not isinstance(value, str):
        return "应为文字"
    if len(value) > MAX_FACT:
        return f"最多 {MAX_FACT} 字"
    return "" if _is_offered(ask, value, request) else "不在可选范围内"


def _is_offered(ask: Ask, value: str, request: Request) -> bool:
    """A place or category is what the caller has looked up: the journal must not say another than the head."""
    if ask.kind is AskKind.CHOICE:
        return value in {choice for choice, _ in ask.choices}
    if ask.kind is AskKind.PLACE:
        return request.place is not None and request.place[1] == value
    return ask.kind is not AskKind.CATEGORY or bool(request.traits)


def _outcome(
    flow: Flow, move: Move, head: Head, request: Request, actor: Actor, now: datetime, promises: Promises
) -> Outcome:
    derived = move.derive(head, request, now, promises) if move.derive else Derived()
    becomes = _becomes(flow, move, head, request, derived, now, promises)
    facts = {**request.facts, **request.found, **derived.facts, **_changes(head, becomes)}
    entry = Entry(
        subject_id=head.id,
        sequence=head.sequence + 1,
        at=now,
        kind=EntryKind.MOVE,
        move=move.name,
        source=head.stage,
        target=becomes["stage"],
        actor=actor,
        holder_body_id=becomes["holder_body_id"],
        due_at=becomes.get("due_at", head.due_at),
        facts=facts,
        words=request.words,
        words_salt=request.salt if request.words else b"",
        words_hash=words_hash(request.words, request.salt) if request.words else None,
    )
    chained = entry_hash(entry, head.head_hash)
    after = replace(head, **becomes, sequence=entry.sequence, head_hash=chained)
    return Outcome(
        after,
        entry,
        chained,
        deltas(flow, head, after),
        _joins(move, head, after, request),
    )


def _joins(move: Move, before: Head, after: Head, request: Request) -> tuple[int, ...]:
    """Who takes part from now on: whoever it was handed to, whom the move involves, whom the operation names."""
    handed = after.holder_body_id != before.holder_body_id or not before.sequence
    bodies = (
        after.holder_body_id if handed else None,
        request.body_id if move.involves else None,
        *request.joins,
    )
    return tuple(dict.fromkeys(body for body in bodies if body is not None))


def _becomes(
    flow: Flow,
    move: Move,
    head: Head,
    request: Request,
    derived: Derived,
    now: datetime,
    promises: Promises,
) -> dict[str, Any]:
    """The fields of the head that the move sets."""
    place = request.place or (head.place_id, head.place_code)
    traits = {**head.traits, **(request.traits or {}), **derived.traits}
    holder, stage = _holder(move, head, request), move.target_from(head.stage)
    changes: dict[str, Any] = {
        "stage": stage,
        "place_id": place[0],
        "place_code": place[1],
        "traits": traits,
        "holder_body_id": holder,
        "lead_body_id": holder if move.leads else head.lead_body_id,
        "closed_at": _closed_at(flow, move, head, stage, now),
        "stage_since": now,
    }
    if stage in flow.ends or move.hands_to is HandsTo.NOBODY:
        changes |= {"due_at": None, "limit": None, "provisional": False, "escalation": 0}
    elif move.limit:
        start = head.due_at if move.continues and head.due_at else now
        promise = promises(move.limit, traits, start)
        changes |= {
            "due_at": promise.due.at if promise else None,
            "limit": promise.limit if promise else None,
            "provisional": promise.due.provisional if promise else False,
            "escalation": 0,
        }
    return changes


def _closed_at(flow: Flow, move: Move, head: Head, stage: str, now: datetime) -> datetime | None:
    if stage not in flow.ends:
        return None
    return head.closed_at if move.target == STAYS else now


def _changes(before: Head, becomes: Mapping[str, Any]) -> dict[str, Any]:
    """Where and what it has become: with these the journal alone gives every head and figure again."""
    found: dict[str, Any] = {}
    if not before.sequence or becomes["place_code"] != before.place_code:
        found["place"] = becomes["place_code"]
    traits = {name: value for name, value in becomes["traits"].items() if before.traits.get(name) != value}
    if not before.sequence:
        traits = dict(becomes["traits"])
    return found | ({"traits": traits} if traits else {})


def _holder(move: Move, head: Head, request: Request) -> int | None:
    return {
        HandsTo.KEEP: head.holder_body_id,
        HandsTo.GIVEN: request.body_id,
        HandsTo.LEAD: head.lead_body_id,
        HandsTo.ORIGIN: head.origin_body_id,
        HandsTo.NOBODY: None,
    }[move.hands_to]
