"""Formulas as a city's data: loaded whole or not at all, dated, never changed (条例 art. 32; R18)."""

from __future__ import annotations

import pytest

from gongzhi.cases.models import FormulaVersion
from gongzhi.cases.operations import formulas_in, load_formulas
from gongzhi.cases.queries.figures import formulas_kept
from gongzhi.config.cities import DEMO
from tests.road import refusal
from tests.town import Town

TEXT = (DEMO / "formulas.toml").read_bytes()


def test_the_formula_of_the_demo_city_is_one() -> None:
    (formula,) = formulas_in(TEXT)
    assert [(rule.name, rule.weight) for rule in formula.rates] == [
        ("response_rate", 30), ("resolution_rate", 35), ("satisfaction_rate", 35),
    ]  # fmt: skip


def test_a_version_is_loaded_once_and_stays(town: Town) -> None:
    city = town.city.id
    assert [load_formulas(city, content=TEXT), load_formulas(city, content=TEXT)] == [1, 0]
    assert [formula.version for formula in formulas_kept(city)] == ["2026-示例"]
    other = TEXT.replace(b"smallest_n = 10", b"smallest_n = 20")
    assert refusal(lambda: load_formulas(city, content=other)) == "formula.version"
    same_day = other.replace("2026-示例".encode(), b"2027")
    assert refusal(lambda: load_formulas(city, content=same_day)) == "formula.overlap"
    later = same_day.replace(b"2000-01-01", b"2027-01-01")
    assert load_formulas(city, content=later) == 1
    assert [formula.smallest_n for formula in formulas_kept(city)] == [10, 20]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "formula.file"),
        (b"\xff\xfe", "formula.file"),
        (b"formula = 3", "formula.file"),
        (b"[[formula]]\nversion = ", "formula.file"),
        (b"[[formula]]\nversion = '1'", "formula.shape"),
        (TEXT.replace(b"weight = 30", b"weight = 40"), "formula.invalid"),
        (TEXT + TEXT.replace("2026-示例".encode(), b"2"), "formula.overlap"),
    ],
)
def test_a_bad_file_changes_nothing(town: Town, content: bytes, code: str) -> None:
    assert refusal(lambda: load_formulas(town.city.id, content=content)) == code
    assert not FormulaVersion.objects.exists()
