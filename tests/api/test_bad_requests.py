"""Whatever is sent: a stable code, a Chinese sentence, and nothing half-written."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.calling import Answer, Caller, road
from tests.road import written
from tests.town import Town

CODE = re.compile(r"[a-z_]+(\.[a-z_]+)?")


def assert_refusal(answer: Answer, status: int, code: str) -> None:
    assert (answer.status, answer.code) == (status, code)
    assert set(answer.body) == {"code", "sentence", "fields", "details"}
    for said in (answer.body["sentence"], *answer.body["fields"].values()):
        assert re.search(r"[\u4e00-\u9fff]", said), said


DEEP = b'{"text": "x", "title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"", 422, "request.invalid"),
        (b"{", 400, "request.unreadable"),
        (b"text=1", 400, "request.unreadable"),
        ("{'text': '路灯'}".encode(), 400, "request.unreadable"),
        ('{"text": "路灯"}'.encode("gb18030"), 400, "request.unreadable"),
        (b'{"text": "\xff\xfe"}', 400, "request.unreadable"),
        (DEEP, 400, "request.unreadable"),
        (b"[]", 422, "request.invalid"),
        (b"null", 422, "request.invalid"),
        (b"7", 422, "request.invalid"),
        (b"{}", 422, "request.invalid"),
        (b'{"text": ["x"]}', 422, "request.invalid"),
        (b'{"text": "\\ud800"}', 400, "case.text_missing"),
        (b'{"text": "x", "place": "\\ud800"}', 422, "request.invalid"),
        (b'{"text": "x", "category": "\\ud800"}', 400, "category.unknown"),
        (b'{"text": "x", "lon": NaN, "lat": 1e999}', 422, "request.invalid"),
        (b'{"text": "x", "lon": 1' + b"0" * 400 + b"}", 422, "request.invalid"),
        (b'{"text": "\\u0000\\u0001"}', 400, "case.text_missing"),
        (json.dumps({"text": "x" * 2**21}).encode(), 413, "request.too_large"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_bodies_that_are_no_filing(town: Town, sent: bytes, status: int, code: str) -> None:
    before = written()
    assert_refusal(Caller("clerk").post("/cases", sent), status, code)
    assert written() == before


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"after": "x"}, "request.invalid"),
        ({"open": "maybe"}, "request.invalid"),
        ({"stage": "\x00"}, "request.invalid"),
        ({"street": "a\x00"}, "request.invalid"),
        ({"category": "\x00\x00\x00"}, "request.invalid"),
    ],
)
def test_queries_that_are_none(town: Town, query: dict[str, str], code: str) -> None:
    assert_refusal(Caller("leader").get("/cases", **query), 422, code)


@pytest.mark.parametrize(
    "case_id", ["x", "1", "990101-26-0000001-7", "%00", "01890000-0000-7000-8000-00000000000g"]
)
def test_what_is_no_id(town: Town, case_id: str) -> None:
    assert_refusal(Caller("leader").get(f"/cases/{case_id}"), 422, "request.invalid")
    assert_refusal(
        Caller("leader").post(f"/cases/{case_id}/moves", {"move": "accept"}), 422, "request.invalid"
    )


@pytest.mark.parametrize(
    "query", [{"first": "x"}, {"last": "1.5"}, {"first": ""}, {"first": -1}, {"last": 10**30}]
)
def test_months_that_are_none(town: Town, query: dict[str, Any]) -> None:
    assert_refusal(Caller("leader").get("/figures", **query), 422, "request.invalid")


def test_from_a_later_to_an_earlier_month_there_is_nothing(town: Town) -> None:
    road(town)
    answer = Caller("leader").get("/figures", first=999912, last=0)
    assert (answer.status, answer.body["filed"], answer.body["by_month"]) == (200, 0, {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["category", "place", "reached", "solved", "satisfaction", "body", "words"])


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    move=st.sampled_from(["classify", "dispatch", "accept", "call_back", "close", "rework"])
    | st.text(max_size=5),
    facts=st.dictionaries(NAMES | st.text(max_size=5), JSON, max_size=3),
    words=st.text(max_size=30) | JSON,
    body=st.none() | st.integers() | JSON,
)
def test_any_facts_are_taken_or_refused(
    town: Town, move: str, facts: dict[str, Any], words: Any, body: Any
) -> None:
    """Whatever a program sends with a move, it is made or refused with a code; never a fault of ours."""
    login = "callback" if move in ("call_back", "close", "rework") else "dispatcher"
    one = road(town, contact="").to("answered" if move == "call_back" else "filed")
    sent = {"move": move, "facts": facts, "words": words, "body_id": body}
    before = written()
    answer = Caller(login).post(f"/cases/{one.id}/moves", sent)
    if answer.status == 200:
        assert answer.body["sequence"] in (2, 6)
    else:
        assert 400 <= answer.status < 500
        assert CODE.fullmatch(answer.code)
        assert written() == before
