"""Django's entry to this context."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The files context."""

    name = "gongzhi.files"
    label = "files"
    verbose_name = "附件"
