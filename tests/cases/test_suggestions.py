"""What is suggested for a message, kept for those who decide, and done by itself only where it is sure (DC-26)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gongzhi.cases.models import Suggestion
from gongzhi.cases.operations import store_suggestions
from gongzhi.cases.queries import Message, suggestions
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.workflow.operations.doctor import doctor
from tests.api.calling import Caller, road
from tests.cases.learning import HEATING, NOISY, trained
from tests.road import COMMUNITY, STEP, Road, head_of, journal_of, rows
from tests.town import MONDAY, Town


def kept(road: Road) -> Suggestion:
    return Suggestion.objects.get(subject_id=road.id)


def unsorted(town: Town, text: str, **changes: Any) -> Road:
    """A case as it comes in: nobody has said what or where."""
    return Road(town).file(text=text, place=None, **changes)


def test_without_a_model_the_words_of_the_catalogue_speak(town: Town) -> None:
    found = suggestions(
        town.viewer("dispatcher"), Message("多福巷社区有噪声，还有违法建设，噪声最大", MONDAY)
    )
    assert [(one.code, one.confidence, one.reason) for one in found.categories] == [
        ("0201", None, "文中提到“噪声”"),
        ("0101", None, "文中提到“违法建设”"),
    ]
    assert (found.version, found.automatic) == (None, False)
    assert found.place is not None
    assert (found.place.code, found.place.certain) == (COMMUNITY, True)
    assert "多福巷社区" in found.place.reason
    assert found.unit is not None
    assert (found.unit.body_id, found.unit.name, found.unit.basis) == (
        town.bodies["城管委"].id,
        "城管委",
        "目录",
    )


def test_nothing_known_means_nothing_suggested(town: Town) -> None:
    found = suggestions(town.viewer("dispatcher"), Message("", MONDAY))
    assert (found.categories, found.place, found.unit) == ((), None, None)


def test_a_model_gives_three_with_confidence_and_reasons(town: Town) -> None:
    trained()
    found = suggestions(town.viewer("dispatcher"), Message(NOISY, MONDAY))
    assert found.categories[0].code == "0201"
    assert len(found.categories) == 3
    assert found.categories[0].confidence is not None
    assert found.categories[0].confidence > 0.9
    assert found.categories[0].reason.startswith("多见于此类的词：")
    assert found.categories[0].label == "环境保护 / 噪声"
    assert (found.version, found.automatic) == (1, True)


def test_a_point_outside_the_city_does_not_silence_the_words(town: Town) -> None:
    found = suggestions(town.viewer("dispatcher"), Message("多福巷社区太吵", MONDAY, lon=100.0, lat=30.0))
    assert found.place is not None
    assert found.place.code == COMMUNITY


def test_only_the_sure_ones_are_classified_and_the_journal_says_by_what(town: Town) -> None:
    viewer, report = trained()
    sure = unsorted(town, f"多福巷社区{HEATING}")
    unsure = unsorted(town, "有一件事想说说")
    said = unsorted(town, HEATING, category=None, place_words="苏州社区")
    stored = store_suggestions(viewer, now=MONDAY + STEP)
    assert (stored.cases, stored.automatic) == (3, 2)
    assert journal_of(sure.id)[-1] == (2, "move", "classify_by_model", "filed", "triage")
    ((facts, post),) = rows(
        "SELECT facts::text, actor_post_id FROM workflow_entry WHERE subject_id = %s AND sequence = 2",
        sure.id,
    )
    assert '"model": "1"' in facts
    assert '"category": "03"' in facts
    assert '"confidence": "' in facts
    assert post == 0
    head = head_of(sure.id)
    assert (head.traits["category"], head.traits["grade"], head.place_code) == ("03", "utility", COMMUNITY)
    assert head_of(said.id).place_code == "990101002001"
    assert (head_of(unsure.id).stage, "category" in head_of(unsure.id).traits) == ("filed", False)
    assert (kept(sure).category, kept(sure).automatic, kept(sure).classifier_id) == (
        "03",
        True,
        report_id(town),
    )
    assert (kept(unsure).automatic, len(kept(unsure).said["categories"])) == (False, 3)
    assert report.threshold is not None
    assert (kept(unsure).confidence or 0) < report.threshold


def test_what_the_model_did_can_be_replayed_from_the_journal(transactional_town: Town) -> None:
    viewer, _ = trained()
    unsorted(transactional_town, f"多福巷社区{HEATING}")
    assert store_suggestions(viewer, now=MONDAY + STEP).automatic == 1
    assert doctor().clean


def report_id(town: Town) -> int:
    ((found,),) = rows("SELECT id FROM cases_classifier WHERE city_id = %s", town.city.id)
    return int(found)


def test_each_case_is_looked_at_once_and_what_people_have_sorted_is_left_to_them(town: Town) -> None:
    viewer, _ = trained()
    told = unsorted(town, NOISY, category=None)
    moved = unsorted(town, HEATING).by("dispatcher", "classify", facts={"category": "0201"})
    assert store_suggestions(viewer, now=MONDAY + STEP).cases == 1
    assert store_suggestions(viewer, now=MONDAY + 2 * STEP).cases == 0
    assert head_of(moved.id).traits["category"] == "0201"
    assert len(journal_of(told.id)) == 2


def test_without_a_model_nothing_is_done_by_itself(town: Town) -> None:
    road = unsorted(town, "多福巷社区噪声太大")
    stored = store_suggestions(system_viewer(), now=MONDAY + STEP)
    assert (stored.cases, stored.automatic) == (1, 0)
    assert len(journal_of(road.id)) == 1
    assert (kept(road).category, kept(road).confidence, kept(road).classifier_id) == ("0201", None, None)


def test_similar_cases_are_kept_as_suggestions_and_merged_by_nobody(town: Town) -> None:
    first = Road(town).file(
        text="福瑞祥饭馆的排风机夜里十一点还在转，声音很大，孩子没法睡觉", contact="13800138001"
    )
    again = Road(town).file(
        text="福瑞祥饭馆排风机夜里还在转，声音特别大，孩子没法睡觉！", contact="13800138002"
    )
    other = Road(town).file(text="胡同里的路灯坏了三盏，老人晚上不敢出门", contact="13800138003")
    store_suggestions(system_viewer(), now=MONDAY + STEP)
    assert [one["id"] for one in kept(first).alike] == [str(again.id)]
    assert [one["id"] for one in kept(again).alike] == [str(first.id)]
    assert kept(other).alike == []
    assert {head_of(road.id).stage for road in (first, again, other)} == {"filed"}


def test_the_suggestions_of_the_interface(town: Town) -> None:
    """What is suggested while typing; nothing is written."""
    first = road(town, text="福瑞祥饭馆的排风机夜里十一点还在转，声音很大")
    before = len(rows("SELECT 1 FROM workflow_entry"))
    answer = Caller("dispatcher").post(
        "/suggestions", {"text": "多福巷社区福瑞祥饭馆的排风机半夜还在转，噪声很大"}
    )
    assert answer.status == 200
    assert [one["code"] for one in answer.body["categories"]] == ["0201"]
    assert answer.body["place"]["code"] == COMMUNITY
    assert answer.body["unit"]["name"] == "城管委"
    assert [(one["id"], one["number"]) for one in answer.body["similar"]] == [
        (str(first.id), first.filed.number)
    ]
    assert len(rows("SELECT 1 FROM workflow_entry")) == before
    assert Caller("dispatcher").post("/suggestions", {"text": "太吵", "category": "没有"}).code == (
        "category.unknown"
    )
    assert (
        Caller("dispatcher").post("/suggestions", {"text": "太吵", "place": "没有"}).code == "place.unknown"
    )
    assert Caller("dispatcher").post("/suggestions", {}).status == 422


def test_a_stranger_to_the_case_is_not_told_of_it(town: Town) -> None:
    road(town, text="福瑞祥饭馆的排风机夜里十一点还在转，声音很大")
    message = Message("福瑞祥饭馆的排风机夜里十一点还在转", MONDAY)
    assert suggestions(town.viewer("housing"), replace(message, place_code=COMMUNITY)).place is None
    answer = Caller("housing").post("/suggestions", {"text": message.text})
    assert (answer.status, answer.body["similar"]) == (200, [])
