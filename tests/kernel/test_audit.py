"""The security audit log: chained, append-only, kept for as long as the law wants (R25; 网安法 21)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from gongzhi.kernel import audit, clock
from gongzhi.kernel.audit import AuditAction, broken_lines, record
from gongzhi.workflow.operations.doctor import doctor
from tests.parallel import at_once
from tests.road import rows
from tests.town import MONDAY, Town

YEAR = timedelta(days=365)


def write(town: Town, count: int = 3) -> None:
    for index in range(count):
        record(town.viewer("clerk"), AuditAction.EXPORTED, now=MONDAY + timedelta(days=index), target="cases")


def tamper(statement: str) -> None:
    """As somebody who rules the database and switches the guards off."""
    rows("ALTER TABLE kernel_auditline DISABLE TRIGGER USER")
    rows(statement)
    rows("ALTER TABLE kernel_auditline ENABLE TRIGGER USER")


def test_a_line_says_who_through_which_post_did_what_to_what_and_what_for(town: Town) -> None:
    clerk = town.viewer("clerk")
    record(clerk, AuditAction.REVEALED, now=MONDAY, target="1", purpose="回访", words="晚上再打")
    record(town.nobody, AuditAction.SIGN_IN_FAILED, now=MONDAY)
    (seat,) = clerk.seats
    city = town.city.id
    assert rows(
        "SELECT id, at, city_id, account_id, post_id, body_id, action, target, purpose, words FROM kernel_auditline"
    ) == [
        (1, MONDAY, city, clerk.account_id, seat.post_id, seat.body_id, "revealed", "1", "回访", "晚上再打"),
        (2, MONDAY, city, None, None, None, "sign_in_failed", "", "", ""),
    ]


def test_a_line_stands_or_falls_with_its_transaction(town: Town) -> None:
    with transaction.atomic():
        write(town)
        transaction.set_rollback(True)
    assert rows("SELECT 1 FROM kernel_auditline") == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_auditline SET words = '别的'",
        "UPDATE kernel_auditline SET words = words",
        "TRUNCATE kernel_auditline",
        "DELETE FROM kernel_auditline",
    ],
)
def test_the_database_lets_nobody_change_or_empty_it(town: Town, statement: str) -> None:
    record(town.viewer("clerk"), AuditAction.EXPORTED, now=clock.now() - timedelta(days=180))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows(statement)
    assert rows("SELECT count(*) FROM kernel_auditline") == [(1,)]


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE kernel_auditline SET words = '别的' WHERE id = 2", [2]),
        ("UPDATE kernel_auditline SET account_id = NULL WHERE id = 3", [3]),
        ("UPDATE kernel_auditline SET at = at + interval '1 second' WHERE id = 1", [1]),
        ("DELETE FROM kernel_auditline WHERE id = 2", [3]),
        ("UPDATE kernel_auditline SET id = 9 WHERE id = 3", [9]),
        ("UPDATE kernel_auditline SET hash = sha256('x') WHERE id = 1", [1, 2]),
    ],
)
def test_whatever_is_changed_behind_the_guards_is_named(
    town: Town, statement: str, broken: list[int]
) -> None:
    write(town)
    assert broken_lines() == []
    tamper(statement)
    assert broken_lines() == broken


def test_doctor_looks_at_the_chain(transactional_town: Town) -> None:
    write(transactional_town)
    assert doctor().clean
    tamper("UPDATE kernel_auditline SET target = 'x' WHERE id = 2")
    assert [(one.code, one.sequence) for one in doctor().differences] == [("audit.chain", 2)]


def test_many_writers_at_once_write_one_chain(transactional_town: Town) -> None:
    viewer = transactional_town.viewer("clerk")
    calls: list[Callable[[], object]] = [
        partial(record, viewer, AuditAction.SIGN_IN, now=MONDAY) for _ in range(12)
    ]
    at_once(calls)
    found = [number for (number,) in rows("SELECT id FROM kernel_auditline ORDER BY id")]
    assert (found, broken_lines()) == (list(range(1, 13)), [])


def test_what_is_old_goes_from_the_beginning_and_the_rest_is_still_one_chain(town: Town) -> None:
    now = clock.now()
    for age in (4 * YEAR, 4 * YEAR, timedelta(days=1), 4 * YEAR):
        record(town.viewer("clerk"), AuditAction.EXPORTED, now=now - age)
    before = now - 3 * YEAR
    assert (audit.older_lines(before), audit.forget(before), audit.forget(before)) == (2, 2, 0)
    assert (rows("SELECT id FROM kernel_auditline ORDER BY id"), broken_lines()) == ([(3,), (4,)], [])


def test_when_all_is_old_all_goes(town: Town) -> None:
    record(town.viewer("clerk"), AuditAction.EXPORTED, now=clock.now() - 4 * YEAR)
    assert (audit.forget(clock.now() - 3 * YEAR), broken_lines()) == (1, [])


def test_no_policy_reaches_into_the_six_months_of_the_law(town: Town) -> None:
    record(town.viewer("clerk"), AuditAction.EXPORTED, now=clock.now() - timedelta(days=30))
    with pytest.raises(IntegrityError, match="six months"), transaction.atomic():
        audit.forget(clock.now() - timedelta(days=7))
    assert rows("SELECT count(*) FROM kernel_auditline") == [(1,)]
