"""Commands on the shape of the database."""

from __future__ import annotations

import click
from django.core.management import call_command


@click.command()
def migrate() -> None:
    """升级数据库结构。"""
    call_command("migrate", interactive=False, verbosity=0)


@click.command()
@click.option("--check", is_flag=True, help="只检查，不生成")
def makemigrations(check: bool) -> None:
    """由模型生成迁移。"""
    call_command("makemigrations", check_changes=check, dry_run=check)


COMMANDS = {"migrate": migrate, "makemigrations": makemigrations}
