"""Objection, extension, suspension, exclusion: asked by the lead unit, decided by somebody else (R2, R5, R7)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from gongzhi.cases.flow import APPLICATION
from gongzhi.cases.operations.move_task import move_task
from gongzhi.workflow.operations.doctor import doctor
from tests.road import STEP, Road, head_of, journal_of, refusal, rows, task_needs, written
from tests.town import Town


def refused(call: Any) -> str:
    """The code of the refusal, which must have left nothing behind."""
    before = written()
    code = refusal(call)
    assert not code or written() == before
    return code


def moves_of(road: Road) -> list[str]:
    return [move for _, _, move, _, _ in journal_of(road.id)]


def test_an_approved_objection_gives_the_case_to_the_proposed_unit_with_clocks_of_its_own(
    transactional_town: Town,
) -> None:
    """R2: the lead changes only so; the clock runs from the new dispatch, and the old unit owes no call."""
    town = transactional_town
    road = Road(town).file().to("dispatched")
    road.by("street", "object")
    assert (head_of(road.id).stage, head_of(road.id).traits["pending"]) == ("dispatched", "objection")
    assert head_of(road.task).holder_body_id == town.bodies["指挥中心"].id
    road.task_by("dispatcher", "redirect")
    head = head_of(road.id)
    assert (head.stage, head.lead_body_id, head.holder_body_id) == (
        "dispatched",
        town.bodies["住建委"].id,
        town.bodies["住建委"].id,
    )
    assert head.due_at == road.now + timedelta(days=7)
    assert (head.traits["pending"], head.traits["objections"]) == ("", "1")
    assert moves_of(road) == ["file", "classify", "dispatch", "object", "hand_over"]
    assert rows(
        "SELECT body_id, sum(n)::int FROM workflow_tallydelta WHERE counter = 'contact:due'"
        " AND (body_id > 0 OR area = '990101001') GROUP BY 1 ORDER BY 2, 1"
    ) == sorted(
        [(0, 1), (town.bodies["东四街道办"].id, 0), (town.bodies["住建委"].id, 1)],
        key=lambda row: (row[1], row[0]),
    )
    assert doctor().differences == []


def test_a_refused_objection_leaves_the_case_where_it_is_and_the_clock_running(town: Town) -> None:
    road = Road(town).file().to("dispatched")
    due = head_of(road.id).due_at
    road.by("street", "object")
    road.task_by("dispatcher", "refuse")
    head = head_of(road.id)
    assert (head.stage, head.lead_body_id, head.due_at, head.traits["pending"]) == (
        "dispatched",
        town.bodies["东四街道办"].id,
        due,
        "",
    )


def test_the_second_objection_goes_to_the_arbiter_whose_word_is_the_last(transactional_town: Town) -> None:
    """At most two objections, then an arbiter rules within hours (D2)."""
    town = transactional_town
    road = Road(town).file().to("dispatched").handed_over("street", "住建委")
    road.by("housing", "object", body_id=town.bodies["城管委"].id)
    second = head_of(road.task)
    assert (second.stage, second.holder_body_id) == ("arbitration", town.bodies["区政府"].id)
    assert second.limit is not None
    assert (second.limit["name"], second.limit["clock"]) == ("arbitrate", "work_hours")
    assert refused(lambda: road.task_by("dispatcher", "redirect")) == "flow.stage"
    assert refused(lambda: road.by("housing", "object")) == "case.application_pending"
    road.task_by("leader", "rule", body_id=town.bodies["住建委"].id)
    head = head_of(road.id)
    assert (head.lead_body_id, head.traits["arbitrated"]) == (town.bodies["住建委"].id, "1")
    assert (
        refused(lambda: road.by("housing", "object", body_id=town.bodies["城管委"].id)) == "case.arbitrated"
    )
    assert doctor().differences == []


def test_an_objection_cannot_be_objected_to(town: Town) -> None:
    road = Road(town).file().to("dispatched")
    road.by("street", "object")
    viewer, now = town.viewer("street"), road.now + STEP
    call = partial(move_task, viewer, subject_id=road.task, move="object", words="不服", now=now)
    assert refused(call) == "flow.unknown_move"
    assert refused(lambda: road.by("street", "object")) == "case.application_pending"


def test_an_objection_says_why_on_what_basis_and_whose_it_is(town: Town) -> None:
    road = Road(town).file().to("dispatched")
    assert refused(lambda: road.by("street", "object", facts={"reason": "not_duty"})) == "flow.facts"
    assert refused(lambda: road.by("street", "object", facts={"basis": "第 12 项"})) == "flow.facts"
    assert refused(lambda: road.by("street", "object", body_id=None)) == "flow.facts"
    assert refused(lambda: road.by("street", "object", words="")) == "flow.words"
    own = town.bodies["东四街道办"].id
    assert refused(lambda: road.by("street", "object", body_id=own)) == "case.objection_self"
    long = {"reason": "not_duty", "basis": "字" * 201}
    assert refused(lambda: road.by("street", "object", facts=long)) == "flow.facts"


def test_after_its_time_a_unit_handles_and_does_not_object(town: Town) -> None:
    road = Road(town).file().to("dispatched")
    road.now += timedelta(days=3)
    assert refused(lambda: road.by("street", "object")) == "case.objection_late"


def test_an_objection_for_a_community_needs_its_duty_list(town: Town) -> None:
    """R1, DC-06: what is not on the list is not passed on to a community."""
    road = Road(town).file().to("dispatched")
    committee = town.bodies["多福巷居委会"].id
    road.by("street", "object", body_id=committee)
    assert refused(lambda: road.task_by("dispatcher", "redirect", body_id=committee)) == "case.community_duty"
    assert head_of(road.task).stage == "review"


def test_an_extension_is_added_to_the_running_promise_after_two_signatures(transactional_town: Town) -> None:
    """R5: the clock runs until approval; first the unit's own head, then the dispatcher."""
    town = transactional_town
    road = Road(town).file().to("handling")
    due = head_of(road.id).due_at
    assert due is not None
    road.by("street", "ask_extension")
    assert (head_of(road.task).stage, head_of(road.id).due_at) == ("asked", due)
    assert refused(lambda: road.task_by("dispatcher", "approve")) == "flow.stage"
    assert refused(lambda: road.task_by("street", "endorse")) == "not_allowed"
    road.task_by("street_head", "endorse")
    assert head_of(road.id).due_at == due
    road.task_by("dispatcher", "approve")
    assert head_of(road.id).due_at == due + timedelta(days=7)
    assert head_of(road.id).traits["extensions"] == "1"
    assert doctor().differences == []


