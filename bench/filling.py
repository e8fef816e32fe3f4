"""Fill a city with N cases through the program's own bulk path: filed over twelve months, played up to now."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction

from bench.messages import rare_words, sender, stories
from gongzhi.cases.operations import Demand, file_many, replay_cases
from gongzhi.cases.operations.file_case import checked
from gongzhi.cases.vocabulary import Channel, DemandKind
from gongzhi.catalogues.queries import catalogue
from gongzhi.config.cities import DEMO, load_whole_city
from gongzhi.kernel import clock
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import City
from gongzhi.orgs.queries.choices import communities
from gongzhi.orgs.queries.lookups import communities_of
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.workflow.operations.fold import fold
from gongzhi.workflow.operations.seal import seal

SEED = 2026
BATCH = 1000
DAYS = 365
CASES_PER_WORD = 8
"""Each rare word is in about so many cases, however many cases there are."""
UNSORTED = 0.05
"""The share that comes in without category and place."""
PROBE = "bench"
_PAIRS = "cases_case_grams"
_TABLES = (
    "workflow_subject",
    "workflow_entry",
    "workflow_involvement",
    "workflow_tally",
    "workflow_tallydelta",
)


def words_of(count: int) -> list[str]:
    """The rare words in a city of ``count`` cases."""
    return rare_words(max(1, count // CASES_PER_WORD))


def fill(count: int) -> None:
    """Load the demo city and ``count`` cases; goes on where an interrupted filling stopped."""
    if not City.objects.exists():
        load_whole_city(DEMO, SEED)
    viewer, now = system_viewer(), clock.now()
    before = done = _filed()
    began = time.monotonic()
    source = islice(demands(viewer, count, now), done, None)
    with _searchable_afterwards():
        while batch := list(islice(source, BATCH)):
            with transaction.atomic():
                filed = file_many(viewer, demands=batch, now=now)
                replay_cases(viewer, ids=[one.id for one in filed], seed=SEED, now=now, until=now)
            done += len(batch)
            if done % 10_000 == 0:
                fold()  # what the worker does each minute
                print(f"  {done:,} cases, {(done - before) / (time.monotonic() - began):.0f}/s", flush=True)
    settle(now)


@contextmanager
def _searchable_afterwards() -> Iterator[None]:
    """Without the index of pairs while it runs: made at the end, it costs a tenth of what it costs case by case."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(f"DROP INDEX IF EXISTS {_PAIRS}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(f"CREATE INDEX {_PAIRS} ON cases_case USING gin (grams)")


def _filed() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case WHERE source = %s", [PROBE])
        return int(cursor.fetchone()[0])


def demands(viewer: Viewer, count: int, now: datetime, seed: int = SEED) -> Iterator[Demand]:
    """The demands in the order in which they come in."""
    dice = random.Random(seed)
    names = {option.value: f"{option.group}{option.label}" for option in communities(viewer)}
    places = communities_of(viewer)
    found = catalogue(viewer).by_code
    told = stories(seed, [names[code] for _, code in places], words_of(count))
    began, span = now - timedelta(days=DAYS), timedelta(days=DAYS) - timedelta(minutes=1)
    for serial, (category, place, text) in enumerate(islice(told, count)):
        unsorted, (reporter, contact) = dice.random() < UNSORTED, sender(dice)
        demand = Demand(
            text=text,
            kind=dice.choice(list(DemandKind)),
            channel=dice.choice(list(Channel)),
            source=PROBE,
            external_id=f"{serial}",
            reporter=reporter,
            contact=contact,
            category=None if unsorted else found[category],
            place=None if unsorted else places[place],
            place_words=names[places[place][1]],
            filed_at=began + span * (serial / count),
        )
        yield checked(demand, now)


def settle(now: datetime) -> None:
    """Bring the database to rest: folded, sealed, vacuumed, written out."""
    fold()
    seal(now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
