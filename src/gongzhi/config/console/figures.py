"""The commands ``figures`` and ``callback``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import orjson
from django.db import transaction
from django.db.models import F

from gongzhi.cases.operations import formulas_in, freeze_month, load_formulas
from gongzhi.cases.queries.callbacks import sample_calls, sampled_calls
from gongzhi.cases.queries.figures import Measured
from gongzhi.cases.queries.whatif import LeaveOut, what_if
from gongzhi.cases.rates import Rate
from gongzhi.kernel import clock
from gongzhi.kernel.errors import Refusal
from gongzhi.orgs.models import City
from gongzhi.orgs.queries.viewers import system_viewer

_CITY = click.option("--city", default=None, help="城市代码；只有一座城市时不必填")
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_MONTH = click.option("--month", required=True, help="月份，如 2026-03")
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def _month(text: str) -> int:
    year, _, month = text.partition("-")
    if (
        len(year) == 4
        and year.isdecimal()
        and month.isdecimal()
        and 1 <= int(month) <= 12
        and int(year) >= 1900
    ):
        return int(year) * 100 + int(month)
    raise Refusal("page.month", f"“{text}”不是月份，应写成 2026-03 这样。")


@click.group()
def figures() -> None:
    """数据：公式、冻结、试算。"""


@figures.command("formula")
@click.argument("file", type=_FILE)
@_CITY
def formula(file: Path, city: str | None) -> None:
    """载入评价公式（TOML）；有错逐条说明，一条也不载入。"""
    viewer = system_viewer(city)
    with transaction.atomic():
        fresh = load_formulas(viewer.city_id, content=file.read_bytes())
        City.objects.filter(id=viewer.city_id).update(revision=F("revision") + 1)
    click.echo(f"载入 {fresh} 个新版本。")


@figures.command("freeze")
@click.argument("month")
@_CITY
def freeze(month: str, city: str | None) -> None:
    """冻结一个月的数据；冻结后不再改。"""
    freeze_month(system_viewer(city), month=_month(month), now=clock.now())
    click.echo(f"{month} 已冻结。")


@figures.command("whatif")
@_MONTH
@click.option("--formula", "file", type=_FILE, default=None, help="按这个文件里的第一个公式")
@click.option("--without-category", default="", help="排除这一类（代码前缀）")
@click.option("--without-channel", default="", help="排除这个渠道")
@click.option("--without", "numbers", multiple=True, metavar="编号", help="排除这一件，可重复")
@_CITY
@_JSON
def whatif(
    month: str,
    file: Path | None,
    without_category: str,
    without_channel: str,
    numbers: tuple[str, ...],
    city: str | None,
    as_json: bool,
) -> None:
    """试算：换一个公式，或排除一些诉求，与现行结果并列；什么也不写入。"""
    found = what_if(
        system_viewer(city),
        month=_month(month),
        formula=formulas_in(file.read_bytes())[0] if file else None,
        leave_out=LeaveOut(without_category, without_channel, numbers),
    )
    if as_json:
        told = {
            "month": found.month,
            "left_out": found.left_out,
            "today": _told(found.today),
            "then": _told(found.then),
        }
        click.echo(orjson.dumps(told).decode())
        return
    click.echo(
        f"{month}　现行 {found.today.formula.version}　试算 {found.then.formula.version}　排除 {found.left_out} 件"
    )
    for label, before, after in _side_by_side(found.today, found.then):
        click.echo(f"  {label}　{before}　→　{after}")


def _told(found: Measured) -> dict[str, Any]:
    return {
        "formula": found.formula.version,
        "filed": found.filed,
        "rates": [
            {"name": rate.name, "percent": rate.percent, "n": rate.n, "low": rate.low, "high": rate.high}
            for rate in (*found.rates, found.composite)
        ],
    }


def _side_by_side(today: Measured, then: Measured) -> list[tuple[str, str, str]]:
    one, other = ({rate.label: _said(rate) for rate in (*m.rates, m.composite)} for m in (today, then))
    return [(label, one.get(label, "—"), other.get(label, "—")) for label in {**one, **other}]


def _said(rate: Rate) -> str:
    return f"样本太少（n = {rate.n}）" if rate.percent is None else f"{rate.percent} %（n = {rate.n:,}）"


@click.group()
def callback() -> None:
    """回访。"""


@callback.command("sample")
@_MONTH
@click.option("--size", type=int, required=True, help="抽多少件")
@click.option("--seed", type=int, required=True, help="同样的种子抽出同样的样本")
@_CITY
@_JSON
def sample(month: str, size: int, seed: int, city: str | None, as_json: bool) -> None:
    """从一个月里答复过的诉求中随机抽样，与承办单位无关，可以重抽核对。"""
    viewer = system_viewer(city)
    drawn = sample_calls(viewer, month=_month(month), size=size, seed=seed)
    numbers = [call.number for call in sampled_calls(viewer, drawn)]
    if as_json:
        told = {name: value for name, value in asdict(drawn).items() if name not in ("ids", "rates")}
        so_far = [
            {"name": r.name, "n": r.n, "share": r.share, "low": low, "high": high}
            for r, low, high in drawn.rates
        ]
        click.echo(orjson.dumps({**told, "numbers": numbers, "rates": so_far}).decode())
        return
    margin = f"±{100 * (drawn.margin or 0):.1f} 个百分点"
    click.echo(f"{month} 答复过 {drawn.population:,} 件，抽 {len(numbers)} 件，最大误差 {margin}。")
    for number in numbers:
        click.echo(f"  {number}")


COMMANDS = {"figures": figures, "callback": callback}
