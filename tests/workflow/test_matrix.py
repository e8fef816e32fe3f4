"""Every stage × every move × everybody: what may be made is a table in the words of the trade, and nothing else may."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import pytest
from django.db import transaction

from gongzhi.cases.flow import CASE
from gongzhi.cases.queries import case_detail
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel.viewer import Viewer
from tests.road import NOISE, STEP, Road, head_of, refusal, written
from tests.town import Town

DISPATCHER = {"dispatcher"}
LEAD_UNIT = {"street", "street_head"}
CALLBACK = {"callback"}
REPORTER = {"reporter"}
OFFICE = {"clerk", "dispatcher", "callback", "leader", "community", "street_head"}
"""Who reads the area and may write beside the case."""
NOBODY: set[str] = set()

STAGES = "filed triage coordinating dispatched handling suspended merged answered reviewed closed".split()
OPEN = " ".join(STAGES[:-1])
IN_HAND = "dispatched handling"
HELD = "dispatched handling suspended"
LED = f"{HELD} answered reviewed closed"

TABLE: dict[str, tuple[set[str], str, str]] = {
    "classify": (DISPATCHER, "filed triage", "triage"),
    "classify_by_model": (NOBODY, "filed", "triage"),
    "dispatch": (DISPATCHER, "filed triage", "dispatched"),
    "assign": ({"leader"}, "coordinating", "dispatched"),
    "settle": (DISPATCHER, "filed triage coordinating", "closed"),
    "answer_at_once": ({"clerk", "dispatcher", "community"}, "filed", "closed"),
    "coordinate": (DISPATCHER, "filed triage", "coordinating"),
    "consult": (DISPATCHER, "filed triage", ""),
    "ask_more": (DISPATCHER, "filed triage", ""),
    "merge": (DISPATCHER, "filed triage dispatched", "merged"),
    "unmerge": (DISPATCHER, "merged answered reviewed closed", "triage"),
    "accept": (LEAD_UNIT, "dispatched", "handling"),
    "contact": (LEAD_UNIT, "handling suspended", ""),
    "ask": (LEAD_UNIT, "handling suspended", ""),
    "explain": (LEAD_UNIT, "handling suspended", ""),
    "ask_part": (LEAD_UNIT, "handling", ""),
    "object": (LEAD_UNIT, IN_HAND, ""),
    "ask_extension": (LEAD_UNIT, IN_HAND, ""),
    "ask_suspension": (LEAD_UNIT, "handling", ""),
    "ask_exclusion": (LEAD_UNIT, LED, ""),
    "answer": (LEAD_UNIT, "handling", "answered"),
    "resume": (LEAD_UNIT, "suspended", "handling"),
    "call_back": (CALLBACK, "answered", "reviewed"),
    "rate": (REPORTER, "answered", "reviewed"),
    "close": (CALLBACK, "reviewed", "closed"),
    "rework": (CALLBACK, "reviewed", "dispatched"),
    "reopen": ({"clerk", "dispatcher", "callback", "reporter"}, "closed", "dispatched"),
    "reconsider": ({"clerk", "dispatcher", "callback", "reporter"}, "closed", "triage"),
    "note": (OFFICE, OPEN, ""),
    "supervise": ({"dispatcher", "leader"}, HELD, ""),
    "reply": (REPORTER, OPEN, ""),
    "add": (REPORTER, OPEN, ""),
    "include": (DISPATCHER, " ".join(STAGES), ""),
    "attach": (OFFICE - {"leader"} | REPORTER, " ".join(STAGES), ""),
    "hand_over": (NOBODY, IN_HAND, "dispatched"),
    "extend": (NOBODY, IN_HAND, ""),
    "suspend": (NOBODY, "handling", "suspended"),
    "exclude": (NOBODY, " ".join(STAGES), ""),
    "application_ended": (NOBODY, " ".join(STAGES), ""),
    "part_ended": (NOBODY, " ".join(STAGES), ""),
    "voice_joined": (NOBODY, " ".join(STAGES), ""),
    "voice_left": (NOBODY, " ".join(STAGES), ""),
    "answer_voice": (NOBODY, "merged", "answered"),
    "succeed": (NOBODY, f"coordinating {HELD}", ""),
    "orphan": (NOBODY, f"coordinating {HELD}", "triage"),
}
"""Move → who may make it, at which stages, where it leads ("" stays), for a case of 多福巷社区 led by 东四街道办."""

UNMET = {
    **{("unmerge", stage): "case.not_merged" for stage in ("answered", "reviewed", "closed")},
    **{("reply", stage): "case.no_question" for stage in OPEN.split()},
    **{("include", stage): "case.not_excluded" for stage in STAGES},
    ("reconsider", "closed"): "case.has_lead",
}
"""What the case itself does not have, though the post would allow the move."""

UNSENT = {("attach", stage): "file.none" for stage in STAGES}
"""What has to come with a move and only its own page or address can send."""

BY_OFFICE = {"clerk", "dispatcher", "callback", "leader", "admin", "community", "reporter"}
"""Who sees a case from the day it is filed: the city's posts, the community's own, and who filed it."""

EVERYBODY = (
    "admin clerk dispatcher callback department housing street street_head other_street community leader member "
    "reporter nobody"
).split()
NOT_OF_THE_FLOW = ("file", "approve", "return", "")


def sees(who: str, stage: str) -> bool:
    """The street office's head reads the street; its handler sees the case once it was given to the office."""
    return who in BY_OFFICE | {"street_head"} or (who == "street" and stage in LED.split())


