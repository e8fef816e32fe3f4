"""The command ``notice``."""

from __future__ import annotations

from pathlib import Path

import click
from django.db import transaction
from django.db.models import F

from gongzhi.config.jobs import recompute_soon
from gongzhi.kernel import audit, clock
from gongzhi.kernel.audit import AuditAction
from gongzhi.kernel.calendar import Problem
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.operations import load_notice
from gongzhi.orgs.models import City
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.sheets.encodings import text_encoding


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--override", is_flag=True, help="作为本地调整，优先于国务院通知")
def notice(file: Path, override: bool) -> None:
    """载入放假通知（CSV 或 JSON），并由后台任务重算受影响的时限。"""
    with file.open("rb") as opened:
        encoding = text_encoding(opened, file.name)
    with transaction.atomic():
        reading = load_notice(file.read_text(encoding), override=override)
        if reading.problems:
            said = "\n".join(f"  {_where(one)}{one.reason}" for one in reading.problems)
            raise Refusal("notice.rows", f"通知有误，没有载入。请改正后再试：\n{said}")
        City.objects.update(revision=F("revision") + 1)
        for city in City.objects.all():
            recompute_soon(city.id)
            audit.record(
                system_viewer(city.code), AuditAction.RULES_CHANGED, now=clock.now(), target="calendar",
                words=file.name,
            )  # fmt: skip
    click.echo(f"载入 {len(reading.rules)} 天，正在重算时限。")


def _where(problem: Problem) -> str:
    return f"第 {problem.row} 行：" if problem.row else ""


COMMANDS = {"notice": notice}
