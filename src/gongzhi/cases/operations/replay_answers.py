"""Play imported messages to the answers that they really got, at the times at which they got them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from gongzhi.cases.operations.dispatching import dispatching
from gongzhi.cases.operations.file_case import category_traits, readable
from gongzhi.cases.operations.import_cases import FIELDS, source_name
from gongzhi.cases.operations.replay import BATCH, Cast, cast_of
from gongzhi.cases.vocabulary import Stage
from gongzhi.catalogues.queries import CategoryEntry, catalogue, responsible_line
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.sheets.cells import Row, text_of
from gongzhi.sheets.mapping import map_columns
from gongzhi.sheets.moments import read_moment
from gongzhi.sheets.tables import Table
from gongzhi.workflow import engine
from gongzhi.workflow.subjects import Head, Request


@dataclass(slots=True)
class AnswersReport:
    """How many messages were answered now; the others have no time, one before the message, or a life of their own."""

    answered: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Said:
    external_id: str
    at: datetime
    words: str


def replay_answers(
    viewer: Viewer, *, table: Table, source: str, pairs: Iterable[str] = (), category: str, now: datetime
) -> AnswersReport:
    """Dispatch each message of ``table`` that was imported from ``source`` when it came, and answer it when it was.

    A message without a category gets ``category``. Played again, it finds nothing left to do.

    Raises:
        Refusal: ``sheet.*``, ``replay.cast``, ``category.unknown``; ``replay.answers`` when no column holds the times.
    """
    columns = map_columns(FIELDS, table.columns, pairs)
    if not {"external_id", "answered_at"} <= columns.keys():
        raise Refusal(
            "replay.answers", "请用 --map external_id=列名 和 --map answered_at=列名 指明编号和答复时间。"
        )
    otherwise = catalogue(viewer).find(category)
    if otherwise is None:
        raise Refusal("category.unknown", f"没有类别“{category}”，请从目录中选择。")
    cast, report, unread = cast_of(viewer, now), AnswersReport(), table.rows
    while batch := list(islice(unread, BATCH)):
        said = [one for _, row in batch if (one := _read(row, columns))]
        answered = _play(viewer, cast, said, source_name(source), otherwise)
        report.answered += answered
        report.left += len(batch) - answered
    return report


def _read(row: Row, columns: dict[str, str]) -> _Said | None:
    try:
        at = read_moment(row[columns["answered_at"]])
    except Refusal:
        return None
    words = readable(text_of(row[columns["answer"]])) if "answer" in columns else ""
    return _Said(text_of(row[columns["external_id"]]).strip(), at, words or "已答复")


_KNOWN = """
SELECT external_id, subject_id FROM cases_case WHERE city_id = %s AND source = %s AND external_id = ANY(%s)
"""


@transaction.atomic
def _play(viewer: Viewer, cast: Cast, said: Sequence[_Said], source: str, otherwise: CategoryEntry) -> int:
    ids = dict(rows(_KNOWN, [viewer.city_id, source, [one.external_id for one in said]]))
    answers = {ids[one.external_id]: one for one in said if one.external_id in ids}
    heads = engine.lock_heads("s.id = ANY(%s) AND s.stage = %s", [list(answers), Stage.FILED])
    heads = [head for head in heads if answers[head.id].at >= head.opened_at]

    classify = Request("classify", facts={"category": otherwise.code}, traits=category_traits(otherwise))
    unsorted = [head for head in heads if not head.traits.get("category")]
    sorted_already = [head for head in heads if head.traits.get("category")]
    heads = [
        *sorted_already,
        *_moved([engine.Step(head.id, classify, cast.dispatcher, head.opened_at) for head in unsorted]),
    ]
    heads = _moved(
        [engine.Step(head.id, _dispatch(head, cast), cast.dispatcher, head.opened_at) for head in heads]
    )
    heads = _moved(
        [engine.Step(head.id, Request("accept"), _handler(head, cast), head.opened_at) for head in heads]
    )
    return len(_moved([_answer(head, answers[head.id], cast) for head in heads]))


def _moved(steps: list[engine.Step]) -> list[Head]:
    """The heads after their steps, all of which the flow allows."""
    heads = []
    for result in engine.move_many(steps):
        if isinstance(result, Refusal):
            raise result
        heads.append(result.head)
    return heads


def _answer(head: Head, said: _Said, cast: Cast) -> engine.Step:
    return engine.Step(head.id, Request("answer", words=said.words), _handler(head, cast), said.at)


def _dispatch(head: Head, cast: Cast) -> Request:
    line = responsible_line(cast.dispatcher, head.traits["category"], head.place_code, head.opened_at)
    body_id = line.body_id if line and line.body_id in cast.handlers else min(cast.leads)
    way = dispatching(cast.dispatcher, body_id)
    return Request(
        "dispatch", body_id=body_id, found={"mode": str(way.mode)}, joins=way.copies, traits=way.traits
    )


def _handler(head: Head, cast: Cast) -> Viewer:
    return cast.handlers[head.holder_body_id or 0]
