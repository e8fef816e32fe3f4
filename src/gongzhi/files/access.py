"""Which kind of post holds which capability of this context."""

from __future__ import annotations

from gongzhi.files.vocabulary import FilesCapability
from gongzhi.orgs.vocabulary import PostKind

GRANTS: dict[str, frozenset[str]] = {
    PostKind.DISPATCHER: frozenset({FilesCapability.REMOVE}),
    PostKind.HEAD: frozenset({FilesCapability.REMOVE}),
}
