"""Answers to the questions of a category: checked, impersonal. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongzhi.catalogues.vocabulary import QuestionKind
from gongzhi.kernel.errors import Refusal

LONGEST = 100
_PERSONAL = re.compile(r"\d[\d\- ]{5,}\d|[^@\s]+@[^@\s]+\.[^@\s]+")
"""What looks like a telephone, a document or an address of somebody: it belongs where contacts are sealed."""
_LARGEST = 1_000_000
Value = str | float | bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is asked."""

    key: str
    label: str
    kind: QuestionKind
    choices: tuple[str, ...]
    required: bool


def check_answers(
    questions: Sequence[Asked], given: Mapping[str, str], *, required: bool
) -> dict[str, Value]:
    """What was typed, by key, as values; what was left empty is left out (DC-26).

    ``required``: whether the questions that staff must answer are demanded; of residents they never are.

    Raises:
        Refusal: ``question.answers`` with a sentence for each field.
    """
    answers: dict[str, Value] = {}
    faults: dict[str, str] = {}
    for question in questions:
        text = given.get(question.key, "").strip()
        try:
            if text:
                answers[question.key] = _value(question, text)
            elif question.required and required:
                raise Refusal("question.missing", "请填写")
        except Refusal as refusal:
            faults[question.key] = f"{question.label}：{refusal.sentence}"
    if faults:
        raise Refusal(
            "question.answers", f"还有 {len(faults)} 个问题要改一下，填写的内容都还在。", fields=faults
        )
    return answers


def _value(question: Asked, text: str) -> Value:
    match question.kind:
        case QuestionKind.FLAG:
            if text not in ("1", "0", "是", "否"):
                raise Refusal("question.flag", "应为是或否")
            return text in ("1", "是")
        case QuestionKind.NUMBER:
            return _number(text)
        case QuestionKind.CHOICE:
            if text not in question.choices:
                raise Refusal("question.choice", "请从选项中选择")
            return text
        case QuestionKind.TEXT:
            return _text(text)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise Refusal("question.number", "应为数字") from None
    if not 0 <= number <= _LARGEST:
        raise Refusal("question.number", "数字超出了合理范围")
    return int(number) if number == int(number) else number


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise Refusal("question.long", f"最多 {LONGEST} 字")
    if _PERSONAL.search(text):
        raise Refusal("question.personal", "这里请不要写电话、证件号等个人信息")
    return " ".join(text.split())
