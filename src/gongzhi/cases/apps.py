"""Django's entry to this context."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases context."""

    name = "gongzhi.cases"
    label = "cases"
    verbose_name = "诉求"
