"""Which kind of post holds which capability of this context."""

from __future__ import annotations

from gongzhi.orgs.vocabulary import PostKind
from gongzhi.workflow.vocabulary import WorkflowCapability

GRANTS: dict[str, frozenset[str]] = {PostKind.ADMINISTRATOR: frozenset({WorkflowCapability.RULES})}
