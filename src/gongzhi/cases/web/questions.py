"""The questions of a category on pages: as fields, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from gongzhi.cases.operations.answer_questions import newest_answers, open_questions
from gongzhi.cases.queries import CaseDetail
from gongzhi.catalogues.queries import Asked, questions_of
from gongzhi.catalogues.vocabulary import QuestionKind
from gongzhi.kernel.viewer import Viewer
from gongzhi.ui.parts import Choice, FieldKind, MoveField
from gongzhi.ui.web import typed

PREFIX = "q-"
_KINDS: Mapping[QuestionKind, FieldKind] = {
    QuestionKind.TEXT: "line",
    QuestionKind.NUMBER: "line",
    QuestionKind.CHOICE: "choice",
    QuestionKind.FLAG: "choice",
}


def given_answers(fields: QueryDict) -> dict[str, str]:
    """What was typed, by the key of its question."""
    return {name.removeprefix(PREFIX): typed(fields, name) for name in fields if name.startswith(PREFIX)}


def question_fields(
    found: CaseDetail,
    viewer: Viewer,
    on: date,
    given: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> tuple[MoveField, ...]:
    """The questions of the present category, with what was answered or typed; required only of staff."""
    before = newest_answers(found.answers)
    questions = open_questions(_asked(found, viewer, on), before)
    return tuple(
        MoveField(
            name=f"{PREFIX}{asked.key}",
            label=_(asked.label),
            kind=_KINDS[asked.kind],
            choices=_choices(asked),
            required=asked.required and viewer.account_id is not None,
            value=(given or {}).get(
                asked.key, _posted(before[asked.key]["value"]) if asked.key in before else ""
            ),
            error=(faults or {}).get(asked.key, ""),
        )
        for asked in questions
    )


def answer_facts(found: CaseDetail, viewer: Viewer, on: date) -> list[tuple[str, str]]:
    """What was answered; also under a category that it no longer has, and which required question is open."""
    newest = newest_answers(found.answers)
    asked = {question.key: question for question in _asked(found, viewer, on)}
    facts = [(answer["label"], _said(answer["value"])) for key, answer in newest.items() if key in asked]
    facts += [(q.label, _("还没有问到")) for key, q in asked.items() if q.required and key not in newest]
    facts += [
        (_("%(question)s（原类别）") % {"question": answer["label"]}, _said(answer["value"]))
        for key, answer in newest.items()
        if key not in asked
    ]
    return facts


def _asked(found: CaseDetail, viewer: Viewer, on: date) -> tuple[Asked, ...]:
    return questions_of(viewer, found.head.traits.get("category", ""), on)


def _choices(asked: Asked) -> tuple[Choice, ...]:
    if asked.kind is QuestionKind.FLAG:
        return Choice("1", _("是")), Choice("0", _("否"))
    return tuple(Choice(choice, _(choice)) for choice in asked.choices)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)


def _posted(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
