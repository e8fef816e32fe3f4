"""A write that is sent twice with one key happens once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction

from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.idempotency import Reply, once
from gongzhi.kernel.models import KeptReply

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class Counter:
    """A write that answers with how often it was made."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> Reply:
        self.made += 1
        return Reply(201, b"%d \x00\xff" % self.made)


@transaction.atomic
def send(write: Counter, owner: str = "account:1", key: str = "k", request: bytes = b"{}") -> Reply:
    return once(owner, key, request, NOW, write)


def test_the_same_key_gives_the_first_answer_again(db: None) -> None:
    write = Counter()
    assert [send(write) for _ in range(3)] == [Reply(201, b"1 \x00\xff")] * 3
    assert (write.made, KeptReply.objects.count()) == (1, 1)


def test_keys_are_the_owners_own_and_no_key_is_no_promise(db: None) -> None:
    write = Counter()
    send(write)
    send(write, owner="account:2")
    send(write, key="l")
    send(write, key="")
    send(write, key="")
    assert (write.made, KeptReply.objects.count()) == (5, 3)


def test_a_key_with_another_request_is_refused(db: None) -> None:
    write = Counter()
    send(write)
    with pytest.raises(Refusal) as refused:
        send(write, request=b'{"move": "close"}')
    assert (refused.value.code, refused.value.status, write.made) == ("idempotency.reused", 422, 1)


def test_a_key_that_is_too_long_is_refused(db: None) -> None:
    write = Counter()
    with pytest.raises(Refusal) as refused:
        send(write, key="k" * 81)
    assert (refused.value.code, write.made) == ("idempotency.key", 0)
    send(write, key="字" * 80)
    assert write.made == 1


def test_a_refused_write_does_not_use_up_its_key(db: None) -> None:
    class Refusing(Counter):
        def __call__(self) -> Reply:
            raise Refusal("stale", "……")

    with pytest.raises(Refusal):
        send(Refusing())
    write = Counter()
    assert (send(write), write.made) == (Reply(201, b"1 \x00\xff"), 1)
