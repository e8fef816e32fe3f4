"""The processes that ``gongzhi up`` keeps alive."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from django.core.management import call_command


@click.command()
@click.option("--port", type=int, default=8000, envvar="GONGZHI_PORT", show_default=True, help="端口")
@click.option("--host", default="127.0.0.1", envvar="GONGZHI_HOST", show_default=True, help="监听地址")
@click.option(
    "--workers", type=int, default=1, envvar="GONGZHI_WEB_WORKERS", show_default=True, help="进程数"
)
def serve(port: int, host: str, workers: int) -> None:
    """只启动网站（数据库由 DATABASE_URL 指定）。"""
    granian = str(Path(sys.executable).with_name("granian"))
    argv = [
        granian, "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", str(2 * (os.cpu_count() or 1)), "--backpressure", "64", "--no-ws",
        "--log-level", "warning", "--no-access-log", "--respawn-failed-workers", "gongzhi.config.wsgi:application",
    ]  # fmt: skip
    os.execv(granian, argv)  # noqa: S606 - this process becomes the server, without a shell


@click.command()
def worker() -> None:
    """只启动后台任务。"""
    # Some jobs come every minute: what went well is not kept.
    call_command("procrastinate", "worker", concurrency=2, delete_jobs="successful")


COMMANDS = {"serve": serve, "worker": worker}
