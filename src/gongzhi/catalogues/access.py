"""Which kind of post holds which capability of this context."""

from __future__ import annotations

from gongzhi.catalogues.vocabulary import CataloguesCapability as May
from gongzhi.orgs.vocabulary import PostKind

GRANTS: dict[str, frozenset[str]] = {
    PostKind.ADMINISTRATOR: frozenset({May.READ, May.MANAGE}),
    PostKind.DISPATCHER: frozenset({May.READ}),
    PostKind.LEADER: frozenset({May.READ}),
}
