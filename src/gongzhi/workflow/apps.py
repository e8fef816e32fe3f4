"""Django's entry to this context."""

from __future__ import annotations

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """The workflow context."""

    name = "gongzhi.workflow"
    label = "workflow"
    verbose_name = "流程"