def may(who: str, move: str, stage: str) -> bool:
    """By the post alone. A handler who has the case writes notes and adds files too."""
    return who in TABLE[move][0] or (move in {"note", "attach"} and who == "street" and stage in LED.split())


def expected(stage: str, move: str, who: str) -> str:
    """The stage that the move leads to, or the code of the refusal."""
    if not sees(who, stage):
        return "not_found"
    if move == "merge" and who in ("reporter", "street"):
        return "not_found"  # the other case
    if move in NOT_OF_THE_FLOW:
        return "flow.unknown_move"
    _, stages, target = TABLE[move]
    if stage not in stages.split():
        return "flow.stage"
    if not may(who, move, stage):
        return "not_allowed"
    return (UNMET | UNSENT).get((move, stage)) or target or stage


def viewer_of(road: Road, who: str) -> Viewer:
    return {"reporter": road.reporter, "nobody": road.town.nobody}.get(who) or road.town.viewer(who)


def attempted(road: Road, viewer: Viewer, moves: Iterable[str]) -> dict[str, str]:
    """By move, each from the same state: the stage that it leads to, or the code of its refusal.

    What was made is undone; what was refused has left nothing behind.
    """
    before, found = written(), {}
    for move in moves:
        road.now -= STEP
        with transaction.atomic():
            code = refusal(partial(road.as_viewer, viewer, move))
            found[move] = code or head_of(road.id).stage
            if not code:
                transaction.set_rollback(True)
    assert written() == before
    return found


def road_to(town: Town, stage: str) -> Road:
    """The case at a stage, with another one filed that it could be merged into."""
    road = Road(town).file(category=catalogue(town.nobody).find(NOISE))
    road.file_other()
    return road.at(stage)


@pytest.mark.parametrize("stage", STAGES)
def test_a_move_is_made_exactly_where_the_table_says_so(town: Town, stage: str) -> None:
    road = road_to(town, stage)
    road.now += STEP
    moves = [*TABLE, *NOT_OF_THE_FLOW]
    wanted = {(who, move): expected(stage, move, who) for who in EVERYBODY for move in moves}
    found = {
        (who, move): outcome
        for who in EVERYBODY
        for move, outcome in attempted(road, viewer_of(road, who), moves).items()
    }
    assert {key: (found[key], said) for key, said in wanted.items() if found[key] != said} == {}


@pytest.mark.parametrize("stage", STAGES)
def test_the_buttons_are_the_moves_that_may_be_made(town: Town, stage: str) -> None:
    road = road_to(town, stage)
    shown = {}
    for who in EVERYBODY:
        detail = case_detail(viewer_of(road, who), subject_id=road.id)
        shown[who] = None if detail is None else {move.name for move in detail.moves}
    assert shown == {
        who: {
            move
            for move, (_, stages, _) in TABLE.items()
            if stage in stages.split() and may(who, move, stage) and (move, stage) not in UNMET
        }
        if sees(who, stage)
        else None
        for who in EVERYBODY
    }


def test_the_table_speaks_of_the_whole_declaration() -> None:
    declared = {(source, move.name, move.target) for move in CASE.moves for source in move.sources}
    assert {
        (stage, move, target) for move, (_, stages, target) in TABLE.items() for stage in stages.split()
    } == declared


@pytest.mark.parametrize(
    ("lead", "may_accept"),
    [
        ("东四街道办", {"street", "street_head"}),
        ("东四城管办", {"street", "street_head"}),
        ("建国门街道办", {"other_street"}),
        ("城管委", {"department"}),
        ("住建委", {"housing"}),
        ("多福巷居委会", {"community"}),
        ("区政府", set()),
        ("指挥中心", set()),
    ],
)
def test_whoever_holds_the_case_accepts_it_and_those_who_command_them(
    town: Town, lead: str, may_accept: set[str]
) -> None:
    town.put_on_duty_list("多福巷居委会")
    road = Road(town, lead=lead).file().to("dispatched")
    road.now += STEP
    reached = {who: attempted(road, viewer_of(road, who), ["accept"]) for who in EVERYBODY}
    assert {who for who, stages in reached.items() if stages["accept"] == "handling"} == may_accept