def test_nobody_endorses_an_application_of_ones_own(town: Town) -> None:
    road = Road(town).file().to("handling")
    road.by("street_head", "ask_extension")
    assert refused(lambda: road.task_by("street_head", "endorse")) == "application.own"


def test_two_extensions_and_one_suspension_at_most_and_none_when_overdue(town: Town) -> None:
    road = Road(town).file().to("handling")
    for _ in range(2):
        road.by("street", "ask_extension")
        road.task_by("street_head", "endorse")
        road.task_by("dispatcher", "approve")
    assert refused(lambda: road.by("street", "ask_extension")) == "case.extensions_used"
    road.by("street", "ask_suspension")
    road.task_by("street_head", "endorse")
    road.task_by("dispatcher", "approve")
    head = head_of(road.id)
    assert (head.stage, head.due_at) == ("suspended", road.now + timedelta(days=90))
    road.by("street", "resume")
    assert refused(lambda: road.by("street", "ask_suspension")) == "case.suspensions_used"
    late = Road(town).file(text="另一件").to("handling")
    late.now += timedelta(days=30)
    assert refused(lambda: late.by("street", "ask_extension")) == "case.overdue"
    assert refused(lambda: late.by("street", "ask_suspension")) == "case.overdue"


def test_an_excluded_case_is_handled_all_the_same_and_may_be_counted_again(transactional_town: Town) -> None:
    """R7: another one decides; the reason stays on the case."""
    town = transactional_town
    road = Road(town).file().to("handling")
    road.by("street", "ask_exclusion")
    assert refused(lambda: road.task_by("street_head", "approve")) in ("not_allowed", "application.own")
    road.task_by("dispatcher", "approve")
    assert head_of(road.id).traits["excluded"] == "beyond_duty"
    road.by("street", "answer")
    road.by("callback", "call_back")
    road.by("callback", "close")
    road.by("dispatcher", "include")
    assert (head_of(road.id).traits["excluded"], head_of(road.id).stage) == ("", "closed")
    assert doctor().differences == []


def test_a_refused_exclusion_may_be_appealed_once(town: Town) -> None:
    road = Road(town).file().to("handling")
    road.by("street", "ask_exclusion")
    road.task_by("dispatcher", "refuse")
    road.task_by("street", "appeal")
    assert head_of(road.task).holder_body_id == town.bodies["区政府"].id
    road.task_by("leader", "dismiss")
    assert head_of(road.id).traits.get("excluded", "") == ""
    assert refused(lambda: road.task_by("street", "appeal")) == "application.final"


def test_a_case_is_not_answered_over_an_open_application(town: Town) -> None:
    road = Road(town).file().to("handling")
    road.by("street", "ask_extension")
    assert refused(lambda: road.by("street", "answer")) == "case.application_open"
    road.task_by("street", "withdraw")
    road.by("street", "answer")
    assert head_of(road.id).stage == "answered"


KINDS = {
    "object": "objection",
    "ask_extension": "extension",
    "ask_suspension": "suspension",
    "ask_exclusion": "exclusion",
}


@pytest.mark.parametrize("move", KINDS)
def test_an_application_carries_its_case_and_is_seen_by_those_on_it(town: Town, move: str) -> None:
    road = Road(town).file().to("handling")
    road.by("street", move)
    head = head_of(road.task)
    assert (head.process, head.traits["kind"], head.traits["case"]) == (
        APPLICATION.process,
        KINDS[move],
        head_of(road.id).number,
    )
    seen = rows("SELECT body_id FROM workflow_involvement WHERE subject_id = %s", road.task)
    assert (town.bodies["东四街道办"].id,) in seen


def test_only_the_declared_people_decide(town: Town) -> None:
    """Every stage × move × person of an application: a decision is for one who is not the applicant."""
    road = Road(town).file().to("handling")
    road.by("street", "ask_exclusion")
    allowed = {
        (who, move)
        for who in town.accounts
        for move in (
            "approve",
            "refuse",
            "refer",
            "redirect",
            "withdraw",
            "appeal",
            "uphold",
            "dismiss",
            "rule",
        )
        if not refusal_undone(road, who, move)
    }
    assert allowed == {
        ("dispatcher", "approve"),
        ("dispatcher", "refuse"),
        ("dispatcher", "refer"),
        ("street", "withdraw"),
        ("street_head", "withdraw"),
    }


def refusal_undone(road: Road, who: str, move: str) -> str:
    """The code of the refusal; what is made is undone."""
    with transaction.atomic():
        code = refusal(
            lambda: move_task(
                road.town.viewer(who),
                subject_id=road.task,
                move=move,
                now=road.now + STEP,
                **task_needs(road.town, move),
            )
        )
        transaction.set_rollback(True)
    return code
