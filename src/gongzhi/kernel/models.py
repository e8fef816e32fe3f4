"""Tables of the kernel: calendar days, kept replies, outbox, rate windows, audit log."""

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


class AuditLine(models.Model):
    """One line of the security audit log; keys are plain numbers, so that no row that they name is held by it."""

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    city_id = models.SmallIntegerField()
    account_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    body_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=20)
    target = models.CharField(max_length=80)
    purpose = models.CharField(max_length=20)
    words = models.CharField(max_length=300)
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        indexes: ClassVar = [
            models.Index("target", "id", name="kernel_auditline_target", condition=~models.Q(target=""))
        ]
