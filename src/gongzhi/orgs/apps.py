"""Django's entry to this context."""

from __future__ import annotations

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Places, bodies, posts and people."""

    name = "gongzhi.orgs"
    label = "orgs"
    verbose_name = "组织"
