"""The command ``retention``."""

from __future__ import annotations

import click
import orjson

from gongzhi.config.retention import run_retention
from gongzhi.kernel import clock


@click.group()
def retention() -> None:
    """个人信息的保存期限。"""


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="只数出会删除多少，不删除")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def run(dry_run: bool, as_json: bool) -> None:
    """删除到期的称呼、联系方式、文字和安全日志；分批进行，中断后可重来，日志仍然完整。"""
    report = run_retention(clock.now(), dry_run=dry_run)
    if as_json:
        click.echo(orjson.dumps(report.as_json()).decode())
        return
    verb = "会删除" if dry_run else "删除了"
    for code, removed in report.cities.items():
        click.echo(f"{code}：{verb}称呼和联系方式 {removed.contacts:,} 件，文字 {removed.words:,} 件。")
    click.echo(f"安全日志：{verb} {report.audit_lines:,} 行。")


COMMANDS = {"retention": retention}
