"""Take in evaluation formulas from a city's file."""

from __future__ import annotations

import tomllib

from django.db import transaction

from gongzhi.cases.formulas import as_data, clash, read_formula
from gongzhi.cases.models import FormulaVersion
from gongzhi.cases.queries.figures import formulas_kept
from gongzhi.cases.rates import Formula
from gongzhi.kernel.errors import Refusal


def formulas_in(content: bytes) -> list[Formula]:
    """The formulas that a TOML file holds, each checked.

    Raises:
        Refusal: ``formula.file``, ``formula.shape``, ``formula.invalid``.
    """
    try:
        said = tomllib.loads(content.decode("utf-8-sig")).get("formula", [])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refusal("formula.file", f"公式文件不是 UTF-8 的 TOML，没有载入（{error}）。") from error
    if not isinstance(said, list) or not said or not all(isinstance(one, dict) for one in said):
        raise Refusal("formula.file", "公式文件里没有 [[formula]]，没有载入。")
    return [read_formula(one) for one in said]


@transaction.atomic
def load_formulas(city_id: int, *, content: bytes) -> int:
    """Take in the formulas of a file, all or none; how many were new (条例 art. 32).

    The same version again changes nothing; another content under a version that is known is refused: figures were
    computed and frozen by it. Raise the city's revision afterwards.

    Raises:
        Refusal: as :func:`formulas_in`; ``formula.version``, ``formula.overlap``.
    """
    kept = {formula.version: formula for formula in formulas_kept(city_id)}
    fresh: list[Formula] = []
    for formula in formulas_in(content):
        if formula == kept.get(formula.version):
            continue
        if formula.version in kept:
            raise Refusal(
                "formula.version",
                f"版本“{formula.version}”已经载入，内容不同。请换一个版本号，旧版本保持不变。",
            )
        if other := clash(formula, kept.values()):
            raise Refusal(
                "formula.overlap", f"版本“{formula.version}”与“{other.version}”的施行日期重叠，请改正日期。"
            )
        kept[formula.version] = formula
        fresh.append(formula)
    FormulaVersion.objects.bulk_create(
        FormulaVersion(city_id=city_id, version=one.version, starts_on=one.starts_on, content=as_data(one))
        for one in fresh
    )
    return len(fresh)
