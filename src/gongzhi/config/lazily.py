"""The commands that need a database and Django, imported when one of them is called."""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import django

from gongzhi.launcher.connect import open_database

NAMES = {
    "check": "django",
    "city": "orgs",
    "demo": "demo",
    "doctor": "workflow",
    "flows": "workflow",
    "import": "cases",
    "makemigrations": "django",
    "migrate": "django",
    "notice": "kernel",
    "replay": "cases",
    "serve": "serving",
    "token": "orgs",
    "worker": "serving",
}
"""Command → the module of :mod:`gongzhi.config.commands` that holds it."""


def command(name: str) -> click.Command | None:
    """The command of that name; None when there is none."""
    if name not in NAMES:
        return None
    module = importlib.import_module(f"gongzhi.config.commands.{NAMES[name]}")
    found: click.Command = getattr(module, name.replace("import", "import_"))
    return found


def with_database(run: Callable[..., Any]) -> Callable[..., Any]:
    """Open the database of ``GONGZHI_DATA`` (or ``DATABASE_URL``) and set up Django around a command."""

    @functools.wraps(run)
    def opened(*args: Any, **options: Any) -> Any:
        with open_database(Path(os.environ.get("GONGZHI_DATA", "var"))):
            django.setup()
            return run(*args, **options)

    return opened
