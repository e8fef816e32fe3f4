"""The command ``gongzhi``: everything that the program does, from one door."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from gongzhi.config import lazily
from gongzhi.kernel.errors import Refusal
from gongzhi.launcher.supervisor import up as supervise

DATA = click.option(
    "--data", type=click.Path(path_type=Path), default=Path("var"), envvar="GONGZHI_DATA", show_default=True,
    help="数据目录",
)  # fmt: skip
PORT = click.option("--port", type=int, default=8000, envvar="GONGZHI_PORT", show_default=True, help="端口")


class Gongzhi(click.Group):
    """Finds the commands of the contexts only when one is wanted, so that ``up`` starts light."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *lazily.NAMES])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or lazily.command(cmd_name)

    def main(self, *args: Any, **extra: Any) -> Any:
        try:
            return super().main(*args, **extra)
        except Refusal as refusal:
            click.echo(f"{refusal.sentence}\n（{refusal.code}）", err=True)
            sys.exit(2)


@click.group(cls=Gongzhi, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """共治：街道、社区、部门和居民共同治理的平台。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings")


@main.command()
@PORT
@DATA
@click.option("--demo/--no-demo", default=True, help="库中没有数据时装载演示城市")
def up(port: int, data: Path, demo: bool) -> None:
    """启动全部：数据库、网站、后台任务。"""
    supervise(port=port, data=data, demo=demo)
