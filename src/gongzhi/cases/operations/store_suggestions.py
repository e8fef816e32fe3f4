"""Keep suggestions for cases that wait for the dispatcher; act on one only where it is sure enough (DC-26)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction

from gongzhi.cases.operations.file_case import category_traits
from gongzhi.cases.queries.classifier import active_classifier
from gongzhi.cases.queries.message import Message, is_located
from gongzhi.cases.queries.similar import Likeness, likenesses
from gongzhi.cases.queries.suggest import Suggestions, suggestions
from gongzhi.cases.vocabulary import PROCESS, Stage
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel.arrays import array
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.places import place_finder
from gongzhi.workflow import engine
from gongzhi.workflow.subjects import Outcome, Request

BATCH = 200
_PENDING = """
SELECT c.text, s.opened_at, s.title, c.place_words, s.place_code, c.lon, c.lat,
    coalesce(s.traits->>'category', ''), s.id
FROM workflow_subject s JOIN cases_case c ON c.subject_id = s.id
WHERE s.city_id = %s AND s.process = %s AND s.stage = %s
AND NOT EXISTS (SELECT 1 FROM cases_suggestion g WHERE g.subject_id = s.id) ORDER BY s.id LIMIT %s
"""
_KEEP = """
INSERT INTO cases_suggestion (subject_id, city_id, made_at, classifier_id, category, confidence, automatic,
    said, alike)
SELECT given.id, %s, %s, %s, category, confidence, automatic, said, alike
FROM unnest(%s::uuid[], %s::text[], %s::float8[], %s::bool[], %s::jsonb[], %s::jsonb[])
AS given(id, category, confidence, automatic, said, alike) ON CONFLICT (subject_id) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Suggested:
    """For how many cases suggestions were kept, and how many of these were classified by the model."""

    cases: int
    automatic: int


@transaction.atomic
def store_suggestions(viewer: Viewer, *, now: datetime, limit: int = BATCH) -> Suggested:
    """Suggest for up to ``limit`` cases that were filed and have no suggestion yet, the oldest first.

    A case without a category is classified by the model itself when the first suggestion reaches the model's
    threshold; the journal names version and confidence. Similar cases are only suggested, never merged. What has
    come in lately is put into its place in the search index first: each look-up would read it through.
    """
    rows("SELECT gin_clean_pending_list('cases_case_grams')", [])
    messages = [Message(*row) for row in rows(_PENDING, [viewer.city_id, PROCESS, Stage.FILED, limit])]
    said = [suggestions(viewer, message) for message in messages]
    found = list(zip(messages, said, likenesses(viewer, messages), strict=True))
    moved = _classify(viewer, [(message, said) for message, said, _ in found], now)
    _keep(viewer, found, moved, now)
    return Suggested(len(found), len(moved))


def _classify(viewer: Viewer, found: Sequence[tuple[Message, Suggestions]], now: datetime) -> set[Any]:
    """The cases that the model has classified; a case that somebody has moved meanwhile is left alone."""
    steps = [
        engine.Step(message.subject_id, _request(viewer, said), viewer, now)
        for message, said in found
        if said.automatic and not message.category and message.subject_id is not None
    ]
    results = engine.move_many(steps) if steps else []
    return {result.head.id for result in results if isinstance(result, Outcome)}


def _request(viewer: Viewer, said: Suggestions) -> Request:
    best, place = said.categories[0], said.place
    facts = {"category": best.code, "model": f"{said.version}", "confidence": f"{best.confidence:.1%}"}
    located = None
    if place is not None and place.certain and is_located(place.code):
        located = (place_finder(viewer).known[place.code].place_id, place.code)
        facts["place"] = place.code
    traits = category_traits(catalogue(viewer).by_code[best.code])
    return Request(move="classify_by_model", facts=facts, place=located, traits=traits)


def _keep(
    viewer: Viewer,
    found: Sequence[tuple[Message, Suggestions, Sequence[Likeness]]],
    moved: set[Any],
    now: datetime,
) -> None:
    if not found:
        return
    kept = [
        (
            message.subject_id,
            said.categories[0].code if said.categories else "",
            said.categories[0].confidence if said.categories else None,
            message.subject_id in moved,
            _json({"categories": said.categories, "place": said.place, "unit": said.unit}),
            _json([{"id": one.id, "similarity": one.similarity} for one in alike]),
        )
        for message, said, alike in found
    ]
    active = active_classifier(viewer)
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            [viewer.city_id, now, active.id if active else None, *map(array, zip(*kept, strict=True))],
        )


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
