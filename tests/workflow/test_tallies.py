"""The figures add up: sums of the tallies against a count of the journal by plain SQL, folded or not."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel.clock import CHINA
from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.operations.fold import fold
from gongzhi.workflow.queries import Sums, sums, sums_by_month
from tests.journal_figures import Cell, kept, recount
from tests.road import Road, rows
from tests.town import Town

VERDICTS = (
    {"reached": True, "solved": "solved", "satisfaction": "satisfied"},
    {"reached": True, "solved": "partly", "satisfaction": "neutral"},
    {"reached": True, "solved": "unsolved", "satisfaction": "dissatisfied", "reason": "slow"},
    {"reached": True, "solved": "solved", "satisfaction": "dissatisfied", "reason": "manner"},
    {"reached": False},
)
STAGES = "filed triage dispatched handling answered reviewed closed".split()


def lives(town: Town, seed: int) -> None:
    """Cases of different streets, classes, months and units on different stages; some go round."""
    dice = random.Random(seed)
    for index in range(14):
        start = datetime(2026, dice.choice([1, 2, 3]), dice.randint(1, 28), dice.randint(0, 23), tzinfo=CHINA)
        road = Road(town, lead=dice.choice(["东四街道办", "城管委"]), now=start)
        place = town.places[dice.choice(["多福巷社区", "苏州社区", "东城区", "多福巷第一网格"])]
        road.file(text=f"{seed}：第{index}件", place=(place.id, place.code))
        to = dice.choice(STAGES)
        if to == "filed":
            continue
        category = catalogue(town.nobody).find(dice.choice(["0201", "0101", "03"]))
        assert category is not None
        road.by("dispatcher", "classify", facts={"category": category.code, "place": place.code})
        _go(road, to, dice)


def _go(road: Road, to: str, dice: random.Random) -> None:
    handler = {"东四街道办": "street", "城管委": "department"}[road.lead]
    way: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
        "triage": [],
        "dispatched": [("dispatcher", "dispatch", {})],
        "handling": [(handler, "accept", {}), (handler, "contact", {})],
        "answered": [(handler, "answer", {})],
        "reviewed": [("callback", "call_back", {"facts": dice.choice(VERDICTS)})],
        "closed": [("callback", "close", {})],
    }
    if to not in ("triage", "dispatched") and dice.random() < 0.3:
        road.by("dispatcher", "dispatch", body_id=road.town.bodies["住建委"].id)
        road.handed_over("housing", road.lead)
        way["dispatched"] = []
    for stage in STAGES[1 : STAGES.index(to) + 1]:
        for who, move, changes in way[stage][: dice.randint(1, 2)] if stage == "handling" else way[stage]:
            road.by(who, move, **changes)
        if stage == "reviewed" and dice.random() < 0.4:
            road.by("callback", "rework")
            for who, move in ((handler, "accept"), (handler, "answer")):
                road.by(who, move)
            road.by("callback", "call_back", facts=dice.choice(VERDICTS))
    if to == "closed" and dice.random() < 0.5:
        road.by("callback", "reopen")


def added_up(counted: Counter[Cell]) -> Sums:
    """What the leader of the city has to be shown."""
    total: Counter[str] = Counter()
    stages: Counter[str] = Counter()
    standing: Counter[str] = Counter()
    axes: dict[str, dict[Any, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for (_month, area, top, body, counter), n in counted.items():
        if counter.startswith("stage:"):
            stages[counter[6:]] += n
            standing[top] += n
        elif body:
            axes["unit"][body][counter] += n
        elif top != "-":
            axes["dimension"][top][counter] += n
        elif len(area) == 12:
            axes["community"][area][counter] += n
        else:
            total[counter] += n
            axes["street"][area][counter] += n
    names = ("dimension", "street", "community", "unit")
    return Sums(total, stages, standing, *(axes[name] for name in names))


def monthly(counted: Counter[Cell]) -> dict[int, Counter[str]]:
    """The total of each month."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for (month, area, top, body, counter), n in counted.items():
        if not body and top == "-" and len(area) < 12:
            found[month][counter] += n
    return found


