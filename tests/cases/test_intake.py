"""What staff take in for somebody else, and what sounds like an emergency (条例 art. 2, 10, 11, 29)."""

from __future__ import annotations

from functools import partial

import pytest

from gongzhi.cases.operations import Settlement, take_in
from gongzhi.cases.operations.file_case import Demand, file_case
from gongzhi.cases.rules.urgent import emergency_in
from gongzhi.cases.vocabulary import Channel, DemandKind
from tests.cases.test_applications import refused
from tests.road import head_of, rows
from tests.town import MONDAY, Town


def test_a_consultation_is_filed_and_answered_in_one(town: Town) -> None:
    demand = Demand(
        text="老年食堂几点开饭", kind=DemandKind.CONSULT, channel=Channel.HOTLINE, external_id="form"
    )
    answer = Settlement("instant", "11 点到 12 点半，在南门仓胡同 5 号")
    filed = take_in(town.viewer("clerk"), demand=demand, settlement=answer, now=MONDAY)
    assert head_of(filed.id).stage == "closed"
    assert rows("SELECT move, words FROM workflow_entry ORDER BY sequence") == [
        ("file", None),
        ("answer_at_once", answer.words),
    ]
    again = take_in(town.viewer("clerk"), demand=demand, settlement=answer, now=MONDAY)
    assert (again.id, again.repeated) == (filed.id, True)
    assert rows("SELECT count(*) FROM workflow_entry") == [(2,)]


def test_an_answer_without_words_files_nothing(town: Town) -> None:
    demand = Demand(text="老年食堂几点开饭", channel=Channel.HOTLINE)
    answer = Settlement("instant", " ")
    call = partial(take_in, town.viewer("clerk"), demand=demand, settlement=answer, now=MONDAY)
    assert refused(call) == "flow.words"
    assert rows("SELECT count(*) FROM cases_case") == [(0,)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三单元楼道着火了，快来人", "119"),
        ("楼下有老人晕倒了", "120"),
        ("有人持刀在路口", "110"),
        ("路口撞车，堵住了", "122"),
        ("电梯经常坏，请修一修", ""),
        ("", ""),
    ],
)
def test_what_sounds_like_an_emergency(text: str, number: str) -> None:
    found = emergency_in(text)
    assert (found.number if found else "") == number


def test_a_possible_emergency_is_marked_and_has_the_short_clock(town: Town) -> None:
    filed = file_case(town.nobody, demand=Demand(text="三单元楼道着火了"), now=MONDAY)
    assert (head_of(filed.id).traits["alert"], head_of(filed.id).traits["grade"]) == ("119", "urgent")
    old = file_case(town.nobody, demand=Demand(text="去年楼道着火了", source="import:旧系统"), now=MONDAY)
    assert "alert" not in head_of(old.id).traits
