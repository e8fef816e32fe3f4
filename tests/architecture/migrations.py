"""Migrations: they build exactly the tables that the models describe."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

OURS = "gongzhi."


def missing_migrations(wanted: ProjectState) -> list[str]:
    """What the migrations on disk lack, for our rooms, before they lead to ``wanted``. Needs no database."""
    loader = MigrationLoader(None)
    changes = MigrationAutodetector(loader.project_state(), wanted).changes(graph=loader.graph)
    return [
        f"{label}: {operation.describe()}"
        for label, migrations in sorted(changes.items())
        if apps.get_app_config(label).name.startswith(OURS)
        for migration in migrations
        for operation in migration.operations
    ]
