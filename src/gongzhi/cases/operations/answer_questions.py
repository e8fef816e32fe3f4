"""Answer the questions of a case's category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from gongzhi.cases.operations.file_case import readable
from gongzhi.cases.queries import case_detail
from gongzhi.cases.vocabulary import CaseCapability
from gongzhi.catalogues.queries import Asked, check_answers, questions_of
from gongzhi.kernel.clock import instant, local
from gongzhi.kernel.errors import Refusal, not_allowed, not_found
from gongzhi.kernel.viewer import Viewer

_MAY = (
    CaseCapability.DISPATCH,
    CaseCapability.HANDLE,
    CaseCapability.CALL_BACK,
    CaseCapability.CONTACT,
)


@transaction.atomic
def answer_questions(viewer: Viewer, *, subject_id: UUID, answers: Mapping[str, str], now: datetime) -> int:
    """Keep what was answered to the questions of the present category; how many answers are new.

    Earlier answers stay: of each question the newest is shown. Staff must answer what is marked as theirs, the
    reporter nothing. No personal data is taken here (requirements 1.7).

    Raises:
        Refusal: ``not_found``, ``not_allowed``, ``case.closed``, ``question.answers`` with a sentence by field.
    """
    found = case_detail(viewer, subject_id=subject_id)
    if found is None:
        raise not_found("这件诉求")
    if subject_id not in viewer.subject_ids and not any(viewer.can(may) for may in _MAY):
        raise not_allowed()
    if found.head.closed_at is not None:
        raise Refusal("case.closed", "这件诉求已经办结，不能再补充。", status=409)
    category = found.head.traits.get("category", "")
    before = newest_answers(found.answers)
    questions = open_questions(questions_of(viewer, category, local(now).date()), before)
    typed = {key: readable(text) for key, text in answers.items()}
    given = check_answers(questions, typed, required=viewer.account_id is not None)
    labels = {question.key: question.label for question in questions}
    fresh = [
        {"key": key, "label": labels[key], "value": value, "category": category, "at": instant(now)}
        for key, value in given.items()
        if key not in before or before[key]["value"] != value
    ]
    if fresh:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE cases_case SET answers = answers || %s::jsonb WHERE subject_id = %s",
                [orjson.dumps(fresh).decode(), subject_id],
            )
    return len(fresh)


def newest_answers(answers: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Of each question the answer that was given last."""
    return {answer["key"]: answer for answer in answers}


def open_questions(questions: Sequence[Asked], before: Mapping[str, Any]) -> list[Asked]:
    """The questions, those that were answered no longer required."""
    return [replace(asked, required=asked.required and asked.key not in before) for asked in questions]
