"""Rate limits: so many tries in a window, over all processes, without keeping who it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.limits import Rate, count, forget
from gongzhi.kernel.models import RateWindow
from tests.parallel import at_once

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FIVE_A_MINUTE = Rate("filing", 5, 60)


def tries(times: int, who: str = "1.2.3.4", now: datetime = START, rate: Rate = FIVE_A_MINUTE) -> list[str]:
    found = []
    for _ in range(times):
        try:
            count(rate, who, now)
        except Refusal as refusal:
            found.append(refusal.code)
        else:
            found.append("")
    return found


def test_so_many_pass_and_no_more(db: None) -> None:
    assert tries(8) == [""] * 5 + ["too_many"] * 3


def test_each_person_and_each_limit_counts_by_itself(db: None) -> None:
    tries(5)
    assert tries(1, who="5.6.7.8") == [""]
    assert tries(1, rate=Rate("sign-in", 5, 60)) == [""]
    assert tries(1) == ["too_many"]


def test_the_next_window_begins_anew(db: None) -> None:
    tries(5)
    assert tries(1, now=START + timedelta(seconds=59)) == ["too_many"]
    assert tries(1, now=START + timedelta(seconds=60)) == [""]


def test_the_refusal_says_when_to_come_back(db: None) -> None:
    tries(5)
    with pytest.raises(Refusal) as refused:
        count(FIVE_A_MINUTE, "1.2.3.4", START)
    assert (refused.value.status, refused.value.details) == (429, {"retry_seconds": 60})


def test_old_windows_are_forgotten_and_nobody_is_named(db: None) -> None:
    tries(2)
    tries(2, now=START + timedelta(minutes=5))
    assert [b"1.2.3.4" in bytes(row.key) for row in RateWindow.objects.all()] == [False, False]
    assert forget(START + timedelta(minutes=5)) == 1
    assert RateWindow.objects.count() == 1


def test_many_at_once_do_not_slip_through(transactional_db: None) -> None:
    found = at_once([partial(count, FIVE_A_MINUTE, "1.2.3.4", START)] * 20)
    assert (found.count(None), found.count("too_many")) == (5, 15)
