"""What is answered instead of dispatched, questions to the reporter, notes and supervision (条例 art. 11, 15)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongzhi.cases.operations import pass_on_ended
from gongzhi.cases.queries import figures
from gongzhi.cases.vocabulary import SETTLEMENTS
from gongzhi.kernel.clock import local
from gongzhi.orgs.models import Body
from gongzhi.workflow.operations.doctor import doctor
from tests.cases.test_applications import moves_of, refused
from tests.road import Road, head_of, rows
from tests.town import Town


@pytest.mark.parametrize("outcome", [value for value, _ in SETTLEMENTS])
def test_each_branch_ends_with_a_word_to_the_caller_and_counts_for_nobody(town: Town, outcome: str) -> None:
    """Art. 11: six branches and the answer at once; score-neutral (B12(12)); R6: no closing without feedback."""
    road = Road(town).file().to("triage")
    assert refused(lambda: road.by("dispatcher", "settle", words="")) == "flow.words"
    road.by("dispatcher", "settle", facts={"outcome": outcome})
    assert head_of(road.id).stage == "closed"
    assert {
        counter for (counter,) in rows("SELECT counter FROM workflow_tallydelta WHERE counter !~ '^stage:'")
    } == {"channel:web"}
    assert [(rate.n, rate.percent) for rate in figures(town.viewer("leader")).rates] == [(0, None)] * 3


def test_a_consultation_is_answered_at_once_by_the_clerk(town: Town) -> None:
    road = Road(town).file(text="老年食堂几点开饭")
    road.by("clerk", "answer_at_once")
    assert (head_of(road.id).stage, moves_of(road)) == ("closed", ["file", "answer_at_once"])


def test_the_reporter_may_have_it_looked_at_again(town: Town) -> None:
    road = Road(town).file().to("triage")
    road.by("dispatcher", "settle")
    assert refused(lambda: road.as_viewer(road.reporter, "reopen")) == "case.no_lead"
    road.as_viewer(road.reporter, "reconsider")
    assert (head_of(road.id).stage, head_of(road.id).holder_body_id) == ("triage", town.bodies["指挥中心"].id)


def test_a_question_goes_to_the_reporter_and_the_clock_goes_on(town: Town) -> None:
    road = Road(town).file().to("handling")
    due = head_of(road.id).due_at
    assert refused(lambda: road.as_viewer(road.reporter, "reply")) == "case.no_question"
    road.by("street", "ask")
    assert (head_of(road.id).traits["question"], head_of(road.id).due_at) == ("1", due)
    road.as_viewer(road.reporter, "reply")
    assert (head_of(road.id).traits["question"], head_of(road.id).due_at) == ("", due)
    road.as_viewer(road.reporter, "add")
    assert moves_of(road)[-3:] == ["ask", "reply", "add"]


def test_solved_but_unhappy_is_told_from_not_solved(town: Town) -> None:
    road = Road(town).file().to("answered")
    road.as_viewer(road.reporter, "rate", facts={"solved": "solved", "satisfaction": "dissatisfied"})
    assert head_of(road.id).stage == "reviewed"
    assert rows(
        """SELECT facts->>'reached', facts->>'solved', facts->>'satisfaction' FROM workflow_entry
        WHERE move = 'rate'"""
    ) == [("true", "solved", "dissatisfied")]
    assert refused(lambda: road.as_viewer(road.reporter, "rate")) == "flow.stage"


def test_what_an_ended_body_held_goes_on_with_its_successor(transactional_town: Town) -> None:
    """A body that ended while it held cases and parts."""
    town = transactional_town
    road = Road(town, lead="城管委").file().to("dispatched")
    road.by("department", "accept")
    other = Road(town).file(text="另一件").to("handling")
    other.by("street", "ask_part", body_id=town.bodies["城管委"].id)
    alone = Road(town, lead="建国门街道办").file(text="第三件").to("dispatched")
    now = alone.now + timedelta(days=1)
    ends = local(now).date() - timedelta(days=1)
    Body.objects.filter(id=town.bodies["城管委"].id).update(ends_on=ends, merged_into=town.bodies["住建委"])
    Body.objects.filter(id=town.bodies["建国门街道办"].id).update(ends_on=ends)
    town.city.revision += 1
    town.city.save()
    assert pass_on_ended(town.viewer("dispatcher"), now=now) == 3
    assert (head_of(road.id).stage, head_of(road.id).holder_body_id, head_of(road.id).lead_body_id) == (
        "handling",
        town.bodies["住建委"].id,
        town.bodies["住建委"].id,
    )
    assert head_of(other.task).holder_body_id == town.bodies["住建委"].id
    assert (head_of(alone.id).stage, head_of(alone.id).holder_body_id) == (
        "triage",
        town.bodies["指挥中心"].id,
    )
    assert pass_on_ended(town.viewer("dispatcher"), now=now) == 0
    assert doctor().differences == []
