"""A dispatch catalogue tried on a month's cases: counted as case by case, opened case by case, nothing changed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from gongzhi.cases.queries import tried_cases, try_catalogue
from gongzhi.cases.queries.trial import MET, MISSED, NONE, RUNNING, STARTS, Trial, Wanted, month_of
from gongzhi.catalogues.operations import draft_lines
from gongzhi.catalogues.queries import Line, catalogue, responsible_line
from gongzhi.catalogues.rules import responsible
from gongzhi.catalogues.vocabulary import Sheet
from gongzhi.kernel.clock import CHINA
from gongzhi.workflow.queries import promises_for
from gongzhi.workflow.subjects import own_limit
from tests.catalogues.sheets_at_hand import GENERAL, hand_in, kept, operator, table
from tests.road import Road, head_of, refusal, rows, written
from tests.town import SINCE, Town

MARCH = month_of("2026-03")
NOW = datetime(2026, 4, 2, 12, tzinfo=CHINA)
OLD = (
    GENERAL,
    {"类别": "02", "承办": "城管委", "依据": "目录"},
    {
        "类别": "0201",
        "时段": "22:00~06:00",
        "承办": "东四街道办",
        "依据": "夜间",
        "时钟": "自然日",
        "时限": "3",
    },
)
NEW = (
    GENERAL,
    {"类别": "02", "承办": "住建委", "依据": "新目录"},
    {"类别": "0201", "地点": "东四街道", "承办": "东四街道办", "依据": "属地"},
    {"类别": "0201", "地点": "东四街道", "时段": "20:00~06:00", "承办": "城管委", "依据": "夜间"},
    {"类别": "0101", "季节": "03-10~03-20", "承办": "住建委", "依据": "春季", "时钟": "自然日", "时限": "1"},
    {"类别": "03", "承办": "城管委", "依据": "从快", "时钟": "连续分钟", "时限": "60"},
)
PLACES = ("多福巷社区", "南门仓社区", "苏州社区", "东四街道")


def live(town: Town, many: int, seed: int = 3) -> None:
    """Cases of March of every kind, place and hour; some answered in time, some late, some not yet, some lost."""
    hand_in(Sheet.DISPATCH, *OLD, since=SINCE)
    dice, found = random.Random(seed), catalogue(town.nobody, MARCH)
    for index in range(many):
        opened = datetime(2026, 2, 27, tzinfo=CHINA) + timedelta(minutes=dice.randrange(35 * 1440))
        place = town.places[dice.choice(PLACES)]
        category = found.by_code[dice.choice(["0201", "0201", "02", "0101", "03"])]
        lead = dice.choice(["东四街道办", "城管委", "住建委"])
        road = Road(town, lead=lead, now=opened)
        road.file(text=f"第 {index} 件", contact="", category=category, place=(place.id, place.code))
        if dice.random() < 0.15:
            continue
        road.by("dispatcher", "dispatch")
        if dice.random() < 0.7:
            handler = {"东四街道办": "street", "城管委": "department", "住建委": "housing"}[lead]
            road.by(handler, "accept")
            road.now += timedelta(hours=dice.choice([0, 20, 60, 100, 200, 400]))
            road.by(handler, "answer")


def lines_of(*sheet: dict[str, str]) -> list[Line]:
    return draft_lines(operator(), table(sheet))


def tried(lines: Sequence[Line]) -> Trial:
    return try_catalogue(operator(), lines=lines, month=MARCH, now=NOW)


def listed(lines: Sequence[Line], **wanted: Any) -> list[str]:
    cases = tried_cases(operator(), lines=lines, month=MARCH, now=NOW, wanted=Wanted(**wanted))
    return [case.number for case in cases]


def one_by_one(lines: Sequence[Line]) -> list[tuple[int | None, int | None, str, str]]:
    """(before, after, was, would) of each case of March, computed without any grouping."""
    found: list[tuple[int | None, int | None, str, str]] = []
    for (subject_id,) in rows("SELECT id FROM workflow_subject WHERE opened_at >= %s AND opened_at < %s ORDER BY id",
                              datetime(2026, 3, 1, tzinfo=CHINA), datetime(2026, 4, 1, tzinfo=CHINA)):  # fmt: skip
        head = head_of(subject_id)
        category = head.traits["category"]
        old = responsible_line(operator(), category, head.place_code, head.opened_at)
        new = responsible(lines, category, head.place_code, head.opened_at)
        assert old is not None
        assert new is not None
        before = head.lead_body_id or old.body_id
        after = before if new.body_id == old.body_id else new.body_id
        entries = rows(
            "SELECT move, at, due_at FROM workflow_entry WHERE subject_id = %s ORDER BY sequence", subject_id
        )
        starts = [(at, due) for move, at, due in entries if move in STARTS]
        answers = [at for move, at, _ in entries if move == "answer"]
        if not starts:
            found.append((before, after, NONE, NONE))
            continue
        own = own_limit("answer", new.clock, new.amount, new.basis)
        promise = promises_for(operator(), "case")(
            "answer", {**head.traits, "limit:answer": "", **own}, starts[-1][0]
        )
        assert promise is not None
        was = state(starts[-1][1], answers)
        would = was if old.limit == new.limit else state(promise.due.at, answers)
        found.append((before, after, was, would))
    return found


def state(due: datetime, answers: list[datetime]) -> str:
    if answers:
        return MET if answers[-1] <= due else MISSED
    return MISSED if due < NOW else RUNNING


def test_the_month_is_counted_as_case_by_case(town: Town) -> None:
    """D10: which cases would have gone elsewhere, counts per body, and how the figures would move."""
    live(town, 150)
    lines = lines_of(*NEW)
    found, single = tried(lines), one_by_one(lines)
    assert found.cases == len(single) > 100
    assert found.moved == sum(before != after for before, after, _, _ in single) > 20
    for body in found.bodies:
        for side, index in ((body.before, 0), (body.after, 1)):
            states = Counter(one[index + 2] for one in single if one[index] == body.body_id)
            assert (side.cases, side.met, side.missed) == (states.total(), states[MET], states[MISSED])
    assert sum(one[2] != one[3] for one in single) > 5


def test_every_number_opens_its_cases(town: Town) -> None:
    live(town, 80)
    lines = lines_of(*NEW)
    found = tried(lines)
    assert len(listed(lines)) == found.cases
    assert len(listed(lines, moved=True)) == found.moved
    for (before, after, basis), count in found.moves.items():
        assert len(listed(lines, moved=True, before=before, after=after, basis=basis)) == count
    for body in found.bodies:
        assert len(listed(lines, before=body.body_id)) == body.before.cases
        assert len(listed(lines, after=body.body_id, would=MET)) == body.after.met
        assert len(listed(lines, before=body.body_id, was=MISSED)) == body.before.missed


def test_a_list_goes_on_behind_a_key(town: Town) -> None:
    live(town, 40)
    lines = lines_of(*NEW)
    whole = list(tried_cases(operator(), lines=lines, month=MARCH, now=NOW, wanted=Wanted()))
    rest = list(
        tried_cases(operator(), lines=lines, month=MARCH, now=NOW, wanted=Wanted(), after=whole[9].id)
    )
    assert [case.number for case in rest] == [case.number for case in whole[10:]]


def test_the_catalogue_in_force_moves_nothing(town: Town) -> None:
    live(town, 60)
    found = tried(lines_of(*OLD))
    assert (found.moved, found.moves) == (0, {})
    assert all(body.before == body.after for body in found.bodies)


def test_trying_changes_nothing(town: Town) -> None:
    live(town, 20)
    before = (written(), kept())
    lines = lines_of(*NEW)
    tried(lines)
    listed(lines, moved=True)
    assert (written(), kept()) == before


def test_a_month_without_cases_has_nothing(town: Town) -> None:
    found = tried(lines_of(*NEW))
    assert (found.cases, found.moved, found.bodies) == (0, 0, ())


def test_a_faulty_sheet_cannot_be_tried(town: Town) -> None:
    assert refusal(lambda: lines_of(GENERAL, GENERAL)) == "dispatch.row"


@pytest.mark.parametrize("text", ["2026", "2026-13", "三月", "2026-03-01"])
def test_a_month_is_written_with_its_year(text: str) -> None:
    with pytest.raises(ValueError, match=r"month|time data|unconverted"):
        month_of(text)
