"""How many statements a request costs, without the control of transactions: pinned, so that none creeps in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.cases.operations.file_case import Demand, file_case
from gongzhi.cases.queries import case_detail, case_page, figures
from gongzhi.workflow.queries import Wanted, desk
from tests.road import CONTACT, TEXT, Road, refusal
from tests.town import MONDAY, Town

CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def statements(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return sum(not query["sql"].startswith(CONTROL) for query in captured.captured_queries)


def test_filing_takes_four(town: Town) -> None:
    """Is it there already, a number, heads and journal, the case."""
    Road(town).file()
    viewer = town.nobody
    new = Demand(text="另一件事", contact=CONTACT)
    assert statements(lambda: file_case(viewer, demand=new, now=MONDAY)) == 4
    assert statements(lambda: file_case(viewer, demand=new, now=MONDAY)) == 1
    assert statements(lambda: file_case(viewer, demand=Demand(text="没留联系方式"), now=MONDAY)) == 3


def test_moving_takes_two_and_what_is_looked_up(town: Town) -> None:
    Road(town).file().to("dispatched")
    road = Road(town).file(text="另一件事")
    found = {}
    for who, move in (
        ("dispatcher", "classify"),
        ("dispatcher", "dispatch"),
        ("street", "accept"),
        ("street", "contact"),
        ("street", "answer"),
        ("callback", "call_back"),
        ("callback", "close"),
    ):
        viewer = town.viewer(who)
        found[move] = statements(partial(road.as_viewer, viewer, move))
    assert found == {
        "classify": 2,
        "dispatch": 3,
        "accept": 2,
        "contact": 2,
        "answer": 2,
        "call_back": 2,
        "close": 2,
    }


def test_a_refused_move_takes_two(town: Town) -> None:
    road = Road(town).file()
    viewer = town.viewer("leader")
    assert statements(lambda: refusal(lambda: road.as_viewer(viewer, "accept"))) == 2


def test_reading_takes_one_and_the_desk_two(town: Town) -> None:
    roads = [Road(town).file(text=f"{TEXT}{i}").to("handling") for i in range(5)]
    dispatcher, street = town.viewer("dispatcher"), town.viewer("street")
    assert statements(lambda: case_page(dispatcher, Wanted("case"))) == 1
    assert statements(lambda: case_page(dispatcher, Wanted("case"), query="烧烤")) == 1
    assert statements(lambda: case_detail(dispatcher, subject_id=roads[0].id)) == 1
    assert statements(lambda: figures(dispatcher)) == 1
    assert statements(lambda: desk(street, now=MONDAY)) == 2


def test_knowing_somebody_takes_one(town: Town) -> None:
    """And one more the first time after a change of posts."""
    assert statements(lambda: town.viewer("dispatcher")) == 2
    assert statements(lambda: town.viewer("dispatcher")) == 1
