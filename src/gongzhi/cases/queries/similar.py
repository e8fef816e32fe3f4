"""Cases that may be about the same matter: by what they say, where and when. Suggested, never merged by itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np

from gongzhi.cases.queries.message import Message, is_located
from gongzhi.cases.vocabulary import PROCESS, DemandKind
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel import clock
from gongzhi.kernel.arrays import array
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.language.grams import grams
from gongzhi.language.likeness import Grams, Rarity, likeness
from gongzhi.orgs.queries.places import place_finder
from gongzhi.workflow.queries import sees_where

NEAR_DAYS = 90
ALIKE = 0.18
"""Cosine from which on two messages may be about the same matter."""
FAR_METRES = 2000.0
SHOWN = 5
_LOOKED_AT = 700
"""About so many cases share a rare pair with the message and are looked at, however many cases there are."""
_COMPARED = 400
_EARTH_METRES = 6_371_000.0
_ARRAY_HEAD = 5
"""Words of four bytes before the elements, in PostgreSQL's own form of an array."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A case that may be about the same matter. ``metres`` is None when one of the two has no point."""

    id: UUID
    similarity: float
    metres: int | None
    opened_at: datetime
    place_code: str
    kind: str
    category: str


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """It, as those see it who may see the case; ``days`` lie between the two."""

    id: UUID
    number: str
    title: str
    text: str
    stage: str
    place: str
    opened_at: datetime
    days: int
    metres: int | None
    similarity: float


@dataclass(frozen=True, slots=True)
class SimilarMatter:
    """What everybody may know of it, to add a voice: where, what, when, how many. Nothing that was written.

    ``nearest`` is the most similar case: for the program, which adds the voice; it must not leave it unsigned.
    """

    nearest: UUID
    place: str
    what: str
    first_at: datetime
    last_at: datetime
    voices: int


def similar_cases(viewer: Viewer, message: Message, *, count: int = SHOWN) -> list[SimilarCase]:
    """The cases that the viewer may see and that the message repeats or nearly so, the most similar first.

    Looked for in the same street (and among what has no place yet), within 90 days before and after.
    """
    found = likenesses(viewer, [message], count=count)[0]
    if not found:
        return []
    told = {
        row[0]: row
        for row in rows(
            """SELECT s.id, s.number, s.title, c.text, s.stage, p.name FROM workflow_subject s
            JOIN cases_case c ON c.subject_id = s.id JOIN orgs_place p ON p.id = s.place_id WHERE s.id = ANY(%s)""",
            [[one.id for one in found]],
        )
    }
    return [_told(told[one.id], one, message) for one in found]


def _told(row: tuple[Any, ...], one: Likeness, message: Message) -> SimilarCase:
    _, number, title, text, stage, place = row
    days = abs(message.at - one.opened_at).days
    return SimilarCase(
        one.id, number, title, text, stage, place, one.opened_at, days, one.metres, one.similarity
    )


def similar_matters(viewer: Viewer, message: Message, *, count: int = SHOWN) -> list[SimilarMatter]:
    """What anybody may know of similar cases, gathered by community and class, the most similar first.

    Reports of wrongdoing (举报) and praise are left out: nobody else's voice is added to them.
    """
    gathered: dict[tuple[str, str], list[Likeness]] = {}
    for one in likenesses(viewer, [message], count=_COMPARED, everybody=True)[0]:
        if one.kind not in (DemandKind.REPORT, DemandKind.PRAISE):
            gathered.setdefault((one.place_code[:12], one.category[:2]), []).append(one)
    finder, classes = place_finder(viewer), catalogue(viewer)
    return [
        SimilarMatter(
            nearest=same[0].id,
            place=finder.name_of(place) if is_located(place) and place in finder.known else "",
            what=classes.label(top),
            first_at=min(one.opened_at for one in same),
            last_at=max(one.opened_at for one in same),
            voices=len(same),
        )
        for (place, top), same in list(gathered.items())[:count]
    ]


