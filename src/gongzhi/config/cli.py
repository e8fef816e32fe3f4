"""The command ``gongzhi``: everything that the program does, from one door."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

import click
import psycopg

from gongzhi.config import lazily
from gongzhi.kernel.errors import Refusal
from gongzhi.launcher.supervisor import up as supervise

DATA = click.option(
    "--data", type=click.Path(path_type=Path), default=Path("var"), envvar="GONGZHI_DATA", show_default=True,
    help="数据目录",
)  # fmt: skip
PORT = click.option("--port", type=int, default=8000, envvar="GONGZHI_PORT", show_default=True, help="端口")


class Gongzhi(click.Group):
    """Imports the commands of the contexts only when one is called, so that ``up`` starts light."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A command of its own, or one that is imported now."""
        name = args[0]
        if name in lazily.COMMANDS:
            return name, lazily.load(name, ctx), args[1:]
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """All commands in one list, without importing them."""
        own = {name: command.get_short_help_str() for name, command in self.commands.items()}
        listed = own | {name: lazy.help for name, lazy in lazily.COMMANDS.items()}
        with formatter.section("命令"):
            formatter.write_dl(sorted(listed.items()))

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run; a refusal is said in one sentence, with status 2."""
        try:
            return super().main(*args, **extra)
        except Refusal as refusal:
            _say_no(refusal)
        except Exception as error:
            if isinstance(error.__cause__, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
                sentence = "数据库还没有建好，或停在旧版本。请先运行 gongzhi up 或 gongzhi migrate。"
                _say_no(Refusal("database.not_migrated", sentence))
            raise


def _say_no(refusal: Refusal) -> NoReturn:
    click.echo(f"{refusal.sentence}\n（{refusal.code}）", err=True)
    sys.exit(2)


@click.group(cls=Gongzhi, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """共治：街道、社区、部门和居民共同治理的平台。"""


@main.command()
@PORT
@DATA
@click.option("--demo/--no-demo", default=True, help="库中没有数据时装载演示城市")
def up(port: int, data: Path, demo: bool) -> None:
    """启动全部：数据库、网站、后台任务。"""
    supervise(port=port, data=data, demo=demo)
