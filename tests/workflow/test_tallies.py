"""The figures add up: sums of the tallies against a count of the journal by the slow way, folded or not."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime
from typing import Any

import orjson
import pytest

from gongzhi.cases.queries import figures
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel.clock import CHINA
from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.operations.fold import fold
from gongzhi.workflow.queries import Sums, sums
from tests.road import Road, rows
from tests.town import Town

Key = tuple[int, str, str, int, str]
"""(month, street, class, body, counter)."""

VERDICTS = (
    {"reached": True, "solved": "solved", "satisfaction": "satisfied"},
    {"reached": True, "solved": "partly", "satisfaction": "neutral"},
    {"reached": True, "solved": "unsolved", "satisfaction": "dissatisfied"},
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
    if to == "closed" and dice.random() < 0.5:
        road.by("callback", "reopen")


def recount() -> Counter[Key]:
    """Every case once under its stage; every promised, kept and withdrawn contact; every call back."""
    counted: Counter[Key] = Counter()
    for opened, code, traits, stage in rows(
        "SELECT opened_at, place_code, traits, stage FROM workflow_subject WHERE process = 'case'"
    ):
        counted[
            _month(opened), _street(code), orjson.loads(traits).get("class", ""), 0, f"stage:{stage}"
        ] += 1
    journal = rows(
        """SELECT s.place_code, e.move, e.facts, e.at, (SELECT d.holder_body_id FROM workflow_entry d
            WHERE d.subject_id = e.subject_id AND d.move IN ('dispatch', 'hand_over') AND d.sequence <= e.sequence
            ORDER BY d.sequence DESC LIMIT 1)
        FROM workflow_entry e JOIN workflow_subject s ON s.id = e.subject_id
        WHERE e.kind = 'move' AND s.process = 'case'"""
    )
    for code, move, facts, at, lead in journal:
        said = orjson.loads(facts)
        for moment, counter, n in _counters(move, said, at):
            counted[_month(moment), _street(code), "", 0, counter] += n
            counted[_month(moment), "", "", said["withdrawn_from"] if n < 0 else lead, counter] += n
    return Counter({key: n for key, n in counted.items() if n})


def _counters(move: str, facts: dict[str, Any], at: datetime) -> list[tuple[datetime, str, int]]:
    if move == "call_back":
        if not facts["reached"]:
            return [(at, "callback:unreached", 1)]
        names = ("callback:valid", f"solved:{facts['solved']}", f"satisfaction:{facts['satisfaction']}")
        return [(at, name, 1) for name in names]
    if "contact_by" not in facts:
        return []
    by = datetime.fromisoformat(facts["contact_by"])
    if move == "contact":
        return [(by, "contact:met", 1)] if at <= by else []
    withdrawn = (
        [(datetime.fromisoformat(facts["withdrawn"]), "contact:due", -1)] if "withdrawn" in facts else []
    )
    return [(by, "contact:due", 1), *withdrawn]


def _month(moment: datetime) -> int:
    here = moment.astimezone(CHINA)
    return here.year * 100 + here.month


def _street(code: str) -> str:
    return "" if code[6:9] == "000" else code[:9]


def kept() -> Counter[Key]:
    """What the tallies hold, folded or not."""
    found = rows(
        """SELECT month, street, coalesce(dimensions->>0, ''), body_id, counter, sum(n)::int FROM (
            SELECT month, street, dimensions, body_id, counter, n FROM workflow_tally WHERE process = 'case' UNION ALL
            SELECT month, street, dimensions, body_id, counter, n FROM workflow_tallydelta WHERE process = 'case') t
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0"""
    )
    return Counter({(month, street, top, body, counter): n for month, street, top, body, counter, n in found})


def added_up(counted: Counter[Key]) -> Sums:
    """What the leader of the city has to be shown."""
    by: dict[str, Counter[Any]] = {
        name: Counter() for name in ("counter", "stage", "street", "class", "month")
    }
    for (month, street, top, body, counter), n in counted.items():
        if body:
            continue
        by["counter"][counter] += n
        if counter.startswith("stage:"):
            for name, key in (("stage", counter[6:]), ("street", street), ("class", top), ("month", month)):
                by[name][key] += n
    return Sums(*({key: n for key, n in sums_of.items() if n} for sums_of in by.values()))


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
    assert doctor().differences == []


def test_folding_nothing_is_nothing(town: Town) -> None:
    assert fold() == 0


def test_what_cancels_out_leaves_no_row(town: Town) -> None:
    road = Road(town).file().to("triage")
    fold()
    road.by("dispatcher", "merge")
    road.by("dispatcher", "unmerge")
    fold()
    assert sums(town.viewer("leader"), "case").by_counter == {"stage:triage": 1, "stage:filed": 1}
    assert rows("SELECT count(*) FROM workflow_tally WHERE counter = 'stage:merged'") == [(0,)]


def test_the_rates_add_up_by_hand(town: Town) -> None:
    """Two contacts due, one made in time; three valid calls: one solved; 1 + 0.5 + 0 of 3 satisfied."""
    for index, verdict in enumerate(VERDICTS):
        road = Road(town).file(text=f"第{index}件").to("answered")
        road.by("callback", "call_back", facts=verdict)
    contacted = Road(town).file(text="已联系").to("handling")
    contacted.by("street", "contact")
    response, resolution, satisfaction = figures(town.viewer("leader")).rates
    assert [(r.part, r.n) for r in (response, resolution, satisfaction)] == [(1, 5), (1, 3), (1.5, 3)]


def test_a_street_is_shown_its_own_figures_and_a_unit_what_it_is_counted_for(town: Town) -> None:
    Road(town).file(text="甲").to("closed")
    suzhou = town.places["苏州社区"]
    road = Road(town, lead="城管委").file(text="乙", place=(suzhou.id, suzhou.code))
    road.by("dispatcher", "classify", facts={"category": "0201", "place": suzhou.code})
    road.by("dispatcher", "dispatch")

    def seen(who: str) -> dict[str, int]:
        return sums(town.viewer(who), "case").by_counter

    own = {
        "stage:closed": 1,
        "contact:due": 1,
        "callback:valid": 1,
        "solved:solved": 1,
        "satisfaction:satisfied": 1,
    }
    by_unit = {name: n for name, n in own.items() if name != "stage:closed"}
    assert {
        who: seen(who) for who in ("leader", "street_head", "street", "department", "other_street", "member")
    } == {
        "leader": own | {"contact:due": 2, "stage:dispatched": 1},
        "street_head": own,
        "street": by_unit,
        "department": {"contact:due": 1},
        "other_street": {},
        "member": {},
    }
    assert sums(town.nobody, "case").by_counter == {}
