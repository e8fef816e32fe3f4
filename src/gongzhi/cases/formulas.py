"""Reading a formula from data, and every fault that one can have (key decision 6; R18). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from gongzhi.cases.counting import COUNTERS
from gongzhi.cases.rates import COMPOSITE, STANDARD, Formula, RateRule
from gongzhi.kernel.errors import Refusal

_PERCENT = 100


def read_formula(said: Mapping[str, Any]) -> Formula:
    """A formula from the table of a file.

    Raises:
        Refusal: ``formula.shape`` naming what is missing or of the wrong kind; ``formula.invalid`` with a
            sentence for each fault, their codes in ``details["faults"]``.
    """
    formula = _shaped(said)
    faults = list(_faults(formula))
    if faults:
        told = "\n".join(f"  {sentence}" for _, sentence in faults)
        raise Refusal(
            "formula.invalid", f"公式“{formula.version}”没有载入，请改正后再试：\n{told}",
            faults=[code for code, _ in faults],
        )  # fmt: skip
    return formula


def clash(one: Formula, others: Iterable[Formula]) -> Formula | None:
    """Another version that would be in force in the same months: begun on the same day, or within its fixed dates."""
    for other in others:
        earlier, later = sorted((one, other), key=lambda formula: formula.starts_on)
        if one.starts_on == other.starts_on or (earlier.ends_on and earlier.ends_on >= later.starts_on):
            return other
    return None


def as_data(formula: Formula) -> dict[str, Any]:
    """The formula as it is kept and sealed: what :func:`read_formula` reads again."""
    return {
        "version": formula.version,
        "starts_on": formula.starts_on.isoformat(),
        "ends_on": formula.ends_on.isoformat() if formula.ends_on else None,
        "basis": formula.basis,
        "approved_by": formula.approved_by,
        "smallest_n": formula.smallest_n,
        "freeze_workday": formula.freeze_workday,
        "rate": [
            {
                "name": rule.name, "label": rule.label, "says": rule.says, "weight": rule.weight,
                "part": dict(rule.part), "n": dict(rule.n), "unit": rule.unit,
            }
            for rule in formula.rates
        ],
    }  # fmt: skip


def _shaped(said: Mapping[str, Any]) -> Formula:
    try:
        rules = tuple(
            RateRule(
                _text(rate["name"]), _text(rate["label"]), _text(rate["says"]), _whole(rate["weight"]),
                _counts(rate["part"]), _counts(rate["n"]), _text(rate.get("unit", "件")),
            )
            for rate in said["rate"]
        )  # fmt: skip
        return Formula(
            version=_text(said["version"]),
            starts_on=_day(said["starts_on"]),
            ends_on=_day(said["ends_on"]) if said.get("ends_on") else None,
            basis=_text(said["basis"]),
            approved_by=_text(said["approved_by"]),
            smallest_n=_whole(said["smallest_n"]),
            freeze_workday=_whole(said.get("freeze_workday", STANDARD.freeze_workday)),
            rates=rules,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refusal(
            "formula.shape",
            f"公式没有看懂（{error}）。每个版本要有 version、starts_on、basis、approved_by、smallest_n，"
            "以及若干 [[formula.rate]]：name、label、says、weight、part、n。",
        ) from error


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 2000:
        raise ValueError(f"“{value}”应是文字")
    return value.strip()


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"“{value}”应是整数")  # noqa: TRY004 - one kind of complaint
    return value


def _counts(value: Any) -> dict[str, int]:
    return {_text(name): _whole(times) for name, times in value.items()}


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _faults(formula: Formula) -> Iterator[tuple[str, str]]:
    names = [rule.name for rule in formula.rates]
    weights = [rule.weight for rule in formula.rates]
    doubled = len(set(names)) < len(names) or COMPOSITE in names
    ends = formula.ends_on or formula.starts_on
    checks = (
        (not names, "rates", "没有任何一项指标。"),
        (doubled, "names", f"指标的名字不能重复，也不能叫 {COMPOSITE}。"),
        (any(weight < 0 for weight in weights), "negative", "权重不能是负数。"),
        (sum(weights) != _PERCENT, "weights", f"权重合计应为 100 %，现在是 {sum(weights)} %。"),
        (formula.smallest_n < 1, "smallest_n", "最小样本数至少是 1。"),
        (not 1 <= formula.freeze_workday <= 20, "freeze_workday", "冻结日应是次月第 1 到第 20 个工作日。"),
        (ends < formula.starts_on, "dates", "结束日期早于开始日期。"),
    )
    yield from ((code, sentence) for wrong, code, sentence in checks if wrong)
    for rule in formula.rates:
        yield from _faults_of(rule)


def _faults_of(rule: RateRule) -> Iterator[tuple[str, str]]:
    unknown = sorted((rule.part.keys() | rule.n.keys()) - COUNTERS.keys())
    if unknown:
        yield (
            "counter",
            f"“{rule.label}”用了没有的计数：{'、'.join(unknown)}。可用的有：{'、'.join(COUNTERS)}。",
        )
    if any(times < 0 for times in (*rule.part.values(), *rule.n.values())):
        yield "negative", f"“{rule.label}”里有负数。"
    if not any(rule.n.values()):
        yield "divides_by_zero", f"“{rule.label}”的分母恒为零，无法相除。"
