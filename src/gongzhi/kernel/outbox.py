"""Outbox: what leaves the house is written with the fact that it tells and delivered afterwards, at least once.

A delivery gets the parcel's id, by which the other side recognises a repetition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.models import Parcel

Delivery = Callable[[UUID, Mapping[str, Any]], None]

MAX_ATTEMPTS = 12
_BATCH = 50


def put(topic: str, payload: Mapping[str, Any], *, now: datetime) -> UUID:
    """Leave a parcel in the current transaction: it exists exactly when the fact does."""
    parcel = Parcel.objects.create(id=new_id(), topic=topic, payload=payload, made_at=now, not_before=now)
    return parcel.id


def deliver(deliveries: Mapping[str, Delivery], *, now: datetime) -> int:
    """Deliver what waits; how many were delivered. A failed one waits twice as long each time, up to a day."""
    delivered = 0
    with transaction.atomic():
        waiting = Parcel.objects.select_for_update(skip_locked=True).filter(
            delivered_at__isnull=True, not_before__lte=now, attempts__lt=MAX_ATTEMPTS
        )
        for parcel in waiting.order_by("not_before")[:_BATCH]:
            delivered += _attempt(parcel, deliveries, now)
    return delivered


def _attempt(parcel: Parcel, deliveries: Mapping[str, Delivery], now: datetime) -> bool:
    parcel.attempts += 1
    try:
        with transaction.atomic():  # a delivery that breaks its transaction must not break the others'
            deliveries[parcel.topic](parcel.id, parcel.payload)
    except Exception as error:  # noqa: BLE001 - whatever the other side does, the parcel waits for its next try
        said = f"{type(error).__name__}: {error}".replace("\x00", "").encode(errors="replace")
        parcel.last_error = said.decode()[:300]
        parcel.not_before = now + min(timedelta(minutes=2**parcel.attempts), timedelta(days=1))
    else:
        parcel.delivered_at, parcel.last_error = now, ""
    parcel.save()
    return parcel.delivered_at is not None
