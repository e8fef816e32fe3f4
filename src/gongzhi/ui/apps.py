"""Django's entry to this context."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The ui context: templates and static files."""

    name = "gongzhi.ui"
    label = "ui"
    verbose_name = "页面"
