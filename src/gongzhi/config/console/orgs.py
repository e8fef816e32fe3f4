"""Commands of places, bodies and people: city and token."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import click

from gongzhi.config.cities import load_whole_city
from gongzhi.kernel import clock
from gongzhi.kernel.clock import local
from gongzhi.orgs.operations.tokens import create_token, revoke_tokens
from gongzhi.orgs.queries.checks import findings
from gongzhi.orgs.queries.viewers import system_viewer


@click.group()
def token() -> None:
    """接口令牌。"""


@token.command("create")
@click.option("--login", required=True, help="谁的令牌")
@click.option("--name", default="api", show_default=True, help="用途")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="有效天数")
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
@click.option(
    "--invent",
    "seed",
    type=int,
    default=None,
    metavar="种子",
    help="缺少的网格、机构和人员由种子生成，并标明是生成的",
)
def load(folder: Path, seed: int | None) -> None:
    """由数据目录载入一座城市。"""
    click.echo("，".join(f"{name} {count:,}" for name, count in load_whole_city(folder, seed).items()))


@city.command("check")
@click.option("--city", "code", default=None, help="城市代码；只有一座城市时不必填")
def check(code: str | None) -> None:
    """检查组织规则：社区专员不超过三个社区、网格与党支部一一对应、网格不重不漏、社区工作者配备。"""
    now = clock.now()
    found = findings(system_viewer(code).city_id, local(now).date())
    for one in found:
        click.echo(f"  {one.subject} {one.sentence}（{one.code}）")
    click.echo(f"共 {len(found)} 处。" if found else "没有发现问题。")
    sys.exit(1 if found else 0)


COMMANDS = {"city": city, "token": token}
