"""What a case asks for at each step."""

from __future__ import annotations

from typing import Any

import pytest

from gongzhi.kernel.errors import Refusal
from tests.road import Road, head_of, refusal, rows, written
from tests.town import Town


def refused(road: Road, who: str, move: str, **changes: Any) -> str:
    """The code of the refusal, which must have left nothing behind."""
    before = written()
    code = refusal(lambda: road.by(who, move, **changes))
    assert not code or written() == before
    return code


def test_a_case_is_dispatched_only_with_a_category(town: Town) -> None:
    road = Road(town).file()
    assert refused(road, "dispatcher", "dispatch") == "case.category_missing"
    assert refused(road, "dispatcher", "classify", facts={"place": "990101001001"}) == ""
    assert refused(road, "dispatcher", "dispatch") == "case.category_missing"
    assert refused(road, "dispatcher", "classify", facts={"category": "噪声"}) == ""
    assert refused(road, "dispatcher", "dispatch") == ""


FACTS = {
    "nothing": ("triage", "classify", {}, "case.nothing_classified"),
    "empty answers": ("triage", "classify", {"category": "", "place": None}, "case.nothing_classified"),
    "an unknown category": ("triage", "classify", {"category": "99"}, "category.unknown"),
    "a category that is no text": ("triage", "classify", {"category": ["0201"]}, "category.unknown"),
    "a category code as a number": ("triage", "classify", {"category": 201}, "category.unknown"),
    "an unknown place": ("triage", "classify", {"place": "110101001001"}, "place.unknown"),
    "a place with blanks": ("triage", "classify", {"place": " 990101001001"}, "flow.facts"),
    "a place as a number": ("triage", "classify", {"place": 990101001001}, "flow.facts"),
    "a place that is no text": ("triage", "classify", {"place": ["990101001001"]}, "place.unknown"),
    "no place, said oddly": ("triage", "classify", {"place": False, "category": "01"}, "flow.facts"),
    "NUL as a place": ("triage", "classify", {"place": "\x00"}, "place.unknown"),
    "a lone surrogate as a place": ("triage", "classify", {"place": "\ud800"}, "place.unknown"),
    "a lone surrogate as a category": ("triage", "classify", {"category": "\ud800"}, "category.unknown"),
    "a fact that nobody asks for": ("triage", "classify", {"category": "01", "note": "张三"}, "flow.facts"),
    "a name that nobody can print": ("triage", "classify", {"category": "01", "\ud800": "x"}, "flow.facts"),
    "traits from outside": ("triage", "classify", {"category": "01", "traits": {"grade": "x"}}, "flow.facts"),
    "words about the body": ("triage", "dispatch", {"body": "张三 13800138000"}, "flow.facts"),
    "a promise of one's own": (
        "handling",
        "contact",
        {"contact_by": "2030-01-01T00:00:00+00:00"},
        "flow.facts",
    ),
    "kept by one's own word": ("handling", "contact", {"in_time": True}, "flow.facts"),
    "neither reached nor not": ("answered", "call_back", {}, "flow.facts"),
    "reached, said oddly": ("answered", "call_back", {"reached": "yes"}, "flow.facts"),
    "reached, as a number": ("answered", "call_back", {"reached": 1}, "flow.facts"),
    "reached without a verdict": ("answered", "call_back", {"reached": True}, "case.verdict_missing"),
    "half a verdict": (
        "answered",
        "call_back",
        {"reached": True, "solved": "solved"},
        "case.verdict_missing",
    ),
    "a verdict of nobody": (
        "answered",
        "call_back",
        {"reached": False, "solved": "solved"},
        "case.verdict_unreached",
    ),
    "an unknown verdict": (
        "answered",
        "call_back",
        {"reached": True, "solved": "好", "satisfaction": "satisfied"},
        "flow.facts",
    ),
    "a verdict that is a list": (
        "answered",
        "call_back",
        {"reached": True, "solved": ["solved"], "satisfaction": "satisfied"},
        "flow.facts",
    ),
    "a verdict that is an object": (
        "answered",
        "call_back",
        {"reached": True, "solved": {"solved": 1}, "satisfaction": "satisfied"},
        "flow.facts",
    ),
    "a reason of the satisfied": (
        "answered",
        "call_back",
        {"reached": True, "solved": "solved", "satisfaction": "mostly", "reason": "slow"},
        "case.reason_unasked",
    ),
    "a reason of nobody": (
        "answered",
        "call_back",
        {"reached": False, "reason": "slow"},
        "case.reason_unasked",
    ),
    "a reason of the dissatisfied": (
        "answered",
        "call_back",
        {"reached": True, "solved": "solved", "satisfaction": "dissatisfied", "reason": "slow"},
        "",
    ),
    "not reached": ("answered", "call_back", {"reached": False}, ""),
}
WHO = {"classify": "dispatcher", "dispatch": "dispatcher", "contact": "street", "call_back": "callback"}


