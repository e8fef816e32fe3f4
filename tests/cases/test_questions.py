"""Questions of a category: asked, kept beside the text, following a changed category (peers B2.3)."""

from __future__ import annotations

import pytest

from gongzhi.cases.operations import answer_questions
from gongzhi.cases.queries import case_detail
from gongzhi.catalogues.vocabulary import Sheet
from tests.catalogues.sheets_at_hand import hand_in
from tests.road import COMMUNITY, Road, refusal, rows, written
from tests.town import SINCE, Town

SHEET = (
    {"类别": "02", "问题代码": "night", "问题": "夜里也有吗", "回答方式": "是否"},
    {"类别": "0201", "问题代码": "source", "问题": "从哪里来", "回答方式": "选项", "选项": "施工、邻居", "工作人员必答": "是"},
    {"类别": "0101", "问题代码": "floor", "问题": "第几层", "回答方式": "数字", "工作人员必答": "是"},
)  # fmt: skip


@pytest.fixture
def road(town: Town) -> Road:
    """A case of noise, in a town that asks."""
    hand_in(Sheet.QUESTION, *SHEET, since=SINCE)
    return Road(town).file().to("triage")


def answer(road: Road, who: str, **answers: str) -> int:
    viewer = road.reporter if who == "reporter" else road.town.viewer(who)
    return answer_questions(viewer, subject_id=road.id, answers=answers, now=road.now)


def stored(road: Road) -> list[tuple[str, object, str]]:
    found = case_detail(road.town.viewer("dispatcher"), subject_id=road.id)
    assert found is not None
    return [(one["key"], one["value"], one["category"]) for one in found.answers]


def test_staff_answer_what_is_theirs_and_residents_what_they_like(road: Road) -> None:
    assert answer(road, "reporter", night="1") == 1
    assert answer(road, "reporter") == 0
    assert refusal(lambda: answer(road, "dispatcher", night="0")) == "question.answers"
    assert answer(road, "dispatcher", source="施工") == 1
    assert answer(road, "dispatcher", night="0") == 1
    assert stored(road) == [("night", True, "0201"), ("source", "施工", "0201"), ("night", False, "0201")]


def test_the_same_answer_is_kept_once(road: Road) -> None:
    assert [answer(road, "reporter", night="1"), answer(road, "reporter", night="1")] == [1, 0]


def test_questions_follow_a_changed_category(road: Road) -> None:
    answer(road, "dispatcher", source="施工")
    road.by("dispatcher", "classify", facts={"category": "0101", "place": COMMUNITY})
    assert refusal(lambda: answer(road, "dispatcher", source="邻居")) == "question.answers"
    assert answer(road, "dispatcher", floor="3", source="邻居") == 1
    assert stored(road) == [("source", "施工", "0201"), ("floor", 3, "0101")]


def test_what_is_refused_leaves_nothing(road: Road) -> None:
    before = written()
    for who, answers, code in (
        ("reporter", {"source": "别的"}, "question.answers"),
        ("reporter", {"night": "138 0013 8000"}, "question.answers"),
        ("other_street", {"night": "1"}, "not_found"),
        ("leader", {"night": "1"}, "not_allowed"),
        ("member", {"night": "1"}, "not_found"),
    ):
        assert refusal(lambda w=who, a=answers: answer(road, w, **a)) == code  # type: ignore[misc]
    assert written() == before


def test_a_closed_case_takes_no_more_answers(road: Road) -> None:
    road.to("closed")
    assert refusal(lambda: answer(road, "reporter", night="1")) == "case.closed"


def test_answers_hold_no_person(road: Road) -> None:
    """Requirements 1.7: only the question, the answer, its category and time."""
    answer(road, "dispatcher", source="施工")
    ((keys,),) = rows("SELECT array_agg(DISTINCT k ORDER BY k) FROM cases_case, jsonb_array_elements(answers) a, "
                      "jsonb_object_keys(a) k")  # fmt: skip
    assert keys == ["at", "category", "key", "label", "value"]
