"""The command ``openapi``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from gongzhi.config.api import api


@click.command()
@click.option("--check", is_flag=True, help="只检查文档是否与接口一致")
@click.option("--file", type=click.Path(path_type=Path), default=Path("docs/openapi.json"), show_default=True)
def openapi(check: bool, file: Path) -> None:
    """由接口生成 OpenAPI 3.1 说明。"""
    text = json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), ensure_ascii=False, indent=1) + "\n"
    fresh = file.exists() and file.read_text("utf-8") == text
    if not fresh and not check:
        file.write_text(text, "utf-8")
    click.echo("一致" if fresh else "已过期" if check else "已更新")
    sys.exit(1 if check and not fresh else 0)


COMMANDS = {"openapi": openapi}
