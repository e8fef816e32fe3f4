"""The command ``flows``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gongzhi.workflow.manual import pages


@click.command()
@click.option("--check", is_flag=True, help="只检查文档是否与流程一致")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("docs/flows"), show_default=True)
def flows(check: bool, folder: Path) -> None:
    """由流程声明生成流程图和手册页。"""
    changed = []
    for name, text in pages().items():
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            changed.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    if changed:
        click.echo(f"{'已过期' if check else '已更新'}：{'、'.join(changed)}")
    sys.exit(1 if check and changed else 0)


COMMANDS = {"flows": flows}
