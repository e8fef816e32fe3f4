"""What is in force: the flows and the capabilities of the contexts that are installed."""

from __future__ import annotations

import gc
from importlib import import_module

from django.apps import AppConfig

from gongzhi.cases import access as cases_access
from gongzhi.cases.flow import APPLICATION, CASE, PART
from gongzhi.catalogues import access as catalogues_access
from gongzhi.files import access as files_access
from gongzhi.orgs import access as orgs_access
from gongzhi.orgs.grants import grant
from gongzhi.workflow import access as workflow_access
from gongzhi.workflow.registry import register

_STORIES = "gongzhi.cases.operations.stories"


class Wiring(AppConfig):
    """Registers everything once, at start-up; a wrong declaration stops the program there."""

    name = "gongzhi.config"
    label = "config"

    def ready(self) -> None:
        """Grants first, then flows."""
        for access in (orgs_access, workflow_access, catalogues_access, files_access):
            grant(access.GRANTS)
        grant(cases_access.GRANTS, cases_access.PUBLIC)
        stories = import_module(_STORIES).STORIES  # stories write tables, which are ready only now
        for flow in (CASE, PART, APPLICATION):
            register(flow, stories[flow.process])
        _collect_seldom()


def _collect_seldom() -> None:
    """What is loaded now stays for ever; what a request or an import makes is mostly freed without the collector."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
