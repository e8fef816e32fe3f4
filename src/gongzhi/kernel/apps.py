"""Django's entry to this context."""

from __future__ import annotations

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel context."""

    name = "gongzhi.kernel"
    label = "kernel"
    verbose_name = "内核"