_NEAR = """
SELECT given.i, found.* FROM unnest(%s::int[], %s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::text[])
    AS given(i, id, alone, together, at, street)
CROSS JOIN LATERAL (
    WITH told AS MATERIALIZED (
        SELECT c.subject_id FROM cases_case c WHERE c.city_id = %s AND c.grams && given.alone::int[]
        UNION ALL SELECT c.subject_id FROM cases_case c WHERE c.city_id = %s AND c.grams @> given.together::int[]
    )
    SELECT near.id, array_send(c.grams), c.lon, c.lat, near.opened_at, near.place_code, c.kind, near.category
    FROM told
    CROSS JOIN LATERAL (
        SELECT s.id, s.opened_at, s.place_code, coalesce(s.traits->>'category', '') AS category
        FROM workflow_subject s WHERE s.id = told.subject_id AND s.process = %s
        AND s.opened_at BETWEEN given.at - %s AND given.at + %s AND s.id IS DISTINCT FROM given.id
        AND (given.street = '' OR left(s.place_code, 9) = given.street OR substr(s.place_code, 7, 3) = '000')
        AND {sees} OFFSET 0
    ) AS near
    CROSS JOIN LATERAL (SELECT * FROM cases_case c WHERE c.subject_id = near.id OFFSET 0) AS c LIMIT %s
) AS found
"""
"""OFFSET 0 keeps the planner, which can't know how rare the pairs are, from reading whole tables."""


def likenesses(
    viewer: Viewer, messages: Sequence[Message], *, count: int = SHOWN, everybody: bool = False
) -> list[list[Likeness]]:
    """For each message the cases that are alike, without what they say; one statement for all of them.

    ``everybody``: not only those that the viewer may see.
    """
    if not messages:
        return []
    rarity = rarity_of(viewer.city_id, clock.now().replace(minute=0, second=0, microsecond=0))
    own = [np.array(grams(f"{message.title}\n{message.text}"), np.int32) for message in messages]
    near: list[list[tuple[Any, ...]]] = [[] for _ in messages]
    for row in rows(*_statement(viewer, messages, own, rarity, everybody=everybody)):
        near[row[0]].append(row[1:])
    return [
        _alike(message, said, found, rarity, count)
        for message, said, found in zip(messages, own, near, strict=True)
    ]


def _statement(
    viewer: Viewer, messages: Sequence[Message], own: Sequence[Grams], rarity: Rarity, *, everybody: bool
) -> tuple[str, list[Any]]:
    sees, given = ("s.city_id = %s", [viewer.city_id]) if everybody else sees_where(viewer)
    wanted = [_wanted(one, rarity.telling(said, _LOOKED_AT)) for one, said in zip(messages, own, strict=True)]
    columns = zip(*wanted, strict=True)
    span = timedelta(days=NEAR_DAYS)
    params = [
        array(range(len(messages))),
        *map(array, columns),
        viewer.city_id,
        viewer.city_id,
        PROCESS,
        span,
        span,
    ]
    return _NEAR.format(sees=sees), [*params, *given, _COMPARED]


def _wanted(message: Message, telling: tuple[list[int], bool]) -> tuple[Any, ...]:
    pairs, together = telling
    street = message.place_code[:9] if is_located(message.place_code) else ""
    looked_up = (None, array(pairs)) if together and pairs else (array(pairs), None)
    return message.subject_id, *looked_up, message.at, street


def _alike(
    message: Message, own: Grams, near: Sequence[tuple[Any, ...]], rarity: Rarity, count: int
) -> list[Likeness]:
    alike = likeness(rarity, own, [_pairs(row[1]) for row in near])
    found = [
        Likeness(row[0], round(float(alike[i]), 3), metres, *row[4:])
        for i, row in enumerate(near)
        if alike[i] >= ALIKE
        and ((metres := _metres(message, row[2], row[3])) is None or metres <= FAR_METRES)
    ]
    return sorted(found, key=lambda one: (-one.similarity, one.id))[:count]


def _pairs(sent: bytes) -> Grams:
    """The elements of an array as PostgreSQL sends it: after the head, each with its length before it."""
    return np.frombuffer(sent, ">i4")[_ARRAY_HEAD + 1 :: 2].astype(np.int32)


def _metres(message: Message, lon: float | None, lat: float | None) -> int | None:
    if message.lon is None or message.lat is None or lon is None or lat is None:
        return None
    east = math.radians(lon - message.lon) * math.cos(math.radians((lat + message.lat) / 2))
    return round(_EARTH_METRES * math.hypot(east, math.radians(lat - message.lat)))


@lru_cache(maxsize=4)
def rarity_of(city_id: int, _hour: datetime) -> Rarity:
    """How rare pairs of characters are in the city's cases, as last sampled; read again each hour."""
    found: Sequence[tuple[Any, ...]] = rows(
        "SELECT grams, counts, sampled, total FROM cases_gramsample WHERE city_id = %s", [city_id]
    )
    if not found:
        return Rarity.unknown()
    sample, counts, sampled, total = found[0]
    return Rarity(np.frombuffer(sample, "<i4"), np.frombuffer(counts, "<i4"), sampled, total)
