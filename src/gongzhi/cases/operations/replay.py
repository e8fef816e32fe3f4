"""Play people through the whole flow in simulated time: the same engine, the same journal, seeded chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from gongzhi.cases.operations.dispatching import dispatching, is_community, traits_of_line
from gongzhi.cases.operations.file_case import category_traits
from gongzhi.cases.vocabulary import CaseCapability, Discontent, Satisfaction, Solved, Stage
from gongzhi.catalogues.queries import Catalogue, catalogue, responsible_line
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.lookups import communities_of
from gongzhi.orgs.queries.viewers import viewers_in_posts
from gongzhi.orgs.vocabulary import PostKind
from gongzhi.workflow import engine
from gongzhi.workflow.subjects import Head, Request

BATCH = 1000
_CAST = (
    PostKind.DISPATCHER,
    PostKind.CALLBACK_CLERK,
    PostKind.HANDLER,
    PostKind.COMMUNITY_WORKER,
)


@dataclass(slots=True)
class ReplayReport:
    """How many lives were played to their end, in how many moves."""

    played: int = 0
    closed: int = 0
    moves: int = 0


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of a city who play."""

    dispatcher: Viewer
    caller: Viewer
    handlers: dict[int, Viewer]
    leads: Sequence[int]
    """Bodies that may get any case: a community gets only what the catalogue names it for (R1)."""
    communities: Sequence[tuple[int, str]]
    categories: Catalogue


@dataclass(slots=True)
class _Life:
    """One case on its way, with its own dice."""

    head: Head
    dice: random.Random
    detours: int = 0


def cast_of(viewer: Viewer, now: datetime) -> Cast:
    """The people of the viewer's city, by what they may do.

    Raises:
        Refusal: ``replay.cast`` when somebody is missing without whom no case can be closed.
    """
    people = viewers_in_posts(viewer.city_id, _CAST, now)
    handlers = {
        seat.body_id: person for person in people for seat in person.seats_with(CaseCapability.HANDLE)
    }
    dispatchers = [person for person in people if person.can(CaseCapability.DISPATCH)]
    callers = [person for person in people if person.can(CaseCapability.CALL_BACK)]
    communities = communities_of(viewer)
    if not (dispatchers and callers and handlers and communities):
        raise Refusal(
            "replay.cast", "这座城市还缺少派单员、回访员、承办人或社区，无法演练。请先载入演示城市。"
        )
    leads = sorted(body for body in handlers if not is_community(viewer, body))
    return Cast(dispatchers[0], callers[0], handlers, leads, communities, catalogue(viewer))


def replay_cases(
    viewer: Viewer,
    *,
    ids: Sequence[UUID],
    seed: int,
    now: datetime,
    until: datetime | None = None,
    progress: Callable[[int], None] = lambda _closed: None,
) -> ReplayReport:
    """Play the open ones among ``ids`` until all are closed; may be started again after an interruption.

    With ``until``, a life stops before its first step after that moment.

    Each case has dice of its own, thrown by ``seed`` and its title, so that the same messages live the same
    lives however they are batched.

    Raises:
        Refusal: ``replay.cast`` also for a case that people have handed to a body in which nobody handles, or
            what the engine refuses (which would be a fault of the play).
    """
    cast, report = cast_of(viewer, now), ReplayReport()
    for start in range(0, len(ids), BATCH):
        heads = _open_heads(viewer, ids[start : start + BATCH])
        lives = [_Life(head, random.Random(f"{seed}:{head.title}")) for head in heads]
        report.played += len(lives)
        while steps := _next_steps(lives, cast, until):
            report.moves += _advance(steps)
            lives = [life for life, _ in steps if life.head.closed_at is None]
            report.closed += len(steps) - len(lives)
            progress(len(steps) - len(lives))
    return report


@transaction.atomic
def _open_heads(viewer: Viewer, ids: Sequence[UUID]) -> list[Head]:
    return engine.lock_heads(
        "s.id = ANY(%s) AND s.city_id = %s AND s.closed_at IS NULL",
        [list(dict.fromkeys(ids)), viewer.city_id],
    )


def _next_steps(
    lives: Sequence[_Life], cast: Cast, until: datetime | None
) -> list[tuple[_Life, engine.Step]]:
    steps = [(life, _step(life, cast)) for life in lives]
    return [(life, step) for life, step in steps if until is None or step.now <= until]


