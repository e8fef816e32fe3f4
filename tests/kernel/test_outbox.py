"""The outbox: with the fact or not at all; delivered at least once, whatever the other side does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from gongzhi.kernel.models import Parcel
from gongzhi.kernel.outbox import MAX_ATTEMPTS, deliver, put
from tests.parallel import Elsewhere, at_once

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class Post:
    """The other side: keeps what arrives; refuses what it is told to."""

    def __init__(self, *broken: str) -> None:
        self.arrived: list[tuple[UUID, Any]] = []
        self.broken = broken

    def __call__(self, parcel_id: UUID, payload: Mapping[str, Any]) -> None:
        if payload["to"] in self.broken:
            raise ConnectionError("no answer\x00\ud800" + "." * 400)
        self.arrived.append((parcel_id, payload["to"]))

    @property
    def names(self) -> list[str]:
        return [name for _, name in self.arrived]


def test_a_parcel_exists_exactly_when_its_fact_does(transactional_db: None) -> None:
    with transaction.atomic():
        put("sms", {"to": "undone"}, now=NOW)
        transaction.set_rollback(True)
    with transaction.atomic():
        kept = put("sms", {"to": "done"}, now=NOW)
    post = Post()
    assert (deliver({"sms": post}, now=NOW), post.arrived) == (1, [(kept, "done")])


def test_what_is_delivered_is_not_delivered_again(db: None) -> None:
    put("sms", {"to": "a"}, now=NOW)
    post = Post()
    assert [deliver({"sms": post}, now=NOW + timedelta(days=day)) for day in range(3)] == [1, 0, 0]
    assert post.names == ["a"]


def test_a_failed_one_waits_longer_each_time_and_holds_up_no_other(db: None) -> None:
    for name in ("a", "broken", "b"):
        put("sms", {"to": name}, now=NOW)
    post, delays, at = Post("broken"), [], NOW
    assert deliver({"sms": post}, now=NOW) == 2
    for _ in range(MAX_ATTEMPTS):
        parcel = Parcel.objects.get(delivered_at=None)
        delays.append(int((parcel.not_before - at).total_seconds() // 60))
        at = parcel.not_before
        assert deliver({"sms": post}, now=at - timedelta(seconds=1)) == 0
        assert deliver({"sms": post}, now=at) == 0
    assert delays == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440]
    assert sorted(post.names) == ["a", "b"]
    parcel = Parcel.objects.get(delivered_at=None)
    assert (parcel.attempts, len(parcel.last_error), parcel.last_error[:26]) == (
        MAX_ATTEMPTS,
        300,
        "ConnectionError: no answer",
    )


def test_it_arrives_when_the_other_side_is_back(db: None) -> None:
    put("sms", {"to": "a"}, now=NOW)
    deliver({"sms": Post("a")}, now=NOW)
    post = Post()
    assert (deliver({"sms": post}, now=NOW + timedelta(minutes=2)), post.names) == (1, ["a"])
    assert Parcel.objects.get().last_error == ""


def test_a_topic_that_nobody_delivers_waits(db: None) -> None:
    put("fax", {"to": "a"}, now=NOW)
    assert deliver({}, now=NOW) == 0
    assert Parcel.objects.get().last_error == "KeyError: 'fax'"


def test_a_delivery_that_breaks_its_transaction_breaks_only_its_own(db: None) -> None:
    def break_it(parcel_id: UUID, payload: Mapping[str, Any]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    post = Post()
    put("sql", {"to": "a"}, now=NOW)
    put("sms", {"to": "b"}, now=NOW + timedelta(seconds=1))
    assert (deliver({"sql": break_it, "sms": post}, now=NOW + timedelta(minutes=1)), post.names) == (1, ["b"])


def test_what_was_under_way_when_the_worker_was_stopped_is_delivered_again(transactional_db: None) -> None:
    first, second = put("sms", {"to": "a"}, now=NOW), put("sms", {"to": "b"}, now=NOW + timedelta(seconds=1))
    post = Post()

    def stop_at_b(parcel_id: UUID, payload: Mapping[str, Any]) -> None:
        if payload["to"] == "b":
            raise KeyboardInterrupt
        post(parcel_id, payload)

    with pytest.raises(KeyboardInterrupt):
        deliver({"sms": stop_at_b}, now=NOW + timedelta(minutes=1))
    assert deliver({"sms": post}, now=NOW + timedelta(minutes=1)) == 2
    assert post.arrived == [(first, "a"), (first, "a"), (second, "b")]


def test_two_workers_do_not_deliver_the_same_at_once(transactional_db: None) -> None:
    put("sms", {"to": "a"}, now=NOW)
    post = Post()
    with Elsewhere() as other:
        assert other.run(lambda: deliver({"sms": post}, now=NOW)) == 1
        assert deliver({"sms": post}, now=NOW) == 0
    for index in range(20):
        put("sms", {"to": f"{index}"}, now=NOW)
    delivered = at_once([lambda: deliver({"sms": post}, now=NOW)] * 4)
    assert (sum(delivered), sorted(post.names)) == (20, sorted(["a", *(f"{index}" for index in range(20))]))  # type: ignore[arg-type]
