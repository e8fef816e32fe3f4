"""The measurements of ``bench.suggest``, on an open database."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from tests.language.message_noise import told_again

from bench.filling import BATCH, demands, words_of
from bench.messages import stories
from bench.processes import cpu_seconds, postmaster_pid
from gongzhi.cases.labelled import Labelled
from gongzhi.cases.operations import file_many, sample_grams, store_suggestions
from gongzhi.cases.operations.train_classifier import train_classifier
from gongzhi.cases.queries import Message, suggestions
from gongzhi.cases.queries.similar import SHOWN, likenesses
from gongzhi.config.cities import DEMO, load_whole_city
from gongzhi.kernel import clock
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import City
from gongzhi.orgs.queries.viewers import system_viewer

_MARK = """
INSERT INTO cases_suggestion (subject_id, city_id, made_at, category, automatic, said, alike)
SELECT subject_id, city_id, now(), '', false, '{}', '[]' FROM cases_case ON CONFLICT DO NOTHING
"""


def prepare(cases: int) -> None:
    """The demo city with so many cases of the last year, looked at already, a sample and a model."""
    call_command("migrate", interactive=False, verbosity=0)
    if not City.objects.exists():
        load_whole_city(DEMO, 2026)
    viewer, now = system_viewer(), clock.now()
    ((done,),) = rows("SELECT count(*) FROM cases_case", [])
    source, began = islice(demands(viewer, cases, now), done, None), time.monotonic()
    while done < cases and (batch := list(islice(source, BATCH))):
        file_many(viewer, demands=batch, now=now)
        done += len(batch)
        if done % 20_000 == 0:
            print(f"  {done:,} cases, {time.monotonic() - began:.0f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        cursor.execute("VACUUM ANALYZE")
    sample_grams(viewer.city_id, now=now + timedelta(days=2))
    train_classifier(viewer, messages=_labelled(4000), source="bench", now=now)


def _labelled(count: int) -> Labelled:
    told = list(islice(stories(7, ["和平里", "东直门外", "安定门"], words_of(1000)), count))
    return Labelled([text for _, _, text in told], [category for category, _, _ in told])


def measure(data: Path, messages: int, imported: int) -> None:
    """Everything, printed as it is found."""
    viewer, server = system_viewer(), postmaster_pid(data)
    for located in (True, False):
        for noise in (0, 1, 2):
            print(_told_again(viewer, server, noise, messages, located=located), flush=True)
    print(_import(viewer, server, imported), flush=True)


def _told_again(viewer: Viewer, server: int, noise: int, count: int, *, located: bool) -> str:
    dice = random.Random(noise)
    first = _recent(count)
    again = [_again(row, noise, dice, located=located) for row in first]
    suggestions(viewer, again[0]), likenesses(viewer, again[:1])
    named = Spent(server)
    for message in again:
        suggestions(viewer, message)
    named_ms, _ = named.each(count)
    spent = Spent(server)
    found = [likenesses(viewer, [message])[0] for message in again]
    program, database = spent.each(count)
    hits = sum(row[0] in {one.id for one in alike} for row, alike in zip(first, found, strict=True))
    shown = sum(map(len, found)) / count
    place = "known" if located else "unknown"
    return (
        f"noise {noise}, place {place:7}: recall@{SHOWN} {hits / count:.3f} ({shown:.1f} shown); CPU: class, unit, "
        f"place {named_ms:.2f} ms; similar {program + database:.2f} ms (database {database:.2f})"
    )


class Spent:
    """CPU since it was made: of this program, and of the database that it has started."""

    def __init__(self, server: int) -> None:
        self.server = server
        self.began = self._now()

    def _now(self) -> tuple[float, float]:
        return time.process_time(), cpu_seconds(self.server)

    def each(self, count: int) -> tuple[float, float]:
        """Milliseconds (program, database) for one of ``count``."""
        program, database = (after - before for after, before in zip(self._now(), self.began, strict=True))
        return 1000 * program / count, 1000 * database / count


def _recent(count: int) -> list[tuple[Any, ...]]:
    return rows(
        """SELECT s.id, c.text, s.place_code, s.opened_at FROM workflow_subject s JOIN cases_case c
        ON c.subject_id = s.id WHERE s.opened_at > now() - interval '80 days' AND substr(s.place_code, 7, 3) <> '000'
        AND c.source = 'bench' ORDER BY md5(s.id::text) LIMIT %s""",
        [count],
    )


def _again(row: Sequence[Any], noise: int, dice: random.Random, *, located: bool) -> Message:
    _, text, place, opened = row
    later = opened + timedelta(days=dice.uniform(0, 10))
    return Message(told_again(text, noise, dice), later, place_code=place if located else "")


def _import(viewer: Viewer, server: int, count: int) -> str:
    now = clock.now()
    fresh = list(islice(demands(viewer, count, now, seed=int(now.timestamp())), count))
    fresh = [
        type(one)(**{**{name: getattr(one, name) for name in one.__slots__}, "external_id": None, "category": None,
                     "place": None, "filed_at": now, "source": "import:bench"})
        for one in fresh
    ]  # fmt: skip
    began, spent = time.perf_counter(), Spent(server)
    for start in range(0, count, BATCH):
        file_many(viewer, demands=fresh[start : start + BATCH], now=now)
    filing = sum(spent.each(count))
    spent, automatic = Spent(server), 0
    while (stored := store_suggestions(viewer, now=clock.now())).cases:
        automatic += stored.automatic
    suggesting = sum(spent.each(count))
    return (
        f"import with suggestions: {count / (time.perf_counter() - began):.0f} messages/s; CPU {filing:.2f} ms "
        "to file, "
        f"{suggesting:.2f} ms to suggest; {automatic} of {count} classified by the model"
    )