@transaction.atomic
def _advance(steps: Sequence[tuple[_Life, engine.Step]]) -> int:
    results = engine.move_many([step for _, step in steps])
    for (life, _), result in zip(steps, results, strict=True):
        if isinstance(result, Refusal):
            raise result
        life.head = result.head
    return len(results)


def _step(life: _Life, cast: Cast) -> engine.Step:
    viewer, minutes, request = _PLAYS[Stage(life.head.stage)](life, cast)
    return engine.Step(life.head.id, request, viewer, life.head.stage_since + timedelta(minutes=minutes))


_Play = tuple[Viewer, int, Request]


def _play_triage(life: _Life, cast: Cast) -> _Play:
    head, dice = life.head, life.dice
    if not head.traits.get("category"):
        category = dice.choice(cast.categories.entries)
        place = dice.choice(cast.communities)
        request = Request(
            "classify",
            facts={"category": category.code, "place": place[1]},
            traits=category_traits(category),
            place=place,
        )
        return cast.dispatcher, dice.randint(1, 40), request
    line = responsible_line(cast.dispatcher, head.traits["category"], head.place_code, head.opened_at)
    body_id = line.body_id if line and line.body_id in cast.handlers else dice.choice(cast.leads)
    way = dispatching(cast.dispatcher, body_id)
    request = Request(
        "dispatch",
        body_id=body_id,
        traits={**traits_of_line(cast.dispatcher, head, body_id), **way.traits},
        found={"mode": str(way.mode)},
        joins=way.copies,
    )
    return cast.dispatcher, dice.randint(1, 60), request


def _handler(head: Head, cast: Cast) -> Viewer:
    handler = cast.handlers.get(head.holder_body_id or 0)
    if handler is None:
        raise Refusal(
            "replay.cast", f"诉求 {head.number} 所在的单位没有承办人，演不下去。请先改派或补上承办人。"
        )
    return handler


def _play_dispatched(life: _Life, cast: Cast) -> _Play:
    handler = _handler(life.head, cast)
    return handler, life.dice.randint(5, 240), Request("accept")


def _play_handling(life: _Life, cast: Cast) -> _Play:
    head, dice = life.head, life.dice
    handler = _handler(head, cast)
    if head.traits.get("contact_by") and dice.random() < 0.95:
        return handler, int(dice.expovariate(1 / 300)), Request("contact")
    return (
        handler,
        int(dice.expovariate(1 / 4000)),
        Request("answer", words="经现场核实，已安排处理，感谢您的反映。"),
    )


def _play_answered(life: _Life, cast: Cast) -> _Play:
    dice = life.dice
    if dice.random() < 0.08:
        return cast.caller, dice.randint(60, 2000), Request("call_back", facts={"reached": False})
    solved = dice.choices(list(Solved), (72, 13, 15))[0]
    weights = (60, 25, 10, 5) if solved is Solved.SOLVED else (10, 20, 30, 40)
    satisfaction = dice.choices(list(Satisfaction), weights)[0]
    facts = {"reached": True, "solved": str(solved), "satisfaction": str(satisfaction)}
    if satisfaction is Satisfaction.DISSATISFIED:
        facts["reason"] = str(dice.choice(list(Discontent)))
    return cast.caller, dice.randint(60, 2000), Request("call_back", facts=facts)


def _play_reviewed(life: _Life, cast: Cast) -> _Play:
    unsolved = life.head.traits.get("solved") == Solved.UNSOLVED
    if unsolved and life.detours < 2:
        life.detours += 2
        return (
            cast.caller,
            life.dice.randint(5, 60),
            Request("rework", words="诉求人反映问题仍在，请再次处理"),
        )
    words = "已向诉求人说明：需列入计划，完成后再告知。" if unsolved else ""
    return cast.caller, life.dice.randint(1, 30), Request("close", words=words)


_PLAYS: dict[Stage, Callable[[_Life, Cast], _Play]] = {
    Stage.FILED: _play_triage,
    Stage.TRIAGE: _play_triage,
    Stage.DISPATCHED: _play_dispatched,
    Stage.HANDLING: _play_handling,
    Stage.ANSWERED: _play_answered,
    Stage.REVIEWED: _play_reviewed,
}
