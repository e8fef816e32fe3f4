"""Fifty at once, each with a connection of its own: nothing is lost, nothing is doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from django.db import transaction

from gongzhi.cases.operations.file_case import Demand, Filed, file_case
from gongzhi.cases.operations.move_case import move_case
from gongzhi.kernel.idempotency import Reply, once
from gongzhi.kernel.numbers import read_number
from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.operations.escalate import escalate
from gongzhi.workflow.operations.fold import fold
from gongzhi.workflow.queries import sums
from tests.parallel import at_once
from tests.road import CONTACT, STEP, TEXT, Road, head_of, journal_of, needs, rows
from tests.town import MONDAY, Town

WRITERS = 50


def test_of_many_who_dispatch_one_case_exactly_one_does(transactional_town: Town) -> None:
    town = transactional_town
    road = Road(town).file().to("triage")
    dispatcher, now = town.viewer("dispatcher"), road.now + STEP
    bodies = [town.bodies[name].id for name in ("东四街道办", "城管委", "住建委", "建国门街道办", "指挥中心")]
    calls = [
        partial(move_case, dispatcher, subject_id=road.id, move="dispatch", body_id=bodies[i % 5], now=now)
        for i in range(WRITERS)
    ]
    found = at_once(calls)
    (made,) = [head for head in found if not isinstance(head, str)]
    assert Counter(head for head in found if isinstance(head, str)) == {"flow.stage": WRITERS - 1}
    assert head_of(road.id) == made
    assert journal_of(road.id) == [
        (1, "move", "file", "", "filed"),
        (2, "move", "classify", "filed", "triage"),
        (3, "move", "dispatch", "triage", "dispatched"),
    ]
    assert doctor().differences == []


def test_of_many_with_the_same_page_open_one_writes_and_the_others_hear_that_it_is_stale(
    transactional_town: Town,
) -> None:
    town = transactional_town
    road = Road(town).file().to("handling")
    street, now, seen = town.viewer("street"), road.now + STEP, head_of(road.id).sequence
    calls = [
        partial(move_case, street, subject_id=road.id, move=move, now=now, seen=seen, **needs(town, move))
        for move in ["contact", "answer", "object"] * 17
    ][:WRITERS]
    found = at_once(calls)
    assert Counter(code for code in found if isinstance(code, str)) == {"stale": WRITERS - 1}
    assert [head.sequence for head in found if not isinstance(head, str)] == [seen + 1]
    assert head_of(road.id).sequence == seen + 1
    assert doctor().differences == []


def test_of_many_who_write_the_same_line_none_is_lost(transactional_town: Town) -> None:
    town = transactional_town
    road = Road(town).file().to("handling")
    street, now, before = town.viewer("street"), road.now + STEP, head_of(road.id).sequence
    calls = [
        partial(move_case, street, subject_id=road.id, move="contact", words=f"第{i}次联系", now=now)
        for i in range(WRITERS)
    ]
    found = at_once(calls)
    assert sorted(head.sequence for head in found if not isinstance(head, str)) == [
        before + 1 + i for i in range(WRITERS)
    ]
    assert {words for (words,) in rows("SELECT words FROM workflow_entry WHERE move = 'contact'")} == {
        f"第{i}次联系" for i in range(WRITERS)
    }
    assert doctor().differences == []


def test_the_same_demand_filed_by_many_is_one_case(transactional_town: Town) -> None:
    demand = Demand(text=TEXT, contact=CONTACT)
    viewer = transactional_town.nobody
    found = at_once([partial(file_case, viewer, demand=demand, now=MONDAY)] * WRITERS)
    receipts = [receipt for receipt in found if isinstance(receipt, Filed)]
    assert Counter(receipt.repeated for receipt in receipts) == {False: 1, True: WRITERS - 1}
    assert len({(receipt.id, receipt.number, receipt.code) for receipt in receipts}) == 1
    assert rows("SELECT count(*), (SELECT count(*) FROM cases_case) FROM workflow_entry") == [(1, 1)]
    assert doctor().differences == []


def test_different_demands_filed_by_many_have_numbers_of_their_own(transactional_town: Town) -> None:
    viewer = transactional_town.nobody
    calls = [
        partial(file_case, viewer, demand=Demand(text=f"{TEXT}（第{i}户）", contact=CONTACT), now=MONDAY)
        for i in range(WRITERS)
    ]
    found = at_once(calls)
    numbers = [receipt.number for receipt in found if isinstance(receipt, Filed) and not receipt.repeated]
    assert (len(numbers), len(set(numbers)), [read_number(n) for n in numbers]) == (WRITERS, WRITERS, numbers)
    assert sums(transactional_town.viewer("leader"), "case").by_stage == {"filed": WRITERS}
    assert doctor().differences == []


def test_one_request_sent_many_times_with_one_key_is_made_once_and_all_get_its_answer(
    transactional_town: Town,
) -> None:
    town = transactional_town
    road = Road(town).file().to("handling")
    street, now = town.viewer("street"), road.now + STEP

    def write() -> Reply:
        head = move_case(street, subject_id=road.id, move="contact", words="已联系", now=now)
        return Reply(200, str(head.sequence).encode())

    def send() -> Reply:
        with transaction.atomic():
            return once("account:1", "key", b"contact", now, write)

    assert set(at_once([send] * WRITERS)) == {Reply(200, b"5")}
    assert [line for line in journal_of(road.id) if line[2] == "contact"] == [
        (5, "move", "contact", "handling", "handling")
    ]
    assert doctor().differences == []


def test_folding_beside_writers_loses_nothing(transactional_town: Town) -> None:
    viewer = transactional_town.nobody
    filing = [
        partial(file_case, viewer, demand=Demand(text=f"{TEXT}（第{i}户）", contact=CONTACT), now=MONDAY)
        for i in range(40)
    ]
    calls: list[Callable[[], object]] = []
    for start in range(0, len(filing), 4):
        calls += filing[start : start + 4]
        calls.append(fold)
    at_once(calls)
    assert sums(transactional_town.viewer("leader"), "case").by_stage == {"filed": 40}
    fold()
    assert rows("SELECT count(*) FROM workflow_tallydelta") == [(0,)]
    assert sums(transactional_town.viewer("leader"), "case").by_stage == {"filed": 40}
    assert doctor().differences == []


def test_many_who_look_for_what_is_overdue_write_one_line(transactional_town: Town) -> None:
    road = Road(transactional_town).file().to("dispatched")
    due = head_of(road.id).due_at
    assert due is not None
    at_once([partial(escalate, due + STEP)] * 20)
    assert [line for line in journal_of(road.id) if line[1] != "move"] == [
        (4, "overdue", "", "dispatched", "dispatched")
    ]
    assert doctor().differences == []
