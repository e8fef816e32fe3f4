"""Merging keeps every voice: own receipt, own answer, own call-back, own rating; undone at any time (peers B12(2))."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from gongzhi.cases.operations import move_case
from gongzhi.cases.operations.file_case import Demand, file_case
from gongzhi.orgs.queries.viewers import anybody
from gongzhi.workflow.operations.doctor import doctor
from tests.cases.test_applications import refused
from tests.parallel import at_once
from tests.road import STEP, Road, head_of, needs, rows
from tests.town import Town


def test_every_voice_hears_the_answer_and_gives_its_own_verdict(transactional_town: Town) -> None:
    town = transactional_town
    road = Road(town).file().to("triage")
    voice = road.file_other()
    main = head_of(road.id)
    merge_into(road, voice.id, main.number)
    assert (head_of(voice.id).stage, head_of(voice.id).traits["merged"]) == ("merged", main.number)
    assert (head_of(voice.id).holder_body_id, head_of(voice.id).due_at) == (None, None)
    assert head_of(road.id).traits["voices"] == "1"
    road.to("answered")
    neighbour = head_of(voice.id)
    assert (neighbour.stage, neighbour.holder_body_id) == ("answered", town.bodies["指挥中心"].id)
    assert rows("SELECT words FROM workflow_entry WHERE move = 'answer_voice'") == [("已责令停业整改",)]
    viewer = anybody(frozenset({voice.id}), town.city.code)
    verdict = {"solved": "unsolved", "satisfaction": "dissatisfied"}
    move_case(viewer, subject_id=voice.id, move="rate", facts=verdict, now=road.now + STEP)
    road.by("callback", "call_back")
    assert rows(
        "SELECT facts->>'solved' FROM workflow_entry WHERE move IN ('call_back', 'rate') ORDER BY 1"
    ) == [("solved",), ("unsolved",)]
    assert doctor().differences == []


def merge_into(road: Road, subject_id: UUID, number: str) -> None:
    road.now += STEP
    facts = {"into": number}
    move_case(
        road.town.viewer("dispatcher"),
        subject_id=subject_id,
        move="merge",
        facts=facts,
        now=road.now,
    )


def test_a_merge_is_undone_at_any_time(transactional_town: Town) -> None:
    town = transactional_town
    for stage in ("triage", "answered"):
        road = Road(town).file(text=f"到{stage}").to("triage")
        other = file_case(
            town.nobody, demand=Demand(text=f"邻居{stage}", contact="13700137000"), now=road.now
        )
        merge_into(road, other.id, road.filed.number)
        road.to(stage)
        undo = needs(town, "unmerge")
        move_case(town.viewer("dispatcher"), subject_id=other.id, move="unmerge", now=road.now + STEP, **undo)
        assert (head_of(other.id).stage, head_of(other.id).traits["merged"]) == ("triage", "")
        assert head_of(road.id).traits["voices"] == "0"
    assert rows("SELECT count(*) FROM cases_voice") == [(0,)]
    assert doctor().differences == []


def test_what_can_not_be_merged(town: Town) -> None:
    """A case into itself, into its own duplicate, into a closed one, into what is not there."""
    road = Road(town).file().to("triage")
    voice = road.file_other()
    merge_into(road, voice.id, road.filed.number)
    third = file_case(town.nobody, demand=Demand(text="第三件", contact="13700137000"), now=road.now)
    closed = Road(town, now=road.now).file(text="早办结的一件").to("closed")
    assert refused(lambda: merge_into(road, road.id, road.filed.number)) == "case.merge_self"
    assert refused(lambda: merge_into(road, road.id, voice.number)) == "case.merge_chain"
    assert refused(lambda: merge_into(road, third.id, voice.number)) == "case.merge_chain"
    assert refused(lambda: merge_into(road, road.id, third.number)) == "case.has_voices"
    assert refused(lambda: merge_into(closed, third.id, closed.filed.number)) == "case.merge_closed"
    assert refused(lambda: merge_into(road, third.id, "110101-26-0000123-4")) == "number.check"
    assert refused(lambda: merge_into(road, third.id, "好")) == "number.shape"


def test_two_cases_merged_into_each_other_at_once_are_one_pair(transactional_town: Town) -> None:
    town = transactional_town
    one = Road(town).file().to("triage")
    other = Road(town, now=one.now).file(text="同一件事").to("triage")
    viewer, now = town.viewer("dispatcher"), other.now + STEP
    pairs = [(one, other), (other, one)] * 10
    calls = [
        partial(move_case, viewer, subject_id=a.id, move="merge", facts={"into": b.filed.number}, now=now)
        for a, b in pairs
    ]
    made = [head for head in at_once(calls) if not isinstance(head, str)]
    assert len(made) == 1
    assert sorted(head_of(road.id).stage for road in (one, other)) == ["merged", "triage"]
    assert doctor().differences == []


def test_the_unit_of_a_merged_case_owes_no_call_any_more(transactional_town: Town) -> None:
    town = transactional_town
    road = Road(town).file().to("dispatched")
    road.by("dispatcher", "merge")
    assert head_of(road.id).traits["contact_by"] == ""
    due = "SELECT coalesce(sum(n), 0)::int FROM workflow_tallydelta WHERE counter = 'contact:due' AND body_id = 0"
    assert rows(due) == [(0,)]
    assert doctor().differences == []
