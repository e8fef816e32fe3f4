"""Django's own commands that an operator or developer needs."""

from __future__ import annotations

import click
from django.core.management import call_command

from gongzhi.config.lazily import with_database


@click.command()
@with_database
def migrate() -> None:
    """升级数据库结构。"""
    call_command("migrate", interactive=False, verbosity=0)


@click.command()
@click.option("--check", is_flag=True, help="只检查，不生成")
@with_database
def makemigrations(check: bool) -> None:
    """由模型生成迁移。"""
    call_command("makemigrations", check_changes=check, dry_run=check)


@click.command()
@with_database
def check() -> None:
    """检查部署设置。"""
    call_command("check", deploy=True)
