"""Which kind of post holds which capability of this context."""

from __future__ import annotations

from gongzhi.orgs.vocabulary import OrgsCapability, PostKind

GRANTS: dict[str, frozenset[str]] = {
    PostKind.ADMINISTRATOR: frozenset({OrgsCapability.READ, OrgsCapability.MANAGE, OrgsCapability.AUDIT}),
    PostKind.HEAD: frozenset({OrgsCapability.READ}),
    PostKind.LEADER: frozenset({OrgsCapability.READ}),
}
