"""The command ``notice``."""

from __future__ import annotations

from pathlib import Path

import click

from gongzhi.config.jobs import recompute_deadlines
from gongzhi.kernel.operations import load_notice
from gongzhi.orgs.models import City


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--override", is_flag=True, help="作为本地调整，优先于国务院通知")
def notice(file: Path, override: bool) -> None:
    """载入放假通知（CSV 或 JSON），并由后台任务重算受影响的时限。"""
    reading = load_notice(file.read_text("utf-8-sig"), override=override)
    for problem in reading.problems:
        click.echo(f"第 {problem.row} 行：{problem.reason}", err=True)
    if reading.problems:
        raise click.ClickException("通知有误，没有载入。请改正后再试。")
    for city in City.objects.all():
        recompute_deadlines.defer(city_id=city.id)
    click.echo(f"载入 {len(reading.rules)} 天，正在重算时限。")


COMMANDS = {"notice": notice}
