"""Commands of the demo city."""

from __future__ import annotations

import click
from django.db import transaction

from gongzhi.config.cities import DEMO, load_whole_city
from gongzhi.config.demo_cases import play_demo_cases
from gongzhi.orgs.models import City
from gongzhi.orgs.operations.load_city import DEMO_PASSWORD
from gongzhi.orgs.queries.logins import demo_logins


@click.group()
def demo() -> None:
    """演示城市。"""


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="已有城市时什么也不做")
@click.option("--seed", type=int, default=1, show_default=True)
def load(if_empty: bool, seed: int) -> None:
    """载入演示城市：真实的街道和社区，生成的网格、机构、人员和诉求。"""
    if if_empty and City.objects.exists():
        return
    with transaction.atomic():
        counts = load_whole_city(DEMO, seed)
        counts["cases"] = play_demo_cases(seed)
    click.echo("，".join(f"{name} {count:,}" for name, count in counts.items()))


@demo.command("logins")
def logins() -> None:
    """每个岗位一个登录名。"""
    for one in demo_logins():
        click.echo(f"  {one.login:<12}{one.title}　{one.person}　{one.body}")
    click.echo(f"  密码都是 {DEMO_PASSWORD}（只用于演示）")


COMMANDS = {"demo": demo}
