"""Deadlines of the town: dated rules by grade, promises that are kept, escalation, and a notice that comes later."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db.models import F

from gongzhi.catalogues.models import Category
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel.clock import CHINA
from gongzhi.kernel.operations import load_notice
from gongzhi.orgs.models import City
from gongzhi.workflow import engine
from gongzhi.workflow.models import DeadlineRule
from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.operations.escalate import escalate
from gongzhi.workflow.operations.reschedule import reschedule
from gongzhi.workflow.subjects import Request
from tests.parallel import Elsewhere, until_somebody_waits
from tests.road import STEP, Road, head_of, journal_of, rows
from tests.town import Town


def china(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


def raise_revision(town: Town) -> None:
    """What every change of reference data does, so that nobody goes on by what is cached."""
    City.objects.filter(id=town.city.id).update(revision=F("revision") + 1)
    town.city.refresh_from_db()


def events(road: Road) -> list[tuple[int, str]]:
    """(sequence, kind) of the lines that the program itself wrote."""
    return [(sequence, kind) for sequence, kind, *_ in journal_of(road.id) if kind != "move"]


def test_each_step_has_its_clock(town: Town) -> None:
    """Filed on Monday 2 March at 9:00; a step every ten minutes."""
    road = Road(town).file()
    stages = ("filed", "triage", "dispatched", "handling", "answered", "reviewed", "closed")
    assert [head_of(road.to(stage).id).due_at for stage in stages] == [
        china(3, 2, 11, 0),
        china(3, 2, 11, 0),
        china(3, 9, 9, 20),
        china(3, 9, 9, 20),
        china(3, 5, 9, 40),
        china(3, 5, 9, 40),
        None,
    ]


@pytest.mark.parametrize(
    ("category", "due"),
    [("0201", china(3, 9, 9, 10)), ("0101", china(3, 17, 9, 10)), ("03", china(3, 3, 9, 10))],
    ids=["general: 7 days", "complex: 15 days", "utility: 24 hours"],
)
def test_the_grade_of_the_category_decides_how_long_the_answer_may_take(
    town: Town, category: str, due: datetime
) -> None:
    road = Road(town).file(category=catalogue(town.nobody).find(category)).to("filed")
    assert road.by("dispatcher", "dispatch").due_at == due


def test_a_promise_says_by_which_rule_it_runs(town: Town) -> None:
    head = head_of(Road(town).file().to("answered").id)
    assert head.limit == {
        "name": "callback",
        "clock": "workdays",
        "amount": 3,
        "profile": "office",
        "basis": "办法第九条",
        "from": china(3, 2, 9, 40).isoformat(),
    }


def test_the_first_contact_is_due_in_work_hours_from_the_dispatch(town: Town) -> None:
    """8 work-hours from Monday 9:20: 2 h 40 to noon, 4 in the afternoon, 1 h 20 on Tuesday."""
    head = head_of(Road(town).file().to("dispatched").id)
    assert datetime.fromisoformat(head.traits["contact_by"]) == china(3, 3, 9, 20)


def test_a_new_rule_holds_from_its_day_and_old_promises_stay(town: Town) -> None:
    old = Road(town).file(text="旧规则").to("dispatched")
    DeadlineRule.objects.filter(city=town.city, limit="answer", grade="").update(ends_on=date(2026, 3, 2))
    DeadlineRule.objects.create(
        city=town.city, process="case", limit="answer", clock="natural_days", amount=3, basis="新办法",
        starts_on=date(2026, 3, 3),
    )  # fmt: skip
    raise_revision(town)
    last_of_old = Road(town, now=china(3, 2, 23, 30)).file(text="旧规则的最后一天").to("dispatched")
    first_of_new = Road(town, now=china(3, 2, 23, 50)).file(text="新规则").to("dispatched")
    assert [head_of(road.id).due_at for road in (old, last_of_old, first_of_new)] == [
        china(3, 9, 9, 20),
        china(3, 9, 23, 50),
        china(3, 6, 0, 10),
    ]


def test_a_rule_of_another_process_is_none_of_ours(town: Town) -> None:
    DeadlineRule.objects.create(
        city=town.city, process="whistle", limit="answer", clock="calendar_minutes", amount=30, basis="吹哨",
        starts_on=date(2026, 1, 1),
    )  # fmt: skip
    raise_revision(town)
    assert head_of(Road(town).file().to("dispatched").id).due_at == china(3, 9, 9, 20)


def test_without_a_rule_there_is_no_deadline(town: Town) -> None:
    DeadlineRule.objects.filter(city=town.city).delete()
    raise_revision(town)
    road = Road(town).file().to("dispatched")
    assert (head_of(road.id).due_at, head_of(road.id).limit, escalate(china(12, 31))) == (None, None, 0)


def test_a_changed_grade_holds_for_the_next_promise(town: Town) -> None:
    road = Road(town).file().to("dispatched")
    Category.objects.filter(city=town.city, code="0201").update(grade="utility")
    raise_revision(town)
    again = Road(town).file(text="又一件").to("dispatched")
    assert (head_of(road.id).due_at, head_of(again.id).due_at) == (china(3, 9, 9, 20), china(3, 3, 9, 20))


def test_each_promise_gets_one_line_when_it_comes_near_and_one_when_it_has_passed(
    transactional_town: Town,
) -> None:
    road = Road(transactional_town).file().to("dispatched")
    looks = [
        (china(3, 8, 9, 19), 0),
        (china(3, 8, 9, 20), 1),
        (china(3, 9, 9, 19), 0),
        (china(3, 9, 9, 20), 1),
        (china(3, 20), 0),
    ]
    assert [escalate(at) for at, _ in looks] == [written for _, written in looks]
    assert events(road) == [(4, "due_soon"), (5, "overdue")]
    assert doctor().differences == []


def test_a_promise_of_a_day_comes_near_in_its_last_quarter(transactional_town: Town) -> None:
    road = Road(transactional_town).file(category=catalogue(transactional_town.nobody).find("03"))
    road.by("dispatcher", "dispatch")
    assert head_of(road.id).due_at == china(3, 3, 9, 10)
    assert [escalate(china(3, 3, 3, 9)), escalate(china(3, 3, 3, 10))] == [0, 1]
    assert events(road) == [(3, "due_soon")]


def test_what_is_first_seen_when_it_has_passed_gets_one_line(transactional_town: Town) -> None:
    road = Road(transactional_town).file().to("dispatched")
    assert [escalate(china(4, 1)), escalate(china(4, 2))] == [1, 0]
    assert events(road) == [(4, "overdue")]


def test_a_new_promise_starts_afresh(transactional_town: Town) -> None:
    road = Road(transactional_town).file().to("dispatched")
    escalate(china(4, 1))
    road.now = china(4, 1)
    road.by("street", "accept")
    assert escalate(china(4, 2)) == 0
    road.by("street", "answer")
    assert (head_of(road.id).due_at, head_of(road.id).escalation) == (china(4, 3, 18), 0)
    assert [escalate(china(4, 3, 2)), escalate(china(4, 9))] == [1, 1]
    assert events(road) == [(4, "overdue"), (7, "due_soon"), (8, "overdue")]
    assert doctor().differences == []


def test_what_is_closed_is_never_overdue(transactional_town: Town) -> None:
    road = Road(transactional_town).file().to("closed")
    assert (escalate(china(12, 31)), events(road)) == (0, [])


@pytest.mark.parametrize("move", ["answer", "contact"])
def test_a_promise_kept_while_the_look_waits_for_its_lock_is_not_escalated(
    transactional_town: Town, move: str
) -> None:
    """The answer gives a new promise; a mere contact leaves the old one, which is overdue still."""
    road = Road(transactional_town).file().to("handling")
    street, at = transactional_town.viewer("street"), china(3, 20)
    with Elsewhere() as handler, Elsewhere() as job:
        handler.run(
            lambda: engine.move(
                road.id, Request(move, words="已处理"), viewer=street, now=at - timedelta(minutes=1)
            )
        )
        looking = job.start(lambda: escalate(at))
        until_somebody_waits()
        handler.commit()
        written = looking.result(timeout=60)
    assert (written, events(road)) == ((0, []) if move == "answer" else (1, [(6, "overdue")]))
    assert doctor().differences == []


NOTICE_2027 = """日期,类型,名称
2027-01-01,休,元旦
2027-01-02,休,元旦
2027-01-03,班,元旦
2027-02-05,休,春节
2027-04-05,休,清明节
2027-05-01,休,劳动节
2027-06-09,休,端午节
2027-09-15,休,中秋节
2027-10-01,休,国庆节
"""


def standing(roads: dict[str, Road]) -> dict[str, tuple[datetime | None, bool]]:
    """When each case is due, and whether a notice may still move that."""
    return {name: (head_of(road.id).due_at, head_of(road.id).provisional) for name, road in roads.items()}


def test_a_notice_moves_exactly_the_provisional_promises(transactional_town: Town) -> None:
    """Three workdays from Wednesday 30 December: Thursday, Monday, Tuesday; with the Sunday at work, by Monday.

    What is due before 25 December is settled, as are natural days, which no notice moves.
    """
    town = transactional_town
    roads = {
        "moved": Road(town, now=china(12, 30, 9)).file(text="跨年回访").to("answered"),
        "confirmed": Road(town, now=china(12, 28, 9)).file(text="年前回访").to("answered"),
        "settled": Road(town, now=china(12, 14, 9)).file(text="月中回访").to("answered"),
        "natural": Road(town, now=china(12, 30, 9)).file(text="跨年办理").to("handling"),
        "closed": Road(town, now=china(12, 30, 9)).file(text="已办结").to("closed"),
    }
    before = standing(roads)
    assert before == {
        "moved": (china(1, 5, 9, 40, 2027), True),
        "confirmed": (china(12, 31, 9, 40), True),
        "settled": (china(12, 17, 9, 40), False),
        "natural": (china(1, 6, 9, 20, 2027), False),
        "closed": (None, False),
    }
    escalate(china(1, 4, 10, 0, 2027))
    assert load_notice(NOTICE_2027).problems == ()
    raise_revision(town)
    now = china(1, 4, 11, 0, 2027)
    assert (reschedule(town.city.id, now), reschedule(town.city.id, now)) == (2, 0)
    assert standing(roads) == before | {
        "moved": (china(1, 4, 9, 40, 2027), False),
        "confirmed": (china(12, 31, 9, 40), False),
    }
    assert {
        name: [kind for _, kind in events(road) if kind == "rescheduled"] for name, road in roads.items()
    } == {
        "moved": ["rescheduled"],
        "confirmed": ["rescheduled"],
        "settled": [],
        "natural": [],
        "closed": [],
    }
    was = "SELECT facts->>'was' FROM workflow_entry WHERE kind = 'rescheduled' AND subject_id = %s"
    assert rows(was, roads["moved"].id) == [("2027-01-05T01:40:00.000000+00:00",)]
    assert escalate(now) == 2
    fresh = Road(town, now=china(12, 30, 9)).file(text="新件").to("answered")
    assert standing({"fresh": fresh}) == {"fresh": (china(1, 4, 9, 40, 2027), False)}
    assert doctor().differences == []


def test_another_city_is_not_rescheduled(transactional_town: Town) -> None:
    road = Road(transactional_town, now=china(12, 30, 9)).file().to("answered")
    load_notice(NOTICE_2027)
    assert reschedule(transactional_town.city.id + 1, road.now + STEP) == 0
    assert (head_of(road.id).provisional, events(road)) == (True, [])
