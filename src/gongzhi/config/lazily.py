"""The commands that need a database or Django, imported when one of them is called."""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass
from pathlib import Path

import click
import django

from gongzhi.launcher.connect import open_database


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command is and what must be ready before it can be imported."""

    module: str
    help: str
    database: bool = True
    framework: bool = True


COMMANDS = {
    "callback": Lazy("figures", "回访：抽样"),
    "catalogue": Lazy("catalogues", "试运行派单目录，看哪里说不清"),
    "city": Lazy("orgs", "城市的数据"),
    "classify": Lazy("classify", "训练和检验诉求分类", database=False, framework=False),
    "demo": Lazy("demo", "演示城市"),
    "doctor": Lazy("workflow", "用日志核对一切，有出入时逐条说明"),
    "figures": Lazy("figures", "数据：公式、冻结、试算"),
    "flows": Lazy("flows", "由流程声明生成流程图和手册页", database=False),
    "import": Lazy("tables", "导入诉求、地点、机构、人员和各种目录"),
    "makemigrations": Lazy("schema", "由模型生成迁移"),
    "migrate": Lazy("schema", "升级数据库结构"),
    "notice": Lazy("kernel", "载入放假通知并重算时限"),
    "openapi": Lazy("openapi", "生成接口说明", database=False),
    "replay": Lazy("tables", "在模拟时间里把诉求演到办结"),
    "retention": Lazy("people", "个人信息的保存期限"),
    "seals": Lazy("workflow", "公布日志的封存"),
    "serve": Lazy("serving", "只启动网站", database=False, framework=False),
    "token": Lazy("orgs", "接口令牌"),
    "verify": Lazy("receipts", "核对回执，不连数据库", database=False, framework=False),
    "worker": Lazy("serving", "只启动后台任务"),
}


def load(name: str, ctx: click.Context) -> click.Command:
    """Make ready what the command needs, for as long as ``ctx`` lives, and import it."""
    lazy = COMMANDS[name]
    make_ready(ctx, database=lazy.database, framework=lazy.framework)
    module = importlib.import_module(f"gongzhi.config.console.{lazy.module}")
    found: click.Command = module.COMMANDS[name]
    return found


def make_ready(ctx: click.Context, *, database: bool = True, framework: bool = True) -> None:
    """Open the database and set Django up, as far as they are needed, for as long as ``ctx`` lives."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings")
    if database:
        ctx.with_resource(open_database(Path(os.environ.get("GONGZHI_DATA", "var"))))
    if framework:
        django.setup()
