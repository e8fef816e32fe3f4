"""Seals: what is written is sealed once, in order, and nothing that comes late is left out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db import transaction

from gongzhi.workflow import engine
from gongzhi.workflow.journal import GENESIS, merkle_root, seal_hash
from gongzhi.workflow.models import Seal
from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.operations.seal import seal
from gongzhi.workflow.subjects import Request
from tests.parallel import Elsewhere, at_once
from tests.road import CONTACT, STEP, TEXT, Road, rows
from tests.town import MONDAY, Town


def unsealed() -> list[int]:
    """Positions that no seal covers with their hash."""
    listed = b"".join(
        bytes(leaves) for leaves in Seal.objects.order_by("number").values_list("leaves", flat=True)
    )
    sealed = {listed[i : i + 32] for i in range(0, len(listed), 32)}
    found = rows("SELECT position, hash FROM workflow_entry ORDER BY position")
    return [position for position, digest in found if bytes(digest) not in sealed]


def test_a_seal_covers_what_was_written_since_the_one_before(transactional_town: Town) -> None:
    first = Road(transactional_town).file().to("closed")
    assert seal(MONDAY) == 7
    Road(transactional_town).file(text="另一件事").to("triage")
    first.by("callback", "reopen")
    assert (seal(MONDAY), seal(MONDAY)) == (3, 0)
    one, two = Seal.objects.order_by("number")
    hashes = [bytes(digest) for (digest,) in rows("SELECT hash FROM workflow_entry ORDER BY position")]
    assert [bytes(s.root) for s in (one, two)] == [merkle_root(hashes[:7]), merkle_root(hashes[7:])]
    assert (one.number, one.count, bytes(one.previous)) == (1, 7, GENESIS)
    assert (two.number, two.count, bytes(two.previous)) == (2, 3, bytes(one.hash))
    assert bytes(two.hash) == seal_hash(bytes(two.root), bytes(one.hash), 2, 3)
    assert (two.first_position, unsealed(), doctor().differences) == (one.last_position + 1, [], [])


def test_nothing_to_seal_leaves_no_seal(transactional_town: Town) -> None:
    assert (seal(MONDAY), Seal.objects.count()) == (0, 0)


def test_an_entry_of_a_running_transaction_is_waited_for(transactional_town: Town) -> None:
    done, running = (Road(transactional_town).file(text=text).to("handling") for text in ("一", "二"))
    with Elsewhere() as other:
        other.run(lambda: running.by("street", "contact"))
        done.by("street", "contact")
        assert seal(MONDAY, patience_seconds=0.2) == 0
        other.commit()
    assert seal(MONDAY) == 10
    assert (unsealed(), doctor().differences) == ([], [])


def test_an_entry_is_waited_for_whose_transaction_began_after_that_of_a_later_entry(
    transactional_town: Town,
) -> None:
    late, early = (Road(transactional_town).file(text=text).to("handling") for text in ("一", "二"))
    street, now = transactional_town.viewer("street"), late.now + STEP
    with Elsewhere() as older, Elsewhere() as younger:
        older.run(lambda: engine.lock_heads("s.id = %s", [late.id]))
        younger.run(lambda: engine.move(early.id, Request("contact"), viewer=street, now=now))
        older.run(lambda: engine.move(late.id, Request("contact"), viewer=street, now=now))
        older.commit()
        seal(MONDAY, patience_seconds=0.2)
        younger.commit()
    seal(MONDAY)
    assert (unsealed(), doctor().differences) == ([], [])


def test_a_transaction_has_its_id_before_it_draws_a_position(transactional_town: Town) -> None:
    """A seal asks whose transactions still run; who draws a position without an id would not be asked for."""
    with transaction.atomic():
        plan = "\n".join(
            line
            for (line,) in rows(
                """EXPLAIN (VERBOSE) INSERT INTO workflow_entry (subject_id, sequence, at, kind, move, source, target,
                facts, hash) SELECT gen_random_uuid(), 1, now(), '', '', '', '', '{}', ''"""
            )
        )
    assert plan.index("pg_current_xact_id()") < plan.index("nextval(")


def test_a_rolled_back_entry_leaves_a_gap_that_is_no_difference(transactional_town: Town) -> None:
    road = Road(transactional_town).file().to("handling")
    with transaction.atomic():
        road.by("street", "contact")
        transaction.set_rollback(True)
    road.by("street", "contact")
    assert (seal(MONDAY), unsealed(), doctor().differences) == (5, [], [])


def test_sealing_beside_writers_seals_everything_once(transactional_town: Town) -> None:
    roads = [Road(transactional_town).file(text=f"{TEXT}{i}", contact=CONTACT) for i in range(12)]
    calls: list[Callable[[], object]] = [partial(road.to, "closed") for road in roads]
    calls += [partial(seal, MONDAY)] * 4
    at_once(calls)
    seal(MONDAY)
    assert sum(Seal.objects.values_list("count", flat=True)) == 12 * 7
    assert (unsealed(), doctor().differences) == ([], [])
