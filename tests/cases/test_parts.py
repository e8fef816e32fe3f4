"""One case, several units: each part has its own clock and answer; the case waits for all of them (art. 12, 14)."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.queries import desk
from tests.cases.test_applications import moves_of, refused
from tests.road import Road, head_of, rows
from tests.town import Town


def test_the_lead_unit_answers_only_when_all_parts_have(transactional_town: Town) -> None:
    town = transactional_town
    road = Road(town).file().to("handling")
    road.by("street", "ask_part")
    part = head_of(road.task)
    assert (part.stage, part.holder_body_id, part.due_at) == (
        "asked",
        town.bodies["住建委"].id,
        road.now + timedelta(days=5),
    )
    assert refused(lambda: road.by("street", "answer")) == "case.parts_open"
    road.task_by("housing", "accept")
    road.task_by("housing", "explain")
    road.task_by("housing", "answer", facts={"result": "partly"})
    assert head_of(road.id).traits["parts"] == "0"
    assert rows(
        "SELECT facts->>'result' FROM workflow_entry WHERE move = 'part_ended' AND subject_id = %s", road.id
    ) == [("partly",)]
    road.by("street", "answer")
    assert moves_of(road)[-3:] == ["ask_part", "part_ended", "answer"]
    assert doctor().differences == []


def test_a_part_is_on_the_desk_of_its_unit_and_the_case_is_seen_by_it(town: Town) -> None:
    road = Road(town).file().to("handling")
    road.by("street", "ask_part")
    rows_of_desk = desk(town.viewer("housing"), now=road.now).rows
    assert [(row.process, row.number) for row in rows_of_desk] == [("part", head_of(road.task).number)]
    involved = rows(
        "SELECT subject_id FROM workflow_involvement WHERE body_id = %s", town.bodies["住建委"].id
    )
    assert {str(subject) for (subject,) in involved} == {str(road.id), str(road.task)}


def test_a_declined_or_withdrawn_part_no_longer_holds_up_the_answer(transactional_town: Town) -> None:
    town = transactional_town
    road = Road(town).file().to("handling")
    road.by("street", "ask_part")
    road.task_by("housing", "decline")
    road.by("street", "ask_part", body_id=town.bodies["城管委"].id)
    assert refused(lambda: road.task_by("housing", "withdraw")) == "not_found"
    road.task_by("street", "withdraw")
    assert head_of(road.id).traits["parts"] == "0"
    road.by("street", "answer")
    assert doctor().differences == []


def test_nobody_asks_oneself_for_help(town: Town) -> None:
    road = Road(town).file().to("handling")
    own = town.bodies["东四街道办"].id
    assert refused(lambda: road.by("street", "ask_part", body_id=own)) == "case.part_self"


def test_units_are_consulted_before_the_dispatch_and_their_word_stands_in_the_journal(
    transactional_town: Town,
) -> None:
    """条例 art. 12: 会商 before the dispatch; nobody has the case because of it."""
    town = transactional_town
    road = Road(town).file().to("triage")
    road.by("dispatcher", "consult")
    assert (head_of(road.id).stage, head_of(road.id).traits["consults"]) == ("triage", "1")
    assert refused(lambda: road.task_by("housing", "answer")) == "flow.stage"
    road.task_by("housing", "advise")
    assert head_of(road.id).traits["consults"] == "0"
    assert rows("SELECT facts->>'ours' FROM workflow_entry WHERE move = 'part_ended'") == [("true",)]
    road.by("dispatcher", "dispatch", body_id=town.bodies["住建委"].id)
    assert doctor().differences == []


def test_a_street_gets_its_cases_directly_and_the_district_a_copy(town: Town) -> None:
    """R3."""
    road = Road(town, lead="东四城管办").file().to("dispatched")
    assert rows("SELECT facts->>'mode' FROM workflow_entry WHERE move = 'dispatch'") == [
        ("direct_with_district_copy",)
    ]
    bodies = rows("SELECT body_id FROM workflow_involvement WHERE subject_id = %s ORDER BY 1", road.id)
    assert (town.bodies["区政府"].id,) in bodies
    other = Road(town, lead="城管委").file(text="另一件").to("dispatched")
    assert (town.bodies["区政府"].id,) not in rows(
        "SELECT body_id FROM workflow_involvement WHERE subject_id = %s", other.id
    )


def test_a_community_is_the_lead_only_for_what_its_duty_list_names(town: Town) -> None:
    """R1; DC-06, NC-03; 条例 art. 17."""
    road = Road(town, lead="多福巷居委会").file().to("triage")
    assert refused(lambda: road.by("dispatcher", "dispatch")) == "case.community_duty"
    town.put_on_duty_list("多福巷居委会")
    road.by("dispatcher", "dispatch")
    assert head_of(road.id).lead_body_id == town.bodies["多福巷居委会"].id


def test_the_district_coordinates_what_is_nobodys_and_assigns_it(town: Town) -> None:
    road = Road(town).file().at("coordinating")
    assert head_of(road.id).holder_body_id == town.bodies["区政府"].id
    road.by("leader", "assign", body_id=town.bodies["住建委"].id)
    head = head_of(road.id)
    assert (head.stage, head.lead_body_id) == ("dispatched", town.bodies["住建委"].id)
    assert rows("SELECT facts->>'mode' FROM workflow_entry WHERE move = 'assign'") == [
        ("district_coordinate",)
    ]
