"""Moves through the API: the whole road by different people, and every way to be refused without a trace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gongzhi.kernel import clock
from gongzhi.orgs.models import Body
from gongzhi.workflow.operations.doctor import doctor
from tests.api.calling import Caller, road
from tests.road import COMMUNITY, WAY, head_of, journal_of, needs, written
from tests.town import Town


def test_a_case_goes_its_whole_road_through_the_api(transactional_town: Town) -> None:
    town = transactional_town
    filed = Caller("clerk").post("/cases", {"text": "楼下烧烤噪声太大", "contact": "13800138000"}).body
    callers = {login: Caller(login) for login, _, _ in WAY}
    bodies = []
    for sequence, (login, move, stage) in enumerate(WAY, start=2):
        sent = {"move": move, "seen": sequence - 1, **needs(town, move)}
        answer = callers[login].post(f"/cases/{filed['id']}/moves", sent, key=f"{filed['id']}-{move}")
        assert answer.status == 200, answer
        assert (answer.body["stage"], answer.body["sequence"]) == (stage, sequence)
        bodies.append(answer.body)
    head = head_of(filed["id"])
    assert head.closed_at is not None
    assert bodies[-1] == {
        "id": filed["id"], "number": filed["number"], "stage": "closed", "stage_label": "已办结", "due_at": None,
        "sequence": 7,
    }  # fmt: skip
    assert doctor().differences == []


def test_a_stale_page_is_refused(town: Town) -> None:
    one = road(town).to("handling")
    before = written()
    answer = Caller("street").post(f"/cases/{one.id}/moves", {"move": "contact", "seen": 3})
    assert (answer.status, answer.code) == (409, "stale")
    assert written() == before
    assert Caller("street").post(f"/cases/{one.id}/moves", {"move": "contact", "seen": 4}).status == 200


@pytest.mark.parametrize(
    ("login", "stage", "sent", "status", "code", "fields"),
    [
        ("leader", "handling", {"move": "answer", "words": "好"}, 403, "not_allowed", []),
        ("dispatcher", "handling", {"move": "answer", "words": "好"}, 403, "not_allowed", []),
        ("other_street", "handling", {"move": "answer", "words": "好"}, 404, "not_found", []),
        ("street", "handling", {"move": "accept"}, 409, "flow.stage", []),
        ("street", "handling", {"move": "explode"}, 422, "flow.unknown_move", []),
        ("street", "handling", {"move": "file"}, 422, "flow.unknown_move", []),
        ("street", "handling", {"move": "answer"}, 400, "flow.words", ["words"]),
        ("street", "handling", {"move": "answer", "words": "\u3000"}, 400, "flow.words", ["words"]),
        ("street", "handling", {"move": "answer", "words": "字" * 20_001}, 400, "flow.words_length", ["words"]),
        ("street", "handling", {"move": "answer", "words": "好", "facts": {"分": 1}}, 422, "flow.facts", ["分"]),
        ("dispatcher", "triage", {"move": "dispatch"}, 422, "flow.facts", ["body"]),
        ("dispatcher", "triage", {"move": "dispatch", "body_id": 0}, 400, "body.unknown", ["body"]),
        ("dispatcher", "triage", {"move": "dispatch", "body_id": 10**30}, 400, "body.unknown", ["body"]),
        ("dispatcher", "filed", {"move": "classify"}, 400, "case.nothing_classified", []),
        (
            "dispatcher", "filed", {"move": "classify", "facts": {"category": "9"}},
            400, "category.unknown", ["category"],
        ),
        ("dispatcher", "filed", {"move": "classify", "facts": {"place": "1"}}, 400, "place.unknown", ["place"]),
        ("callback", "answered", {"move": "call_back", "facts": {"reached": "是"}}, 422, "flow.facts", ["reached"]),
        ("callback", "answered", {"move": "call_back", "facts": {"reached": True}}, 400, "case.verdict_missing", []),
        (
            "callback", "answered",
            {"move": "call_back", "facts": {"reached": True, "solved": "也许", "satisfaction": "satisfied"}},
            422, "flow.facts", ["solved"],
        ),
        (
            "callback", "answered",
            {"move": "call_back", "facts": {"reached": True, "solved": ["solved"], "satisfaction": {}}},
            422, "flow.facts", ["solved", "satisfaction"],
        ),
        ("street", "handling", {}, 422, "request.invalid", ["moving.move"]),
        ("street", "handling", {"move": 7}, 422, "request.invalid", ["moving.move"]),
        ("street", "handling", {"move": "contact", "facts": []}, 422, "request.invalid", ["moving.facts"]),
        ("street", "handling", {"move": "contact", "seen": "四"}, 422, "request.invalid", ["moving.seen"]),
    ],
)  # fmt: skip
def test_what_may_not_be_done_is_refused_and_leaves_no_trace(
    town: Town, login: str, stage: str, sent: dict[str, Any], status: int, code: str, fields: list[str]
) -> None:
    one = road(town).to(stage)
    before = written()
    answer = Caller(login).post(f"/cases/{one.id}/moves", sent, key="k")
    assert (answer.status, answer.code, list(answer.body["fields"])) == (status, code, fields)
    assert written() == before


def test_a_body_that_is_no_more_gets_no_case(town: Town) -> None:
    one = road(town).to("triage")
    yesterday = clock.local(clock.now()).date() - timedelta(days=1)
    Body.objects.filter(name="住建委").update(ends_on=yesterday)
    sent = {"move": "dispatch", "body_id": town.bodies["住建委"].id}
    answer = Caller("dispatcher").post(f"/cases/{one.id}/moves", sent)
    assert (answer.status, answer.code) == (400, "body.ended")


def test_a_move_that_is_sent_again_is_made_once(town: Town) -> None:
    one, caller = road(town).to("handling"), Caller("street")
    sent = {"move": "contact", "words": "已联系"}
    first = caller.post(f"/cases/{one.id}/moves", sent, key="k1")
    before = written()
    assert caller.post(f"/cases/{one.id}/moves", sent, key="k1") == first
    assert first.status == 200
    assert written() == before
    assert caller.post(f"/cases/{one.id}/moves", sent, key="k2").body["sequence"] == 6


def test_a_refused_move_does_not_use_up_its_key(town: Town) -> None:
    one, caller = road(town).to("handling"), Caller("street")
    assert caller.post(f"/cases/{one.id}/moves", {"move": "answer"}, key="k").status == 400
    assert caller.post(f"/cases/{one.id}/moves", {"move": "answer", "words": "好"}, key="k").status == 200


@pytest.mark.parametrize("where", ["move", "case"])
def test_a_key_that_is_used_for_something_else_is_refused(town: Town, where: str) -> None:
    one, two = (road(town, text=text).to("handling") for text in ("这一件", "另一件"))
    caller = Caller("street")
    caller.post(f"/cases/{one.id}/moves", {"move": "contact"}, key="k")
    before = written()
    answer = {
        "move": lambda: caller.post(f"/cases/{one.id}/moves", {"move": "contact", "words": "又"}, key="k"),
        "case": lambda: caller.post(f"/cases/{two.id}/moves", {"move": "contact"}, key="k"),
    }[where]()
    assert (answer.status, answer.code) == (422, "idempotency.reused")
    assert written() == before


def test_keys_of_different_people_are_different(town: Town) -> None:
    one, sent = road(town).to("handling"), {"move": "contact"}
    for login in ("street", "street_head"):
        assert Caller(login).post(f"/cases/{one.id}/moves", sent, key="k").status == 200
    assert [line[2] for line in journal_of(one.id)][-2:] == ["contact", "contact"]


def test_rare_characters_stay_what_they_are(town: Town) -> None:
    words = "𠮷先生😀１２楼\n第二行"
    one, caller = road(town).to("handling"), Caller("street")
    caller.post(f"/cases/{one.id}/moves", {"move": "answer", "words": words})
    assert caller.get(f"/cases/{one.id}").body["journal"][-1]["words"] == words


def test_the_place_and_category_of_a_move_are_codes(town: Town) -> None:
    one = road(town)
    facts = {"category": "噪声", "place": COMMUNITY}
    answer = Caller("dispatcher").post(f"/cases/{one.id}/moves", {"move": "classify", "facts": facts})
    assert answer.status == 200
    assert head_of(one.id).traits["category"] == "0201"


def test_without_a_key_a_move_is_made_as_often_as_it_is_sent(town: Town) -> None:
    one, caller = road(town).to("handling"), Caller("street")
    answers = [caller.post(f"/cases/{one.id}/moves", {"move": "contact"}) for _ in range(2)]
    assert [answer.body["sequence"] for answer in answers] == [5, 6]
