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

MAY = {
    "filed": {"classify": DISPATCHER, "classify_by_model": set(), "dispatch": DISPATCHER},
    "triage": {"classify": DISPATCHER, "dispatch": DISPATCHER},
    "dispatched": {"accept": LEAD_UNIT, "return": LEAD_UNIT},
    "handling": {"return": LEAD_UNIT, "contact": LEAD_UNIT, "answer": LEAD_UNIT},
    "answered": {"call_back": CALLBACK},
    "reviewed": {"close": CALLBACK, "rework": CALLBACK},
    "closed": {"reopen": {"clerk", "dispatcher", "callback", "reporter"}},
}
"""Stage → move → who may make it, for a case of 多福巷社区 that is led by 东四街道办."""

LEADS_TO = {
    "classify": "triage",
    "classify_by_model": "triage",
    "dispatch": "dispatched",
    "accept": "handling",
    "return": "triage",
    "contact": "handling",
    "answer": "answered",
    "call_back": "reviewed",
    "close": "closed",
    "rework": "dispatched",
    "reopen": "dispatched",
}
BY_OFFICE = {"clerk", "dispatcher", "callback", "leader", "admin", "community", "reporter"}
"""Who sees a case from the day it is filed: the city's posts, the community's own, and who filed it."""

EVERYBODY = (
    "admin clerk dispatcher callback department housing street street_head other_street community leader member "
    "reporter nobody"
).split()
HANDED_OVER = {"dispatched", "handling", "answered", "reviewed", "closed"}
NOT_OF_THE_FLOW = ("file", "approve", "")


def sees(who: str, stage: str) -> bool:
    """The street office's head reads the street; its handler sees the case once it was given to the office."""
    return who in BY_OFFICE | {"street_head"} or (who == "street" and stage in HANDED_OVER)


def expected(stage: str, move: str, who: str) -> str:
    """The stage that the move leads to, or the code of the refusal."""
    if who in MAY[stage].get(move, set()):
        return LEADS_TO[move]
    if not sees(who, stage):
        return "not_found"
    if move in NOT_OF_THE_FLOW:
        return "flow.unknown_move"
    return "not_allowed" if move in MAY[stage] else "flow.stage"


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


@pytest.mark.parametrize("stage", MAY)
def test_a_move_is_made_exactly_where_the_table_says_so(town: Town, stage: str) -> None:
    road = Road(town).file(category=catalogue(town.nobody).find(NOISE)).to(stage)
    road.now += STEP
    moves = [*LEADS_TO, *NOT_OF_THE_FLOW]
    wanted = {who: {move: expected(stage, move, who) for move in moves} for who in EVERYBODY}
    assert {who: attempted(road, viewer_of(road, who), moves) for who in EVERYBODY} == wanted


@pytest.mark.parametrize("stage", MAY)
def test_the_buttons_are_the_moves_that_may_be_made(town: Town, stage: str) -> None:
    road = Road(town).file().to(stage)
    shown = {}
    for who in EVERYBODY:
        detail = case_detail(viewer_of(road, who), subject_id=road.id)
        shown[who] = None if detail is None else {move.name for move in detail.moves}
    assert shown == {
        who: {move for move, posts in MAY[stage].items() if who in posts} if sees(who, stage) else None
        for who in EVERYBODY
    }


def test_the_table_speaks_of_the_whole_declaration() -> None:
    declared = {(source, move.name, move.target) for move in CASE.moves for source in move.sources}
    assert {(stage, move, LEADS_TO[move]) for stage, moves in MAY.items() for move in moves} == declared


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
    road = Road(town, lead=lead).file().to("dispatched")
    road.now += STEP
    reached = {who: attempted(road, viewer_of(road, who), ["accept"]) for who in EVERYBODY}
    assert {who for who, stages in reached.items() if stages["accept"] == "handling"} == may_accept
