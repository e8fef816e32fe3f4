"""The commands ``doctor`` and ``seals``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click
import orjson

from gongzhi.cases.queries.texts import changed_texts
from gongzhi.files.operations import verify_files
from gongzhi.workflow.audit import Difference
from gongzhi.workflow.operations.doctor import doctor as examine
from gongzhi.workflow.queries.receipts import published_lines


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def doctor(as_json: bool) -> None:
    """用日志重演全部事项，核对环节、统计、封存和附件；有出入时逐条说明并以非零状态退出。"""
    found = examine()
    found.differences += [
        Difference("case.text", number, 1, "诉求内容与登记时的指纹不符：内容被改过")
        for number in changed_texts()
    ]
    found.differences += [Difference(**asdict(fault)) for fault in verify_files()]
    if as_json:
        click.echo(orjson.dumps({**asdict(found), "clean": found.clean}).decode())
    else:
        click.echo(f"查了 {found.subjects:,} 件事项、{found.entries:,} 行日志、{found.seals:,} 个封存。")
        for one in found.differences:
            place = f"第 {one.sequence} 行" if one.sequence else "当前状态"
            click.echo(f"  {one.number} {place}：{one.sentence}（{one.code}）")
        click.echo("没有出入。" if found.clean else f"共 {len(found.differences)} 处出入。")
    sys.exit(0 if found.clean else 1)


@click.group()
def seals() -> None:
    """日志的封存。"""


@seals.command("publish")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def publish(file: Path) -> None:
    """把全部封存写成一个文本文件，供公示和核对回执。"""
    with file.open("w") as opened:
        count = sum(1 for line in published_lines() if opened.write(line)) - 1
    click.echo(f"写好 {count:,} 个封存：{file}")


COMMANDS = {"doctor": doctor, "seals": seals}
