"""Django's entry to this context."""

from __future__ import annotations

from django.apps import AppConfig


class CataloguesConfig(AppConfig):
    """The catalogues context."""

    name = "gongzhi.catalogues"
    label = "catalogues"
    verbose_name = "目录"
