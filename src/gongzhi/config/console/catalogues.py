"""The command ``catalogue``: try a dispatch catalogue on a month's cases; see where the one in force is unclear."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from itertools import islice
from pathlib import Path

import click
import orjson

from gongzhi.cases.queries import Trial, tried_cases, try_catalogue, unclear_lines
from gongzhi.cases.queries.trial import Wanted, month_of
from gongzhi.catalogues.operations import draft_lines
from gongzhi.catalogues.queries import ended_lines
from gongzhi.kernel import clock
from gongzhi.kernel.clock import local
from gongzhi.kernel.errors import Refusal
from gongzhi.orgs.queries.targets import known_bodies
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.sheets.tables import read_table

_CITY = click.option("--city", default=None, help="城市代码；只有一座城市时不必填")
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_SHOWN = 20


@click.group()
def catalogue() -> None:
    """派单目录。"""


@catalogue.command("try")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--month", required=True, metavar="年-月", help="用哪个月的诉求试，如 2026-03")
@click.option(
    "--list", "listed", type=click.IntRange(0), default=1000, show_default=True, help="最多列出多少件"
)
@_CITY
@_JSON
def try_(file: Path, month: str, listed: int, city: str | None, as_json: bool) -> None:
    """试运行：这份目录会把那个月的哪些诉求派到别处，各单位的数会怎么变；什么也不写入。"""
    viewer, now = system_viewer(city), clock.now()
    try:
        first = month_of(month)
    except ValueError as error:
        raise Refusal("trial.month", "月份应写成 2026-03 这样。") from error
    lines = draft_lines(viewer, read_table(file))
    found = try_catalogue(viewer, lines=lines, month=first, now=now)
    moved = tried_cases(viewer, lines=lines, month=first, now=now, wanted=Wanted(moved=True))
    names: dict[int | None, str] = {None: "（没有单位）"} | {
        b.id: b.name for b in known_bodies(viewer.city_id)
    }
    cases = [
        {
            "number": one.number,
            "from": names[one.judged.before],
            "to": names[one.judged.after],
            "basis": one.judged.basis,
        }
        for one in islice(moved, min(listed, found.moved))
    ]
    if as_json:
        click.echo(orjson.dumps(_as_json(found, names) | {"month": month, "cases_moved": cases}).decode())
        return
    click.echo(f"{month} 共 {found.cases:,} 件，其中 {found.moved:,} 件会派到别处。")
    for shift in found.bodies:
        if shift.before != shift.after:
            was, would = shift.before, shift.after
            click.echo(
                f"  {names[shift.body_id]}：{was.cases:,} → {would.cases:,} 件，"
                f"按时 {was.met:,} → {would.met:,}，超时 {was.missed:,} → {would.missed:,}"
            )
    for case in cases[:_SHOWN]:
        click.echo(f"  {case['number']}：{case['from']} → {case['to']}（{case['basis']}）")


def _as_json(found: Trial, names: dict[int | None, str]) -> dict[str, object]:
    return {
        "cases": found.cases,
        "moved": found.moved,
        "bodies": [
            {"body": names[shift.body_id], "before": asdict(shift.before), "after": asdict(shift.after)}
            for shift in found.bodies
        ],
        "moves": [
            {"from": names[before], "to": names[after], "basis": basis, "cases": count}
            for (before, after, basis), count in found.moves.items()
        ],
    }


@catalogue.command("unclear")
@click.option("--days", type=click.IntRange(1), default=90, show_default=True, help="看最近多少天")
@_CITY
@_JSON
def unclear(days: int, city: str | None, as_json: bool) -> None:
    """派单目录哪些行说得不清楚：每行有几次异议、其中几次改派；已撤销单位的行。"""
    viewer, now = system_viewer(city), clock.now()
    found = unclear_lines(viewer, since=now - timedelta(days=days))
    ended = ended_lines(viewer, local(now).date())
    if as_json:
        click.echo(orjson.dumps({"lines": found, "ended": ended}).decode())
        return
    for line in found:
        where = (
            f"类别“{line.category}”地点“{line.place or '全部'}”→ {line.body}"
            if line.body
            else "自行选择的单位"
        )
        click.echo(f"  {where}：异议 {line.objections:,} 次，改派 {line.redirected:,} 次")
    for one in ended:
        heir = f"，已并入“{one.successor}”" if one.successor else ""
        click.echo(f"  类别“{one.category}”：“{one.body}”已撤销{heir}")
    if not (found or ended):
        click.echo("没有发现说不清的行。")


COMMANDS = {"catalogue": catalogue}
