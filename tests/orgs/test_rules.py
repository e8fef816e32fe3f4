"""R13, R14, R16, R17, codes and mergers: what holds gives nothing, what doesn't gives a finding by code."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from gongzhi.kernel.errors import Refusal
from gongzhi.orgs.rules import (
    Finding,
    JointGroup,
    Named,
    Staffing,
    commissioner_findings,
    credit_code_findings,
    full_code,
    grid_branch_findings,
    grid_set_findings,
    household_findings,
    is_in_force,
    level_of,
    merger_findings,
    parent_code,
    place_code_findings,
    scope_of,
    staffing_findings,
    successor,
)
from gongzhi.orgs.vocabulary import Level

CHAIN = (
    ("110100000000", Level.CITY, "1101"),
    ("110101000000", Level.DISTRICT, "110101"),
    ("110101001000", Level.STREET, "110101001"),
    ("110101001001", Level.COMMUNITY, "110101001001"),
    ("110101001001-003", Level.GRID, "110101001001-003"),
    ("110101001001-003-012", Level.BUILDING, "110101001001-003-012"),
)


def codes_of(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.subject) for finding in findings]


@pytest.mark.parametrize(("code", "level", "scope"), CHAIN)
def test_a_code_tells_level_and_scope(code: str, level: Level, scope: str) -> None:
    assert (level_of(code), scope_of(code, level), place_code_findings(code, level, None)) == (
        level,
        scope,
        [],
    )


def test_a_code_tells_the_codes_of_everything_around() -> None:
    assert [parent_code(code, level) for code, level, _ in CHAIN] == [
        None,
        *(code for code, _, _ in CHAIN[:-1]),
    ]
    assert parent_code("110101001001-C02", Level.COMPOUND) == "110101001001"


@pytest.mark.parametrize(
    ("written", "code"),
    [("1101", "110100000000"), ("110101", "110101000000"), ("110101001", "110101001000"), ("12", "12")],
)
def test_short_codes_are_filled_up(written: str, code: str) -> None:
    assert full_code(written) == code


@pytest.mark.parametrize(
    ("code", "level", "parent", "found"),
    [
        ("110101001001", Level.STREET, None, "place.code"),
        ("110101000000", Level.STREET, None, "place.code"),
        ("110101001000", Level.COMMUNITY, None, "place.code"),
        ("110100000000", Level.DISTRICT, None, "place.code"),
        ("110101001001-3", Level.GRID, None, "place.code"),
        ("110101001001-C2", Level.COMPOUND, None, "place.code"),
        ("110101001001-003", Level.GRID, "110101001002", "place.parent"),
    ],
)
def test_a_code_of_another_shape_or_parent_is_found(
    code: str, level: Level, parent: str | None, found: str
) -> None:
    assert codes_of(place_code_findings(code, level, parent)) == [(found, code)]


def test_r13_a_commissioner_covers_one_to_three_communities() -> None:
    people = {Named(f"P{n}", "甲"): [f"c{i}" for i in range(n)] for n in range(5)}
    findings = commissioner_findings(people)
    assert codes_of(findings) == [("commissioner.communities", "P0"), ("commissioner.communities", "P4")]
    assert findings[1].sentence == "社区专员甲负责 4 个社区，应为 1 至 3 个。"


def test_r14_a_grid_has_exactly_one_branch_and_a_branch_one_grid() -> None:
    grids = [Named(code, code) for code in ("g1", "g2", "g3")]
    branches = {Named("b1", "甲"): ["g1"], Named("b2", "乙"): ["g2"], Named("b3", "丙"): ["g2", "g1"]}
    assert codes_of(grid_branch_findings(grids, branches)) == [
        ("grid.branch", "g1"),
        ("grid.branch", "g2"),
        ("grid.branch", "g3"),
        ("branch.grid", "b3"),
    ]
    assert grid_branch_findings(grids[:2], {Named("b1", "甲"): ["g1"], Named("b2", "乙"): ["g2"]}) == []


def test_r14_a_second_set_of_grids_is_found_by_its_names() -> None:
    first = [Named(f"110101001001-00{n}", f"第{n}网格") for n in (1, 2)]
    assert grid_set_findings([*first, Named("110101001002-001", "第1网格")]) == []
    assert codes_of(grid_set_findings([*first, Named("110101001001-003", "第1网格")])) == [
        ("grid.second_set", "110101001001")
    ]


def test_r16_a_group_over_several_buildings_needs_a_household() -> None:
    groups = [JointGroup("a", "甲", 2, 0), JointGroup("b", "乙", 2, 1), JointGroup("c", "丙", 1, 0)]
    assert codes_of(household_findings(groups)) == [("group.household", "a")]


def test_r17_eighteen_workers_for_ten_thousand_residents_are_enough() -> None:
    areas = [Staffing("a", "甲", 18, 10_000), Staffing("b", "乙", 18, 10_001), Staffing("c", "丙", 0, 0)]
    findings = staffing_findings(areas)
    assert codes_of(findings) == [("staffing.low", "b")]
    assert "18.0 名，低于 18 名" in findings[0].sentence


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.text(ALPHABET, min_size=9, max_size=9), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_a_credit_code_with_one_wrong_character_is_found(subject: str, at: int, wrong: str) -> None:
    right = f"91000000{subject}"
    right += uscc.calc_check_digit(right)
    changed = right[:at] + wrong + right[at + 1 :]
    findings = credit_code_findings([(Named("b", "甲"), changed), (Named("c", "乙"), "")])
    assert codes_of(findings) == ([] if changed == right else [("body.credit_code", "b")])


def test_a_date_in_force_includes_the_first_and_the_last_day() -> None:
    first, last = date(2024, 1, 2), date(2024, 3, 4)
    days = [date(2024, 1, 1), first, last, date(2024, 3, 5)]
    assert [is_in_force(first, last, day) for day in days] == [False, True, True, False]
    assert [is_in_force(None, last, day) for day in days] == [True, True, True, False]
    assert [is_in_force(first, None, day) for day in days] == [False, True, True, True]


def test_a_chain_of_mergers_is_followed_and_a_circle_refused() -> None:
    assert [successor(body, {1: 2, 2: 3}) for body in (1, 2, 3, 4)] == [3, 3, 3, 4]
    with pytest.raises(Refusal, match=r"body\.circle"):
        successor(1, {1: 2, 2: 3, 3: 2})


@given(st.dictionaries(st.integers(0, 6), st.integers(0, 6)))
def test_every_body_has_a_successor_or_lies_on_a_way_into_a_circle(merged_into: dict[int, int]) -> None:
    bodies = {body: Named(str(body), str(body)) for body in range(7)}
    found = {finding.subject for finding in merger_findings(bodies, merged_into, ended=[])}
    for body in merged_into:
        at = body
        for _ in range(7):
            at = merged_into.get(at, at)
        assert (str(body) in found) == (at in merged_into)


def test_a_body_merged_into_one_that_ended_is_found() -> None:
    bodies = {1: Named("a", "甲"), 2: Named("b", "乙")}
    assert codes_of(merger_findings(bodies, {1: 2}, ended=[2])) == [("body.without_successor", "a")]
    assert merger_findings(bodies, {1: 2}, ended=[1]) == []
