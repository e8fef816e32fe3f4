"""Commands of places, bodies and people: city and token."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from gongzhi.config.cities import load_whole_city
from gongzhi.kernel import clock
from gongzhi.orgs.operations.tokens import create_token, revoke_tokens


@click.group()
def token() -> None:
    """接口令牌。"""


@token.command("create")
@click.option("--login", required=True, help="谁的令牌")
@click.option("--name", default="api", show_default=True, help="用途")
@click.option("--days", type=int, default=365, show_default=True, help="有效天数")
def create(login: str, name: str, days: int) -> None:
    """生成一个令牌；只显示这一次。"""
    click.echo(create_token(login=login, name=name, valid_for=timedelta(days=days), now=clock.now()))


@token.command("revoke")
@click.option("--login", required=True)
@click.option("--name", default="api", show_default=True)
def revoke(login: str, name: str) -> None:
    """停用令牌。"""
    click.echo(f"停用了 {revoke_tokens(login=login, name=name, now=clock.now())} 个。")


@click.group()
def city() -> None:
    """城市的数据。"""


@city.command("load")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--seed", type=int, default=1, show_default=True)
def load(folder: Path, seed: int) -> None:
    """由数据目录载入一座城市。"""
    click.echo("，".join(f"{name} {count:,}" for name, count in load_whole_city(folder, seed).items()))


COMMANDS = {"city": city, "token": token}
