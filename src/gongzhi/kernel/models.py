"""Tables of the kernel: calendar days, replies kept for repeated requests, outbox, rate windows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class CalendarDay(models.Model):
    """A dated exception of the calendar, from a notice or by an administrator (who wins). City 0 is all cities."""

    city_id = models.SmallIntegerField(default=0)
    date = models.DateField()
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=120)
    override = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city_id", "date", "override"], name="kernel_calendarday_key")
        ]


class KeptReply(models.Model):
    """The answer to a write that carried an idempotency key: a repeated request gets it again."""

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    request_hash = models.BinaryField()
    status = models.SmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    kept_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "key"], name="kernel_keptreply_key")
        ]


class Parcel(models.Model):
    """Something to be delivered outside, written in the transaction of the fact that it tells."""

    id = models.UUIDField(primary_key=True)
    topic = models.CharField(max_length=60)
    payload = models.JSONField()
    made_at = models.DateTimeField()
    not_before = models.DateTimeField(db_index=False)
    attempts = models.SmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                "not_before", name="kernel_parcel_waiting", condition=models.Q(delivered_at__isnull=True)
            )
        ]


class RateWindow(models.Model):
    """How often something was tried by one key in one window of time."""

    key = models.BinaryField()
    window = models.BigIntegerField()
    n = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "window"], name="kernel_ratewindow_key")
        ]
