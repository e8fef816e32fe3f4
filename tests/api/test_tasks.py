"""Parts and applications over the API."""

from __future__ import annotations

from tests.api.calling import Caller
from tests.road import Road, head_of
from tests.town import Town


def test_a_part_is_read_and_answered_by_its_unit(town: Town) -> None:
    road = Road(town).file().to("handling")
    road.by("street", "ask_part")
    task = Caller("street").get(f"/cases/{road.id}").body["tasks"]
    assert [(one["process"], one["kind"], one["stage"], one["unit"]) for one in task] == [
        ("part", "assist", "asked", "住建委")
    ]
    address = f"/parts/{task[0]['id']}"
    seen = Caller("housing").get(address).body
    assert (seen["case"], seen["origin"], seen["moves"]) == (
        road.filed.number,
        "东四街道办",
        ["accept", "decline"],
    )
    assert seen["journal"][0]["words"] == "请查物业的装修备案"
    moved = Caller("housing").post(f"{address}/moves", {"move": "accept", "seen": 1})
    assert (moved.status, moved.body["stage"], moved.body["stage_label"]) == (200, "working", "办理中")
    stale = Caller("housing").post(f"{address}/moves", {"move": "decline", "words": "不归我们", "seen": 1})
    assert (stale.status, stale.code) == (409, "stale")
    assert (
        Caller("other_street").get(address).status,
        Caller("housing").get("/parts/" + str(road.id)).status,
    ) == (
        404,
        404,
    )


def test_an_application_is_decided_once_whatever_is_repeated(town: Town) -> None:
    road = Road(town).file().to("dispatched")
    road.by("street", "object")
    address = f"/applications/{road.task}"
    assert Caller("dispatcher").get(address).body["moves"] == ["redirect", "refuse", "refer"]
    deciding = {"move": "redirect", "body_id": town.bodies["住建委"].id}
    answers = [Caller("dispatcher").post(f"{address}/moves", deciding, key="once").body for _ in range(2)]
    assert answers[0] == answers[1]
    assert head_of(road.id).lead_body_id == town.bodies["住建委"].id
    assert Caller("dispatcher").post(f"{address}/moves", deciding).code == "flow.stage"