@pytest.mark.parametrize("what", FACTS)
def test_the_facts_of_a_move(town: Town, what: str) -> None:
    stage, move, facts, code = FACTS[what]
    road = Road(town).file().to(stage)
    found = refused(road, WHO[move], move, facts=facts)
    assert found == code


@pytest.mark.parametrize(
    ("stage", "who", "move", "words", "code"),
    [
        ("dispatched", "street", "object", "", "flow.words"),
        ("dispatched", "street", "object", " \n\x00 ", "flow.words"),
        ("handling", "street", "answer", "", "flow.words"),
        ("handling", "street", "answer", "字" * 20_001, "flow.words_length"),
        ("handling", "street", "answer", "字" * 20_000, ""),
        ("handling", "street", "answer", "𠮷👨‍👩‍👧\ud800", ""),
        ("dispatched", "street", "accept", "收到", "flow.words_unasked"),
        ("closed", "clerk", "reopen", "", "flow.words"),
    ],
)
def test_the_words_of_a_move(town: Town, stage: str, who: str, move: str, words: str, code: str) -> None:
    assert refused(Road(town).file().to(stage), who, move, words=words) == code


def test_words_are_kept_beside_the_sealed_line_with_a_salt_of_their_own(town: Town) -> None:
    roads = [Road(town).file(text=text).to("answered") for text in ("一", "二")]
    found = rows("SELECT words, words_salt, words_hash FROM workflow_entry WHERE move = 'answer'")
    assert [words for words, _, _ in found] == ["已责令停业整改"] * len(roads)
    assert [len({bytes(row[column]) for row in found}) for column in (1, 2)] == [2, 2]


def test_a_move_before_the_last_one_is_refused(town: Town) -> None:
    road = Road(town).file().to("handling")
    before = head_of(road.id).stage_since
    assert refusal(lambda: road.by("street", "contact", now=before)) == ""
    assert refusal(lambda: road.by("street", "contact", now=before.replace(year=2025))) == "flow.past"


def test_whoever_handled_a_case_does_not_make_its_call_back(town: Town) -> None:
    road = Road(town, lead="指挥中心").file().to("dispatched")
    rows(
        "UPDATE orgs_post SET kind = 'handler' WHERE body_id = %s AND kind = 'hotline_clerk'",
        town.bodies["指挥中心"].id,
    )
    for move in ("accept", "answer"):
        road.by("clerk", move)
    assert refused(road, "callback", "call_back") == "case.own_work"


def test_what_the_caller_finds_unsolved_is_closed_only_with_a_reason(town: Town) -> None:
    road = Road(town).file().to("answered")
    road.by("callback", "call_back", facts={"reached": True, "solved": "unsolved", "satisfaction": "neutral"})
    assert refused(road, "callback", "close", words=" ") == "case.unsolved_reason"
    assert refused(road, "callback", "close", words="商户已搬离，无法继续处理") == ""


def test_a_case_that_never_had_a_unit_cannot_go_back_to_one(town: Town) -> None:
    road = Road(town).file().to("closed")
    rows("UPDATE workflow_subject SET lead_body_id = NULL WHERE id = %s", road.id)
    assert refused(road, "callback", "reopen") == "case.no_lead"


def test_a_body_that_has_ended_or_is_unknown_gets_no_work(town: Town) -> None:
    road = Road(town).file().to("triage")
    rows("UPDATE orgs_body SET ends_on = '2026-03-01' WHERE name = '住建委'")
    bodies = [town.bodies["住建委"].id, 10**9, 2**70, -1]
    assert [refused(road, "dispatcher", "dispatch", body_id=body) for body in bodies] == [
        "body.ended",
        "body.unknown",
        "body.unknown",
        "body.unknown",
    ]
    assert refused(road, "dispatcher", "dispatch", body_id=None) == "flow.facts"


def test_a_reopened_case_is_open_again_and_goes_back_to_its_unit(town: Town) -> None:
    road = Road(town).file().to("closed")
    assert head_of(road.id).closed_at == road.now
    head = road.as_viewer(road.reporter, "reopen")
    assert (head.stage, head.closed_at, head.holder_body_id) == (
        "dispatched",
        None,
        town.bodies["东四街道办"].id,
    )
    (actor,) = rows("SELECT actor_post_id, actor_body_id FROM workflow_entry WHERE move = 'reopen'")
    assert actor == (None, None)


def test_the_refusal_of_a_move_names_its_fields(town: Town) -> None:
    road = Road(town).file().to("answered")
    with pytest.raises(Refusal) as refused:
        road.by("callback", "call_back", facts={"reached": "x", "solved": "?", "note": "张三"})
    assert (refused.value.status, refused.value.fields) == (
        422,
        {"reached": "应为是或否", "solved": "不在可选范围内", "note": "不认识这一项"},
    )
