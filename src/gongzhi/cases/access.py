"""Which kind of post holds which capability of this context; what everybody may do."""

from __future__ import annotations

from gongzhi.cases.vocabulary import CaseCapability as May
from gongzhi.orgs.vocabulary import PostKind

PUBLIC: frozenset[str] = frozenset({May.FILE})
"""Anybody may raise a matter (接诉即办条例 art. 2, 8)."""

SYSTEM = "system"
"""The program itself: no kind of post, so that nobody holds what is granted to it."""

GRANTS: dict[str, frozenset[str]] = {
    SYSTEM: frozenset({May.CLASSIFY}),
    PostKind.HOTLINE_CLERK: frozenset({May.FILE, May.READ, May.CONTACT, May.REOPEN}),
    PostKind.DISPATCHER: frozenset({May.FILE, May.READ, May.DISPATCH, May.REOPEN, May.IMPORT}),
    PostKind.CALLBACK_CLERK: frozenset({May.READ, May.CALL_BACK, May.CONTACT, May.REOPEN}),
    PostKind.HANDLER: frozenset({May.FILE, May.HANDLE, May.CONTACT}),
    PostKind.HEAD: frozenset({May.READ, May.HANDLE}),
    PostKind.LEADER: frozenset({May.READ}),
    PostKind.COMMUNITY_COMMISSIONER: frozenset({May.FILE, May.READ}),
    PostKind.COMMUNITY_WORKER: frozenset({May.FILE, May.READ, May.HANDLE}),
    PostKind.GRID_LEADER: frozenset({May.FILE, May.READ}),
    PostKind.GRID_WORKER: frozenset({May.FILE, May.READ}),
    PostKind.ADMINISTRATOR: frozenset({May.IMPORT, May.FILE}),
}
