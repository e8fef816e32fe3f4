"""Models and migrations agree, and a model without a migration is found."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import BigAutoField
from django.utils import translation

from .migrations import missing_migrations


def test_every_model_has_its_migrations() -> None:
    with translation.override(None):
        found = missing_migrations(ProjectState.from_apps(apps))
    assert found == [], "\n".join(found)


def test_a_model_without_a_migration_is_found() -> None:
    wanted = ProjectState.from_apps(apps)
    wanted.add_model(ModelState("orgs", "Cellar", [("id", BigAutoField(primary_key=True))]))
    assert "orgs: Create model Cellar" in missing_migrations(wanted)
