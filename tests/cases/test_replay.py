"""Played lives: everybody goes home with an answer, and the figures are what the journal says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from gongzhi.cases.operations import Demand, ReplayReport, file_many, replay_cases
from gongzhi.cases.operations.file_case import checked
from gongzhi.cases.queries import figures
from gongzhi.catalogues.queries import catalogue
from gongzhi.orgs.models import Post
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.orgs.vocabulary import PostKind
from gongzhi.workflow.operations.doctor import doctor
from tests.road import Road, refusal, rows
from tests.town import MONDAY, Town

CASES = 250


class PulledOutError(Exception):
    """The plug, while people play."""


def file_all(town: Town, count: int = CASES) -> list[UUID]:
    """Messages of two weeks; every third is classified and has its place, like those of a good hotline."""
    viewer = town.viewer("clerk")
    noise = catalogue(viewer).by_code["0201"]
    place = town.places["多福巷社区"]
    demands = [
        Demand(
            text=f"第{i}件：楼下太吵",
            reporter=f"用户{i}",
            category=noise if i % 3 == 0 else None,
            place=(place.id, place.code) if i % 3 == 0 else None,
            filed_at=MONDAY - timedelta(hours=i),
        )
        for i in range(count)
    ]
    return [one.id for one in file_many(viewer, demands=[checked(d, MONDAY) for d in demands], now=MONDAY)]


def play(ids: list[UUID], seed: int = 7, **options: Any) -> ReplayReport:
    return replay_cases(system_viewer(), ids=ids, seed=seed, now=MONDAY, **options)


def lives() -> list[tuple[Any, ...]]:
    """Everything that happened, without chance of the engine's own (salts, and hashes over them)."""
    return rows(
        """SELECT s.title, e.sequence, e.at, e.move, e.source, e.target, e.actor_post_id, e.holder_body_id, e.due_at,
        e.facts, e.words FROM workflow_entry e JOIN workflow_subject s ON s.id = e.subject_id ORDER BY 1, 2"""
    )


BY_HAND = """
WITH latest AS (
    SELECT DISTINCT ON (subject_id) facts FROM workflow_entry WHERE move = 'call_back' AND facts->>'reached' = 'true'
    ORDER BY subject_id, sequence DESC)
SELECT
    (SELECT count(DISTINCT subject_id) FROM workflow_entry WHERE move = 'dispatch'),
    (SELECT count(*) FROM workflow_entry WHERE move = 'contact' AND at <= (facts->>'contact_by')::timestamptz),
    count(*), count(*) FILTER (WHERE facts->>'solved' = 'solved'),
    sum(CASE facts->>'satisfaction' WHEN 'satisfied' THEN 100 WHEN 'mostly' THEN 80 WHEN 'neutral' THEN 50 END)
FROM latest
"""


def test_every_case_is_closed_and_the_rates_are_those_of_the_journal(transactional_town: Town) -> None:
    ids = file_all(transactional_town)
    report = play(ids)
    entries = rows("SELECT count(*) FROM workflow_entry")[0][0]
    assert (report.played, report.closed, report.moves) == (CASES, CASES, entries - CASES)
    assert rows("SELECT stage, count(*) FROM workflow_subject WHERE closed_at IS NOT NULL GROUP BY 1") == [
        ("closed", CASES)
    ]
    due, met, valid, solved, weights = rows(BY_HAND)[0]
    shown = figures(transactional_town.viewer("leader"))
    assert [(rate.name, rate.part, rate.n, rate.percent) for rate in shown.rates] == [
        ("response_rate", met, due, round(100 * met / due, 1)),
        ("resolution_rate", solved, valid, round(100 * solved / valid, 1)),
        ("satisfaction_rate", weights / 100, valid, round(weights / valid, 1)),
    ]
    assert 0 < met < due
    assert 0 < solved < valid < CASES
    assert (shown.filed, shown.by_stage) == (CASES, {"closed": CASES})
    moves = dict(rows("SELECT move, count(*) FROM workflow_entry GROUP BY 1"))
    assert set(moves) == {
        "file", "classify", "dispatch", "accept", "contact", "answer", "call_back", "rework", "close",
    }  # fmt: skip
    assert moves["file"] == moves["close"] == CASES
    assert doctor().differences == []


def test_the_catalogue_decides_who_handles(town: Town) -> None:
    play(file_all(town, 60))
    found = rows(
        """SELECT DISTINCT e.holder_body_id FROM workflow_entry e JOIN workflow_subject s ON s.id = e.subject_id
        WHERE e.move = 'dispatch' AND s.traits->>'class' = '02'"""
    )
    assert found == [(town.bodies["城管委"].id,)]


def test_the_same_seed_plays_the_same_lives_in_any_order(town: Town) -> None:
    ids = file_all(town, 80)
    found = []
    for seed, order in ((7, ids), (7, ids[::-1]), (8, ids)):
        with transaction.atomic():
            play(order, seed)
            found.append(lives())
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_an_interrupted_play_goes_on_to_the_same_end(transactional_town: Town) -> None:
    ids = file_all(transactional_town)

    def pull(closed: int) -> None:
        if closed:
            raise PulledOutError

    with pytest.raises(PulledOutError):
        play(ids, progress=pull)
    closed = rows("SELECT count(*) FROM workflow_subject WHERE closed_at IS NOT NULL")[0][0]
    assert 0 < closed < CASES
    told: list[int] = []
    report = play([*ids, *ids], progress=told.append)
    assert (report.played, report.closed, sum(told)) == (CASES - closed,) * 3
    assert rows("SELECT count(*) FROM workflow_subject WHERE closed_at IS NULL") == [(0,)]
    assert rows("SELECT count(*) FROM workflow_entry WHERE move = 'close'") == [(CASES,)]
    assert play(ids) == ReplayReport()
    assert doctor().differences == []


def test_until_a_moment_nothing_happens_after_it(town: Town) -> None:
    ids = file_all(town, 120)
    until = MONDAY + timedelta(days=1)
    report = play(ids, until=until)
    ((latest, still_open),) = rows(
        """SELECT (SELECT max(at) FROM workflow_entry),
        (SELECT count(*) FROM workflow_subject WHERE closed_at IS NULL)"""
    )
    assert latest <= until
    assert 0 < still_open == 120 - report.closed < 120
    rest = play(ids)
    assert (rest.played, rest.closed) == (still_open, still_open)


@pytest.mark.parametrize("kind", [PostKind.DISPATCHER, PostKind.CALLBACK_CLERK])
def test_without_the_people_nothing_is_played(town: Town, kind: PostKind) -> None:
    ids = file_all(town, 1)
    Post.objects.filter(kind=kind).delete()
    assert refusal(lambda: play(ids)) == "replay.cast"
    assert rows("SELECT move FROM workflow_entry") == [("file",)]


def test_a_case_that_lies_where_nobody_handles_is_named(town: Town) -> None:
    road = Road(town, lead="区政府").file().to("dispatched")
    with pytest.raises(Exception, match=road.filed.number) as caught:
        play([road.id])
    assert getattr(caught.value, "code", "") == "replay.cast"
