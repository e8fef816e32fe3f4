"""Writing many rows of one city at once: new ones made, changed ones changed, the others left alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Generic, TypeVar

from django.db import connection, models, transaction
from django.db.models import F

from gongzhi.kernel.errors import not_allowed
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import City
from gongzhi.orgs.vocabulary import OrgsCapability

M = TypeVar("M", bound=models.Model)
BATCH = 2_000


class Change(IntEnum):
    """What became of a row."""

    NONE = 0
    CHANGED = 1
    CREATED = 2


@dataclass(slots=True)
class Changes(Generic[M]):
    """Rows to write, and the number of those that are as they should be."""

    created: list[M] = field(default_factory=list)
    changed: list[M] = field(default_factory=list)
    unchanged: int = 0

    def add(self, row: M, wanted: Mapping[str, Any], *, is_new: bool, links_differ: bool = False) -> Change:
        """Give the row the wanted values and note what that makes of it."""
        differs = [name for name, value in wanted.items() if getattr(row, name) != value]
        for name in differs:
            setattr(row, name, wanted[name])
        if is_new:
            self.created.append(row)
            return Change.CREATED
        if differs or links_differ:
            self.changed.append(row)
            return Change.CHANGED
        self.unchanged += 1
        return Change.NONE


@contextmanager
def writing(viewer: Viewer, *, dry_run: bool = False) -> Iterator[City]:
    """One transaction of who may manage the city, alone at it; the city's revision counts on.

    Raises:
        Refusal: ``not_allowed``.
    """
    if not viewer.can(OrgsCapability.MANAGE):
        raise not_allowed()
    with transaction.atomic():
        city = City.objects.select_for_update().get(id=viewer.city_id)
        yield city
        if dry_run:
            transaction.set_rollback(True)
        else:
            renew(city.id)


def renew(city_id: int) -> None:
    """Count the city's revision on: what is cached of its reference data is read again."""
    City.objects.filter(id=city_id).update(revision=F("revision") + 1)


def reserved_ids(table: str, count: int) -> Iterator[int]:
    """Keys for rows that are about to be made, so that they can refer to each other before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return iter([row[0] for row in cursor.fetchall()])


def write(manager: models.Manager[M], changes: Changes[M], fields: list[str]) -> None:
    """Insert the new rows and update the changed ones, by city and code."""
    rows = [*changes.created, *changes.changed]
    if rows:
        manager.bulk_create(
            rows, BATCH, update_conflicts=True, unique_fields=["city", "code"], update_fields=fields
        )
