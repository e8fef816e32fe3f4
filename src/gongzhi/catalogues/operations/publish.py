"""Publish a version of a sheet: it starts on a day, and what held before ends the day before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max

from gongzhi.catalogues.models import MODELS
from gongzhi.catalogues.operations.reading import Reading, read_sheet
from gongzhi.catalogues.queries.sheets import cells_of, sheet_rows
from gongzhi.catalogues.vocabulary import CataloguesCapability, Sheet
from gongzhi.kernel.errors import Refusal, not_allowed
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.operations.rows import Rejected
from gongzhi.orgs.operations.upserts import renew
from gongzhi.sheets.tables import Table

_BATCH = 2_000
_FIRST_DAY = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Report:
    """What a sheet says, and what became of it. With faults nothing is written, and each names its row."""

    sheet: Sheet
    since: date
    read: int
    rows: int
    added: int
    removed: int
    unchanged: int
    faults: tuple[Rejected, ...]
    published: bool


def publish(
    viewer: Viewer, *, sheet: Sheet, table: Table, since: date, system: str = "", dry_run: bool = False
) -> Report:
    """Take in a whole sheet as the version that starts on ``since``; old versions stay as they were.

    The same day as the newest version replaces that version; an earlier day is refused, because cases stand on
    what held then. With one faulty row nothing is written (facts 2.1 art. 11; DC-27).

    Raises:
        Refusal: ``not_allowed``, ``sheet.*``, ``version.since``.
    """
    if not viewer.can(CataloguesCapability.MANAGE):
        raise not_allowed()
    with transaction.atomic():
        newest = MODELS[sheet].objects.visible_to(viewer).aggregate(day=Max("starts_on"))["day"]
        if since < (newest or _FIRST_DAY):
            raise Refusal(
                "version.since",
                f"现行版本从 {newest or _FIRST_DAY} 起，新版本不能早于它：已有的诉求以当时的目录为准。请改一个日期。",
                fields={"since": "请改一个日期"},
            )
        reading = read_sheet(viewer, sheet, table, since, system)
        report = _report(viewer, reading, newest, written=not dry_run)
        if report.published:
            _write(viewer, reading)
    return report


def _report(viewer: Viewer, reading: Reading, newest: date | None, *, written: bool) -> Report:
    """Compared with the newest version, row by row as people read them."""
    made = [row for _, row in reading.rows]
    before = Counter(row.cells for row in sheet_rows(viewer, reading.sheet, version=newest))
    after = Counter(cells_of(viewer, reading.sheet, made))
    unchanged = (before & after).total()
    return Report(
        reading.sheet, reading.since, reading.read, len(made), after.total() - unchanged,
        before.total() - unchanged, unchanged, tuple(reading.faults), written and not reading.faults,
    )  # fmt: skip


def _write(viewer: Viewer, reading: Reading) -> None:
    model = MODELS[reading.sheet]
    mine = model.objects.visible_to(viewer)
    mine.filter(starts_on=reading.since).delete()
    mine.filter(ends_on__isnull=True).update(ends_on=reading.since - timedelta(days=1))
    model.objects.bulk_create([row for _, row in reading.rows], _BATCH)
    renew(viewer.city_id)
