"""Work in the background. Every job may run twice: a stalled one is started again."""

from __future__ import annotations

import logging
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status

from gongzhi.cases.operations import freeze_when_due, pass_on_ended, sample_grams, store_suggestions
from gongzhi.cases.queries.confirmed import needs_training
from gongzhi.config.retention import run_retention
from gongzhi.kernel import clock, limits, outbox
from gongzhi.orgs.models import City
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.workflow.operations.escalate import escalate
from gongzhi.workflow.operations.fold import fold
from gongzhi.workflow.operations.reschedule import reschedule
from gongzhi.workflow.operations.seal import seal

SUGGESTING = timedelta(seconds=50)
"""How long one turn goes on; what is left waits for the next."""
_log = logging.getLogger(__name__)

DELIVERIES: dict[str, outbox.Delivery] = {}
"""Topic → how it leaves the house; filled by integrations."""


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="escalate", pass_context=False)
def find_overdue(timestamp: int) -> None:
    """Each minute: one journal line for each promise that comes near or has passed."""
    escalate(clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="fold")
def fold_tallies(timestamp: int) -> None:
    """Each minute: keep the figures small."""
    fold()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="seal")
def seal_journal(timestamp: int) -> None:
    """Every five minutes: seal what was written."""
    seal(clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="deliver")
def deliver_parcels(timestamp: int) -> None:
    """Each minute: what waits to leave the house."""
    outbox.deliver(DELIVERIES, now=clock.now())


@app.periodic(cron="40 1 * * *")
@app.task(queueing_lock="freeze")
def freeze_months(timestamp: int) -> None:
    """Each night: freeze last month, from the workday on that the city's formula names."""
    for code in City.objects.order_by("id").values_list("code", flat=True):
        freeze_when_due(system_viewer(code), now=clock.now())


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="tidy")
def tidy(timestamp: int) -> None:
    """Each hour: forget old rate windows."""
    limits.forget(clock.now() - timedelta(days=1))


@app.periodic(cron="11 0 * * *")
@app.task(queueing_lock="succession")
def pass_on_matters(timestamp: int) -> None:
    """Each night: what ended bodies still hold goes to their successors."""
    for code in City.objects.values_list("code", flat=True):
        pass_on_ended(system_viewer(code), now=clock.now())


@app.periodic(cron="43 3 * * *")
@app.task(queueing_lock="retention")
def remove_expired_data(timestamp: int) -> None:
    """Each night: personal data that have been kept long enough."""
    run_retention(clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="suggest")
def suggest(timestamp: int) -> None:
    """Each minute: suggestions for what has come in; filing does not wait for them."""
    began = clock.now()
    for code in City.objects.values_list("code", flat=True):
        viewer = system_viewer(code)
        while store_suggestions(viewer, now=clock.now()).cases and clock.now() - began < SUGGESTING:
            pass


@app.periodic(cron="47 * * * *")
@app.task(queueing_lock="sample_grams")
def sample_wording(timestamp: int) -> None:
    """Each hour, where a day has passed or much has come in: how rare pairs of characters are."""
    for city in City.objects.all():
        sample_grams(city.id, now=clock.now())


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="retrain")
def retrain(timestamp: int) -> None:
    """Each night, where people have corrected enough: a new version, in a process of its own that may be large."""
    for code in City.objects.values_list("code", flat=True):
        if needs_training(system_viewer(code)):
            command = [str(Path(sys.executable).with_name("gongzhi")), "classify", "train", "--from-cases"]
            done = subprocess.run([*command, "--city", code], capture_output=True, text=True, check=False)
            _log.log(logging.WARNING if done.returncode else logging.INFO, "%s", done.stderr or done.stdout)


@app.task
def recompute_deadlines(city_id: int) -> None:
    """After a holiday notice was loaded."""
    for city in City.objects.filter(id=city_id):
        reschedule(city.id, clock.now())


def recompute_soon(city_id: int) -> None:
    """Have a city's deadlines computed again: once, however often that is asked for before it is done."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        recompute_deadlines.configure(queueing_lock=f"reschedule:{city_id}").defer(city_id=city_id)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Start again what a killed worker has left behind."""
    for job in await app.job_manager.get_stalled_jobs():
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            # Its successor waits already, and does the work of both.
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
