"""What a case takes from the line of the dispatch catalogue: its limit and basis; what units object to."""

from __future__ import annotations

from datetime import datetime, timedelta

from gongzhi.cases.queries import objected_cases, unclear_lines
from gongzhi.catalogues.models import DispatchRule
from gongzhi.catalogues.queries import catalogue
from gongzhi.catalogues.vocabulary import Sheet
from gongzhi.kernel.clock import CHINA
from gongzhi.workflow.operations.doctor import doctor
from tests.catalogues.sheets_at_hand import GENERAL, hand_in, operator
from tests.road import Road, head_of
from tests.town import MONDAY, SINCE, Town

HEATING = {"类别": "02", "承办": "城管委", "依据": "供热条例第二十条", "时钟": "连续分钟", "时限": "1440"}
SINCE_MONDAY = MONDAY - timedelta(days=1)


def line_ids(*, basis: str) -> set[str]:
    return {str(key) for key in DispatchRule.objects.filter(basis=basis).values_list("id", flat=True)}


def test_the_limit_of_the_line_goes_before_the_rule_of_the_grade(town: Town) -> None:
    """R4: limit, kind of clock and legal basis are those of the line; the clock runs from dispatch."""
    hand_in(Sheet.DISPATCH, GENERAL, HEATING, since=SINCE)
    head = head_of(Road(town, lead="城管委").file().to("dispatched").id)
    assert head.due_at == datetime(2026, 3, 3, 9, 20, tzinfo=CHINA)
    assert head.limit is not None
    assert (head.limit["clock"], head.limit["amount"], head.limit["basis"]) == (
        "calendar_minutes", 1440, "供热条例第二十条",
    )  # fmt: skip
    assert {head.traits["line"]} == line_ids(basis="供热条例第二十条")


def test_a_unit_that_the_dispatcher_chose_has_the_same_limit_and_no_line(town: Town) -> None:
    hand_in(Sheet.DISPATCH, GENERAL, HEATING, since=SINCE)
    head = head_of(Road(town, lead="住建委").file().to("dispatched").id)
    assert head.due_at == datetime(2026, 3, 3, 9, 20, tzinfo=CHINA)
    assert "line" not in head.traits


def test_a_promise_stays_what_it_was_when_the_catalogue_changes(transactional_town: Town) -> None:
    town = transactional_town
    hand_in(Sheet.DISPATCH, GENERAL, HEATING, since=SINCE)
    road = Road(town, lead="城管委").file().to("dispatched")
    hand_in(Sheet.DISPATCH, GENERAL, since=datetime(2026, 3, 3, tzinfo=CHINA).date())
    road.by("department", "accept")
    road.by("department", "answer")
    road.by("callback", "call_back", facts={"reached": True, "solved": "unsolved", "satisfaction": "neutral"})
    again = road.by("callback", "rework")
    assert again.due_at == road.now + timedelta(days=1)
    assert doctor().differences == []


def test_what_sounds_like_an_emergency_keeps_its_short_clock(town: Town) -> None:
    hand_in(Sheet.DISPATCH, GENERAL, HEATING, since=SINCE)
    noise = catalogue(town.nobody).find("噪声")
    road = Road(town, lead="城管委").file(text="楼上着火了，有人被困", category=noise)
    head = road.by("dispatcher", "dispatch")
    assert (head.traits["grade"], head.traits.get("limit:answer", "")) == ("urgent", "")
    assert head.limit is None or head.limit["basis"] != "供热条例第二十条"


def test_an_approved_objection_leaves_the_limit_and_ends_the_line(town: Town) -> None:
    """The limit belongs to the matter; what comes of the new unit says nothing of the line."""
    hand_in(Sheet.DISPATCH, GENERAL, HEATING, since=SINCE)
    road = Road(town, lead="城管委").file().to("dispatched").handed_over("department", "住建委")
    head = head_of(road.id)
    assert head.limit is not None
    assert (head.limit["basis"], head.due_at, head.traits["line"]) == (
        "供热条例第二十条", road.now + timedelta(days=1), "",
    )  # fmt: skip


def test_objections_are_counted_by_line(town: Town) -> None:
    """D2: where the catalogue is unclear; what people had chosen themselves says nothing of a line."""
    hand_in(Sheet.DISPATCH, GENERAL, HEATING, since=SINCE)
    redirected = (
        Road(town, lead="城管委").file(text="改派").to("dispatched").handed_over("department", "住建委")
    )
    stayed = Road(town, lead="城管委").file(text="没有同意").to("dispatched")
    stayed.by("department", "object")
    stayed.task_by("dispatcher", "refuse")
    chosen = Road(town).file(text="自己选的").to("dispatched")
    chosen.by("street", "object")
    found = unclear_lines(operator(), since=SINCE_MONDAY)
    assert [(one.basis, one.body, one.objections, one.redirected) for one in found] == [
        ("供热条例第二十条", "城管委", 2, 1),
        (None, None, 1, 0),
    ]
    (line,) = line_ids(basis="供热条例第二十条")
    cases = objected_cases(operator(), since=SINCE_MONDAY, line=line, redirected=False)
    assert sorted((one.number, one.body, one.next_body) for one in cases) == [
        (redirected.filed.number, "城管委", "住建委"),
        (stayed.filed.number, "城管委", ""),
    ]
    assert cases[0].at >= cases[-1].at
    moved = objected_cases(operator(), since=SINCE_MONDAY, line=line, redirected=True)
    assert [one.number for one in moved] == [redirected.filed.number]
    assert unclear_lines(operator(), since=MONDAY + timedelta(days=30)) == []
