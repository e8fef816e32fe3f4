"""Each job of the background does its work once through the real queue, and a worker leaves nothing lying about."""

from __future__ import annotations

import gc
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued

from gongzhi.config import jobs
from gongzhi.kernel import clock, outbox
from gongzhi.kernel.limits import Rate, count
from gongzhi.kernel.models import CalendarDay
from gongzhi.orgs.models import City
from gongzhi.workflow.operations.doctor import doctor
from tests.api.calling import road
from tests.config.running import GONGZHI, environment
from tests.road import Road, head_of, journal_of, rows
from tests.town import Town


@pytest.fixture
def work(queue: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Runs a worker until the queue is empty; its threads give their connections back."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    connector = app.connector
    assert isinstance(connector, DjangoConnector)

    def until_empty() -> None:
        with app.replace_connector(connector.get_worker_connector()):
            app.run_worker(
                wait=False,
                concurrency=1,
                listen_notify=False,
                install_signal_handlers=False,
                delete_jobs="never",
            )

    yield until_empty
    gc.collect()


def ended(task: str) -> list[tuple[str, int]]:
    """(status, attempts) of every job of a task."""
    return rows(
        "SELECT status::text, attempts FROM procrastinate_jobs WHERE task_name = %s ORDER BY id",
        f"gongzhi.config.jobs.{task}",
    )


def test_what_is_overdue_gets_its_line(transactional_town: Town, work: Callable[[], None]) -> None:
    late = Road(transactional_town, now=clock.now() - timedelta(days=30)).file().to("dispatched")
    jobs.find_overdue.configure().defer(timestamp=0)
    work()
    assert {status for status, _ in ended("find_overdue")} == {"succeeded"}
    assert journal_of(late.id)[-1] == (4, "overdue", "", "dispatched", "dispatched")
    assert head_of(late.id).escalation == 2
    work()
    assert len(journal_of(late.id)) == 4


def test_tallies_are_folded_and_the_journal_is_sealed(
    transactional_town: Town, work: Callable[[], None]
) -> None:
    road(transactional_town).to("handling")
    jobs.fold_tallies.configure().defer(timestamp=0)
    work()
    until = time.monotonic() + 60
    while not rows("SELECT 1 FROM workflow_seal") and time.monotonic() < until:
        # Nothing is sealed while an older transaction runs, even in the database of another test process.
        with suppress(AlreadyEnqueued):
            jobs.seal_journal.configure().defer(timestamp=0)
        work()
    assert rows("SELECT counter, n FROM workflow_tally WHERE n > 0 AND area = '990101001' ORDER BY 1") == [
        ("channel:web", 1),
        ("contact:due", 1),
        ("stage:handling", 1),
    ]
    assert rows("SELECT count(*) FROM workflow_tallydelta") == [(0,)]
    assert rows("SELECT number, count FROM workflow_seal") == [(1, 4)]
    diagnosis = doctor()
    assert (diagnosis.seals, diagnosis.differences) == (1, [])


Came = list[tuple[UUID, Mapping[str, Any]]]


@pytest.fixture
def came() -> Iterator[Came]:
    """Two ways out of the house, as an integration registers them: one takes everything, one never answers."""
    taken: Came = []

    def refuse(_id: UUID, _payload: Mapping[str, Any]) -> None:
        raise ConnectionRefusedError("对方没有接")

    ways = {"good": lambda parcel, payload: taken.append((parcel, payload)), "bad": refuse}
    jobs.DELIVERIES.update(ways)
    yield taken
    for topic in ways:
        del jobs.DELIVERIES[topic]


def test_parcels_are_delivered_once_and_a_broken_one_waits(
    transactional_town: Town, work: Callable[[], None], came: Came
) -> None:
    long_ago = clock.now() - timedelta(hours=1)
    good = outbox.put("good", {"word": "𠮷"}, now=long_ago)
    outbox.put("bad", {}, now=long_ago)
    jobs.deliver_parcels.configure().defer(timestamp=0)
    work()
    work()
    assert came == [(good, {"word": "𠮷"})]
    assert rows(
        "SELECT topic, attempts, delivered_at IS NULL, last_error, not_before > now() FROM kernel_parcel ORDER BY id"
    ) == [("good", 1, False, "", False), ("bad", 1, True, "ConnectionRefusedError: 对方没有接", True)]


def test_old_windows_are_forgotten(transactional_town: Town, work: Callable[[], None]) -> None:
    rate, now = Rate("r", 5, 60), clock.now()
    for moment in (now - timedelta(days=2), now):
        count(rate, "x", moment)
    jobs.tidy.configure().defer(timestamp=0)
    work()
    (kept,) = rows('SELECT "window" FROM kernel_ratewindow')
    assert kept[0] > now.timestamp() - 120


def test_what_was_kept_long_enough_is_removed(transactional_town: Town, work: Callable[[], None]) -> None:
    road(transactional_town).to("closed")
    rows("UPDATE workflow_subject SET closed_at = closed_at - interval '6 years'")
    jobs.remove_expired_data.configure().defer(timestamp=0)
    work()
    assert ended("remove_expired_data") == [("succeeded", 1)]
    assert rows("SELECT text, contact_sealed FROM cases_case") == [("", b"")]


def test_deadlines_are_computed_again_once_for_each_city(
    transactional_town: Town, work: Callable[[], None]
) -> None:
    """A due date in a year without a notice is provisional; the notice moves it."""
    one = Road(transactional_town, now=clock.now() - timedelta(days=1)).file().to("answered")
    before = head_of(one.id)
    assert before.due_at is not None
    day = clock.local(before.due_at).date()
    CalendarDay.objects.create(date=day, is_workday=False, name="临时放假", source="测试", override=True)
    rows("UPDATE workflow_subject SET provisional = true WHERE id = %s", one.id)
    other = City.objects.create(code="990102", name="另一座", scope="990102")
    with transaction.atomic():
        for city_id in (transactional_town.city.id, other.id, transactional_town.city.id):
            jobs.recompute_soon(city_id)
    work()
    assert ended("recompute_deadlines") == [("succeeded", 1), ("succeeded", 1)]
    after = head_of(one.id)
    assert after.due_at is not None
    assert clock.local(after.due_at).date() > day
    assert journal_of(one.id)[-1][1] == "rescheduled"


LEFT_OVER = """
WITH dead AS (
    INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id)
INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args, status, worker_id, scheduled_at)
SELECT 'default', 'gongzhi.config.jobs.recompute_deadlines', waiting, jsonb_build_object('city_id', %s::int),
    status::procrastinate_job_status, CASE status WHEN 'doing' THEN dead.id END,
    CASE status WHEN 'todo' THEN now() + interval '1 hour' END
FROM dead, (VALUES ('alone', 'doing'), ('followed', 'doing'), ('followed', 'todo')) AS job(waiting, status)
"""


def test_what_a_killed_worker_left_is_begun_again(transactional_town: Town, work: Callable[[], None]) -> None:
    """One stalled job goes on; one whose successor waits already makes room for it, and holds nobody up."""
    rows(LEFT_OVER, transactional_town.city.id)
    jobs.retry_stalled.configure().defer(timestamp=0)
    work()
    assert ended("recompute_deadlines") == [("succeeded", 2), ("failed", 1), ("todo", 0)]
    assert {status for status, _ in ended("retry_stalled")} == {"succeeded"}


def test_every_periodic_job_is_named_with_its_rhythm() -> None:
    registry = app.periodic_registry.periodic_tasks
    assert {task.task.name.rpartition(".")[2]: task.cron for task in registry.values()} == {
        "find_overdue": "* * * * *",
        "fold_tallies": "* * * * *",
        "seal_journal": "*/5 * * * *",
        "deliver_parcels": "* * * * *",
        "freeze_months": "40 1 * * *",
        "pass_on_matters": "11 0 * * *",
        "tidy": "17 * * * *",
        "suggest": "* * * * *",
        "sample_wording": "47 * * * *",
        "retrain": "30 3 * * *",
        "retry_stalled": "*/10 * * * *",
        "remove_expired_data": "43 3 * * *",
    }


DONE = """
SELECT (SELECT count(*) > 0 FROM workflow_seal), (SELECT count(*) FROM procrastinate_jobs),
    (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute')
"""


def test_the_worker_runs_beats_keeps_nothing_and_leaves_when_told(
    transactional_town: Town, queue: None, tmp_path: Path
) -> None:
    road(transactional_town)
    jobs.seal_journal.configure().defer(timestamp=0)
    with (tmp_path / "log").open("w") as log:
        worker = subprocess.Popen([GONGZHI, "worker"], env=environment(tmp_path), stdout=log, stderr=log)
        try:
            until = time.monotonic() + 60
            while rows(DONE) != [(True, 0, 1)] and time.monotonic() < until:
                time.sleep(0.1)
            assert rows(DONE) == [(True, 0, 1)]
        finally:
            worker.send_signal(signal.SIGTERM)
            status = worker.wait(30)
    assert status == 0
    assert rows("SELECT count(*) FROM procrastinate_workers") == [(0,)]
    assert "Traceback" not in (tmp_path / "log").read_text()
