"""Answers to questions and reply templates: pure rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.catalogues.rules import PLACEHOLDERS, Asked, check_answers, render, unknown_placeholders
from gongzhi.catalogues.vocabulary import QuestionKind
from gongzhi.kernel.errors import Refusal

QUESTIONS = (
    Asked("source", "声音从哪里来", QuestionKind.CHOICE, ("施工", "邻居"), required=True),
    Asked("night", "夜里也有吗", QuestionKind.FLAG, (), required=False),
    Asked("degrees", "多少度", QuestionKind.NUMBER, (), required=False),
    Asked("since", "从什么时候开始", QuestionKind.TEXT, (), required=False),
)


def test_answers_become_values_and_empty_ones_are_left_out() -> None:
    given = {"source": "施工", "night": "1", "degrees": " 15.5 ", "since": "", "unknown": "x"}
    assert check_answers(QUESTIONS, given, required=True) == {
        "source": "施工",
        "night": True,
        "degrees": 15.5,
    }
    assert check_answers(QUESTIONS, {"degrees": "15"}, required=False) == {"degrees": 15}


def test_residents_need_answer_nothing_and_staff_what_is_theirs() -> None:
    assert check_answers(QUESTIONS, {}, required=False) == {}
    with pytest.raises(Refusal) as caught:
        check_answers(QUESTIONS, {}, required=True)
    assert (caught.value.code, list(caught.value.fields)) == ("question.answers", ["source"])


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("source", "别的"), ("night", "也许"), ("degrees", "冷"), ("degrees", "nan"), ("degrees", "-3"),
        ("degrees", "1e99"), ("since", "字" * 101), ("since", "打 138 0013 8000 找我"), ("since", "me@example.org"),
        ("since", "110101199003077777"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field(key: str, text: str) -> None:
    """Also personal data, which belongs where contacts are sealed (requirements 1.7)."""
    with pytest.raises(Refusal) as caught:
        check_answers(QUESTIONS, {key: text}, required=False)
    assert list(caught.value.fields) == [key]


def test_a_template_is_filled_in_once() -> None:
    text = "{单位}已到{地点}，编号 {编号}，{时限} 前答复"
    values = {"单位": "{编号}", "地点": "<b>", "编号": "A1", "时限": ""}
    assert render(text, values) == "{编号}已到<b>，编号 A1，{时限} 前答复"
    assert unknown_placeholders(text) == []
    assert unknown_placeholders("{姓名}{0.__class__}{}") == ["姓名", "0.__class__", ""]


@given(st.text(), st.dictionaries(st.sampled_from(PLACEHOLDERS), st.text()))
def test_any_text_can_be_rendered(text: str, values: dict[str, str]) -> None:
    if "{" not in text:
        assert render(text, values) == text
    else:
        render(text, values)