@pytest.mark.parametrize("seed", range(4))
def test_the_figures_are_what_a_count_of_the_journal_gives(transactional_town: Town, seed: int) -> None:
    town = transactional_town
    lives(town, seed)
    counted, leader = recount(), town.viewer("leader")
    assert (kept(), sums(leader, "case")) == (counted, added_up(counted))
    assert fold() > 0
    assert (kept(), sums(leader, "case")) == (counted, added_up(counted))
    assert rows("SELECT count(*) FROM workflow_tallydelta") == [(0,)]
    lives(town, seed + 100)
    counted = recount()
    assert (kept(), sums(leader, "case")) == (counted, added_up(counted))
    fold()
    assert (kept(), sums(leader, "case")) == (counted, added_up(counted))
    february = Counter({key: n for key, n in counted.items() if key[0] == 202602})
    assert sums(leader, "case", first=202602, last=202602) == added_up(february)
    assert sums_by_month(leader, "case") == monthly(counted)
    assert sums_by_month(leader, "case", first=202602, last=202602) == monthly(february)
    small, whole = sums(leader, "case", detail=False), added_up(counted)
    assert small == replace(whole, by_community={}, by_unit={})
    assert doctor().differences == []


def test_folding_nothing_is_nothing(town: Town) -> None:
    assert fold() == 0


def test_what_cancels_out_leaves_no_row(town: Town) -> None:
    road = Road(town).file().to("triage")
    fold()
    road.by("dispatcher", "merge")
    road.by("dispatcher", "unmerge")
    fold()
    shown = sums(town.viewer("leader"), "case")
    assert (shown.total, shown.by_stage) == ({"channel:web": 2}, {"triage": 1, "filed": 1})
    assert rows("SELECT count(*) FROM workflow_tally WHERE counter = 'stage:merged'") == [(0,)]


def test_a_street_is_shown_its_own_figures_and_a_unit_what_it_leads(town: Town) -> None:
    Road(town).file(text="甲").to("closed")
    suzhou = town.places["苏州社区"]
    road = Road(town, lead="城管委").file(text="乙", place=(suzhou.id, suzhou.code))
    road.by("dispatcher", "classify", facts={"category": "0201", "place": suzhou.code})
    road.by("dispatcher", "dispatch")

    def seen(who: str) -> dict[str, int]:
        return dict(sums(town.viewer(who), "case").total)

    own = {
        "channel:web": 1,
        "contact:due": 1,
        "answer:given": 1,
        "answer:met": 1,
        "callback:valid": 1,
        "solved:solved": 1,
        "satisfaction:satisfied": 1,
        "loop:street": 1,
    }
    led = {"channel:web": 1, "contact:due": 1}
    people = ("leader", "street_head", "street", "community", "department", "other_street", "member")
    assert {who: seen(who) for who in people} == {
        "leader": own | {"contact:due": 2, "channel:web": 2},
        "street_head": own,
        "street": own,
        "community": own,
        "department": led,
        "other_street": {},
        "member": {},
    }
    assert sums(town.nobody, "case").total == {}
    assert dict(sums(town.nobody, "case", everywhere=True).total) == own | {
        "contact:due": 2,
        "channel:web": 2,
    }
    street = sums(town.viewer("street_head"), "case")
    assert (street.by_stage, street.standing, set(street.by_community), street.by_dimension) == (
        {"closed": 1}, {"02": 1}, {"990101001001"}, {},
    )  # fmt: skip
    months = {
        who: sums_by_month(town.viewer(who), "case") for who in ("street_head", "department", "other_street")
    }
    assert months == {"street_head": {202603: own}, "department": {202603: led}, "other_street": {}}
    community = sums(town.viewer("community"), "case")
    assert (community.by_stage, set(community.by_community)) == ({}, {"990101001001"})
