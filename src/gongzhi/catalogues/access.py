"""Which kind of post holds which capability of this context."""

from __future__ import annotations

from gongzhi.catalogues.vocabulary import CataloguesCapability
from gongzhi.orgs.vocabulary import PostKind

GRANTS: dict[str, frozenset[str]] = {PostKind.ADMINISTRATOR: frozenset({CataloguesCapability.MANAGE})}
