"""Filing through the API: once, with a receipt that stays the same."""

from __future__ import annotations

from typing import Any

import pytest

from gongzhi.cases import people
from gongzhi.cases.queries import follow
from tests.api.calling import Answer, Caller
from tests.road import COMMUNITY, head_of, journal_of, rows, written
from tests.town import Town

RARE = "𠮷野家楼上１２楼漏水😀👨‍👩‍👧"
FILING: dict[str, Any] = {"text": "楼下烧烤噪声太大", "reporter": "王女士", "contact": "13800138000"}


def cases() -> int:
    return int(rows("SELECT count(*) FROM cases_case")[0][0])


def test_a_demand_is_filed_with_a_receipt(town: Town) -> None:
    filing = {
        **FILING, "title": RARE, "text": f"{RARE}\n第二行", "kind": "complaint", "channel": "hotline",
        "category": "噪声", "place": COMMUNITY, "place_words": "三号楼", "lon": 116.41, "lat": 39.93,
        "external_id": "T1",
    }  # fmt: skip
    answer = Caller("clerk").post("/cases", filing)
    assert answer.status == 201
    assert set(answer.body) == {"id", "number", "code", "repeated"}
    assert answer.body["repeated"] is False
    _viewer, found = follow(number=answer.body["number"], code=answer.body["code"])
    assert str(found.head.id) == answer.body["id"]
    assert (found.head.title, found.text) == (RARE, f"{RARE}\n第二行")
    assert (found.kind, found.channel, found.place, found.place_words) == (
        "complaint",
        "hotline",
        "多福巷社区",
        "三号楼",
    )
    assert (found.lon, found.lat) == (116.41, 39.93)
    assert head_of(found.head.id).traits == {
        "kind": "complaint", "channel": "hotline", "category": "0201", "class": "02", "grade": "general",
        "catalogue": "2000-01-01",
    }  # fmt: skip
    assert journal_of(found.head.id) == [(1, "move", "file", "", "filed")]
    assert rows("SELECT source, external_id FROM cases_case") == [(f"api:{town.accounts['clerk'].id}", "T1")]


def test_the_least_that_can_be_filed_is_a_text(town: Town) -> None:
    answer = Caller("member").post("/cases", {"text": "路灯坏了。三盏"})
    assert answer.status == 201
    assert rows(
        """SELECT s.title, c.kind, c.channel, s.place_code
        FROM workflow_subject s JOIN cases_case c ON c.subject_id = s.id"""
    ) == [("路灯坏了", "other", "api", "990101000000")]


def test_contact_and_name_are_sealed(town: Town) -> None:
    answer = Caller("clerk").post("/cases", FILING)
    ((row, subject_id, reporter, contact),) = rows(
        "SELECT c::text, subject_id, reporter_sealed, contact_sealed FROM cases_case c"
    )
    assert "13800138000" not in row
    assert "王女士" not in row
    assert (people.open_personal(reporter, subject_id), people.open_personal(contact, subject_id)) == (
        "王女士",
        "13800138000",
    )
    assert answer.status == 201


def test_the_same_number_of_the_source_gets_the_first_receipt(town: Town) -> None:
    caller = Caller("clerk")
    first = caller.post("/cases", {"text": "一", "external_id": "T1"})
    again = caller.post("/cases", {"text": "二", "external_id": "T1"}, key="other")
    assert (first.status, again) == (201, Answer(200, {**first.body, "repeated": True}))
    assert cases() == 1
    assert Caller("dispatcher").post("/cases", {"text": "二", "external_id": "T1"}).status == 201


def test_a_request_that_is_sent_again_gets_the_first_receipt(town: Town) -> None:
    caller = Caller("clerk")
    first = caller.post("/cases", {"text": "路灯坏了"}, key="k" * 76)
    before = written()
    again = caller.post("/cases", {"text": "路灯坏了"}, key="k" * 76)
    assert (first.status, again) == (201, Answer(200, {**first.body, "repeated": True}))
    assert written() == before


def test_a_key_that_is_used_for_something_else_is_refused(town: Town) -> None:
    caller = Caller("clerk")
    caller.post("/cases", {"text": "路灯坏了"}, key="k")
    answer = caller.post("/cases", {"text": "井盖松动"}, key="k")
    assert (answer.status, answer.code) == (422, "idempotency.reused")
    assert cases() == 1
    assert Caller("dispatcher").post("/cases", {"text": "井盖松动"}, key="k").status == 201


def test_a_key_that_is_too_long_is_refused_not_cut(town: Town) -> None:
    answer = Caller("clerk").post("/cases", {"text": "路灯坏了"}, key="k" * 77)
    assert (answer.status, answer.code) == (400, "idempotency.key")
    assert cases() == 0


def test_without_key_and_reporter_the_same_words_are_two_cases(town: Town) -> None:
    caller = Caller("clerk")
    assert [caller.post("/cases", {"text": "路灯坏了"}).status for _ in range(2)] == [201, 201]


def test_the_same_person_saying_the_same_gets_the_first_receipt(town: Town) -> None:
    first = Caller("clerk").post("/cases", FILING)
    other = {**FILING, "text": "楼下烧烤，噪声太大！", "contact": "138-0013-8000"}
    again = Caller("dispatcher").post("/cases", other, key="new")
    assert (first.status, again) == (201, Answer(200, {**first.body, "repeated": True}))


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"text": ""}, 400, "case.text_missing", "text"),
        ({"text": " \n\u3000"}, 400, "case.text_missing", "text"),
        ({"text": "字" * 100_000}, 400, "case.text_long", "text"),
        ({"title": "字" * 201}, 400, "case.title_long", "title"),
        ({"contact": "没有"}, 400, "case.contact", "contact"),
        ({"category": "外星人"}, 400, "category.unknown", "category"),
        ({"place": "110101001001"}, 400, "place.unknown", "place"),
        ({"place": "\x00"}, 422, "request.invalid", None),
        ({"kind": "吐槽"}, 422, "request.invalid", "filing.kind"),
        ({"channel": 7}, 422, "request.invalid", "filing.channel"),
        ({"lon": 200}, 422, "request.invalid", "filing.lon"),
        ({"lat": "北"}, 422, "request.invalid", "filing.lat"),
        ({"text": 7}, 422, "request.invalid", "filing.text"),
        ({"text": None}, 422, "request.invalid", "filing.text"),
        ({"external_id": "9" * 81}, 422, "request.invalid", "filing.external_id"),
        ({"contact": "1" * 61}, 422, "request.invalid", "filing.contact"),
    ],
)
def test_what_cannot_be_filed_is_refused_by_field(
    town: Town, changes: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    answer = Caller("clerk").post("/cases", {**FILING, **changes})
    assert (answer.status, answer.code) == (status, code)
    assert list(answer.body["fields"]) == ([field] if field else [])
    assert cases() == 0
