"""How rates are computed, how sure they are, and what a formula must not be (facts 2.1 "Rates"; R18; B12 (9); D7)."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.cases.formulas import as_data, clash, read_formula
from gongzhi.cases.rates import STANDARD, band, composite, in_force, rates, suppressed, wilson
from gongzhi.cases.vocabulary import Band
from gongzhi.kernel.errors import Refusal

COUNTED = {
    "contact:due": 80,
    "contact:met": 60,
    "callback:valid": 100,
    "callback:unreached": 5,
    "solved:solved": 70,
    "solved:partly": 20,
    "solved:unsolved": 10,
    "satisfaction:satisfied": 40,
    "satisfaction:mostly": 30,
    "satisfaction:neutral": 20,
    "satisfaction:dissatisfied": 10,
    "excluded:callback:valid": 25,
}


def test_the_rates_by_hand() -> None:
    found = rates(STANDARD, COUNTED)
    assert [(rate.part, rate.n, rate.percent, rate.excluded) for rate in found] == [
        (60, 80, 75.0, 0), (70, 100, 70.0, 25), (74.0, 100, 74.0, 25),
    ]  # fmt: skip
    assert found[1].excluded_share == 0.2
    whole = composite(found)
    assert (whole.percent, whole.n) == (round(0.30 * 75 + 0.35 * 70 + 0.35 * 74, 1), 80)
    assert whole.low is not None
    assert whole.high is not None
    assert whole.low < whole.share < whole.high  # type: ignore[operator]


def test_the_rates_of_nothing_are_unknown_not_zero() -> None:
    found = rates(STANDARD, {})
    assert [(r.part, r.n, r.share, r.percent, r.low) for r in (*found, composite(found))] == [
        (0, 0, None, None, None)
    ] * 4


def test_below_the_smallest_n_nothing_is_said_in_percent() -> None:
    nine, ten = ({"callback:valid": n, "solved:solved": n} for n in (9, 10))
    assert [rates(STANDARD, counted)[1].percent for counted in (nine, ten)] == [None, 100.0]
    few = {**COUNTED, "contact:due": 9, "contact:met": 9}
    assert composite(rates(STANDARD, few)).percent is None


def test_a_rate_of_a_negative_number_is_unknown() -> None:
    assert rates(STANDARD, {"contact:due": -1, "contact:met": 1})[0].percent is None


def test_the_interval_is_that_of_the_book() -> None:
    """Wilson's interval of 8 in 10 is 0.490 to 0.943; of none in 10, 0 to 0.278."""
    assert [round(end, 3) for end in wilson(0.8, 10)] == [0.49, 0.943]
    assert [round(end, 3) for end in wilson(0, 10)] == [0.0, 0.278]


@given(st.integers(1, 5000), st.floats(0, 1), st.integers(0, 5000))
def test_an_interval_holds_its_share_and_a_sample_of_all_is_sure(n: int, share: float, more: int) -> None:
    low, high = wilson(share, n)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1
    inner = wilson(share, n, n + more)
    assert low - 1e-9 <= inner[0] <= inner[1] <= high + 1e-9
    assert n == 1 or wilson(share, n, n) == (share, share)


def test_a_band_needs_an_interval_that_leaves_the_other_out() -> None:
    city = rates(STANDARD, {"callback:valid": 1000, "solved:solved": 700})[1]

    def of(solved: int, n: int) -> Band | None:
        return band(rates(STANDARD, {"callback:valid": n, "solved:solved": solved})[1], city)

    assert (of(3, 9), of(6, 12), of(60, 120), of(70, 100), of(95, 100)) == (
        Band.FEW, Band.STEADY, Band.BELOW, Band.STEADY, Band.ABOVE,
    )  # fmt: skip
    assert band(city, None) is None


def changed(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(as_data(STANDARD)), **changes}


def with_rate(**changes: Any) -> dict[str, Any]:
    said = changed()
    said["rate"][0] |= changes
    return said


FAULTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "weights are not 100 %": (with_rate(weight=31), ["weights"]),
    "a weight is negative": (with_rate(weight=-30), ["negative", "weights"]),
    "an unknown counter": (with_rate(part={"contact:soon": 100}), ["counter"]),
    "a counter of persons": (with_rate(n={"person:1": 1}), ["counter"]),
    "it divides by nothing": (with_rate(n={}), ["divides_by_zero"]),
    "it divides by zero": (with_rate(n={"contact:due": 0}), ["divides_by_zero"]),
    "it counts less than nothing": (with_rate(part={"contact:met": -1}), ["negative"]),
    "it is called like another": (with_rate(name="resolution_rate"), ["names"]),
    "it is called like the composite": (with_rate(name="composite"), ["names"]),
    "no rate": (changed(rate=[]), ["rates", "weights"]),
    "no smallest n": (changed(smallest_n=0), ["smallest_n"]),
    "an end before its beginning": (changed(ends_on="1999-01-01"), ["dates"]),
    "a day that never comes": (changed(freeze_workday=0), ["freeze_workday"]),
}


@pytest.mark.parametrize("what", FAULTS)
def test_each_fault_of_a_formula_is_named(what: str) -> None:
    said, codes = FAULTS[what]
    with pytest.raises(Refusal) as refused:
        read_formula(said)
    assert (refused.value.code, refused.value.details["faults"]) == ("formula.invalid", codes)
    assert refused.value.sentence.count("\n") == len(codes)


SHAPES = {
    "no version": {k: v for k, v in changed().items() if k != "version"},
    "no basis": changed(basis=" "),
    "a weight in words": with_rate(weight="30"),
    "a weight that is a truth value": with_rate(weight=True),
    "code in the place of a sum": with_rate(part="__import__('os')"),
    "a half": with_rate(part={"contact:met": 0.5}),
    "a day that is none": changed(starts_on="2026-02-30"),
    "rates that are none": changed(rate=7),
}


@pytest.mark.parametrize("what", SHAPES)
def test_what_is_no_formula_is_refused(what: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_formula(SHAPES[what])
    assert refused.value.code == "formula.shape"


def test_a_formula_reads_back_as_it_was_written() -> None:
    assert read_formula(as_data(STANDARD)) == STANDARD


def test_a_month_has_the_formula_that_holds_on_its_first_day() -> None:
    old = replace(STANDARD, version="旧", starts_on=date(2025, 1, 1), ends_on=date(2026, 6, 30))
    new = replace(STANDARD, version="新", starts_on=date(2026, 7, 15))
    months = {202412: "本系统口径", 202501: "旧", 202606: "旧", 202607: "本系统口径", 202608: "新"}
    assert {month: in_force([old, new], month).version for month in months} == months


def test_versions_of_the_same_days_clash() -> None:
    old = replace(STANDARD, version="旧", starts_on=date(2025, 1, 1), ends_on=date(2026, 6, 30))
    assert clash(replace(STANDARD, starts_on=date(2026, 6, 30)), [old]) is old
    assert clash(replace(STANDARD, starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1)), [old]) is old
    assert clash(replace(STANDARD, starts_on=date(2025, 1, 1)), [replace(old, ends_on=None)]) is not None
    assert clash(replace(STANDARD, starts_on=date(2026, 7, 1)), [old]) is None
    assert clash(replace(STANDARD, starts_on=date(2026, 7, 1)), [replace(old, ends_on=None)]) is None


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([4, 9, 30], [True, True, False]),
        ([4, 3, 30], [True, True, False]),
        ([0, 5, 6], [False, False, False]),
        ([4], [True]),
        ([4, 0], [True, False]),
        ([], []),
    ],
)
def test_small_cells_are_hidden_and_cannot_be_worked_out(counts: list[int], hidden: list[bool]) -> None:
    """R27."""
    assert list(suppressed(counts)) == hidden
