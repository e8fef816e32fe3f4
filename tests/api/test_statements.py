"""How many statements a request costs, exactly: one more is a regression, one fewer a gain to be written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest
from django.db import connection

from tests.api.calling import Answer, Caller, road
from tests.road import COMMUNITY, WAY, needs
from tests.town import Town

TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK")
"""The test's own transaction turns the request's into savepoints."""


def counted(call: Callable[[], Answer], status: int) -> int:
    """The statements of one call; caches are warm, as in any request but a process's first."""
    sent: list[str] = []

    def note(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Mapping[str, Any]
    ) -> Any:
        if not sql.startswith(TRANSACTION):
            sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = call()
    assert answer.status == status, answer
    return len(sent)


@pytest.mark.parametrize(
    ("filing", "key", "status", "statements"),
    [
        ({"text": "路灯坏了"}, "", 201, 4),
        ({"text": "路灯坏了", "contact": "13900139000", "category": "0201"}, "k", 201, 5),
        ({"text": "路灯坏了", "contact": "13900139000", "category": "0201", "place": COMMUNITY}, "k", 201, 6),
        ({"text": "井盖松动"}, "again", 200, 3),
        ({"text": ""}, "", 400, 1),
    ],
)
def test_filing(town: Town, filing: dict[str, Any], key: str, status: int, statements: int) -> None:
    caller = Caller("clerk")
    caller.post("/cases", {"text": "井盖松动", "category": "0201"}, key="again")
    assert counted(lambda: caller.post("/cases", filing, key=key), status) == statements <= 6


EACH_MOVE = {"classify": 5, "dispatch": 6, "accept": 5, "answer": 5, "call_back": 5, "close": 5}


def test_moving(town: Town) -> None:
    road(town, text="热身").to("closed")
    one, callers = road(town), {login: Caller(login) for login, _, _ in WAY}
    for caller in callers.values():
        caller.get(f"/cases/{one.id}")
    found = {}
    for login, move, _ in WAY:
        send = partial(
            callers[login].post, f"/cases/{one.id}/moves", {"move": move, **needs(town, move)}, key=move
        )
        found[move] = counted(send, 200)
    assert found == EACH_MOVE
    assert max(found.values()) <= 6


def test_reading(town: Town) -> None:
    one = road(town).to("handling")
    for i in range(60):
        road(town, text=f"第{i}件")
    for login in ("leader", "street", "community"):
        caller = Caller(login)
        caller.get(f"/cases/{one.id}")
        for ask in (
            partial(caller.get, "/cases"),
            partial(caller.get, "/cases", q="烧烤"),
            partial(caller.get, "/cases", q=one.filed.number),
        ):
            assert counted(ask, 200) == 2
        assert counted(partial(caller.get, f"/cases/{one.id}"), 200) == 3
    leader = Caller("leader")
    leader.get("/figures")
    assert counted(partial(leader.get, "/figures"), 200) == 3
