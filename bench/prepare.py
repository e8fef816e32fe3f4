"""Make the database of a size ready: migrated, filled, with the floor's tables, at rest."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command
from django.db import connection

from bench.filling import fill
from bench.floor import build_floor


def prepare(cases: int, data: Path) -> None:
    """Do what has not been done; leaves no connection behind, so that the database can be copied."""
    done = data / "filled"
    if not done.exists():
        print(f"filling {cases:,} cases into {data}", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
        fill(cases)
        build_floor()
        done.touch()
    connection.close()
