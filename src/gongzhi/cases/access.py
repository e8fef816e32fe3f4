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
    PostKind.HOTLINE_CLERK: frozenset(
        {May.FILE, May.READ, May.ANSWER, May.NOTE, May.ATTACH, May.CONTACT, May.REOPEN}
    ),
    PostKind.DISPATCHER: frozenset(
        {
            May.FILE,
            May.READ,
            May.DISPATCH,
            May.ANSWER,
            May.REVIEW,
            May.SUPERVISE,
            May.NOTE,
            May.ATTACH,
            May.REOPEN,
            May.IMPORT,
        }
    ),
    PostKind.CALLBACK_CLERK: frozenset(
        {May.READ, May.CALL_BACK, May.NOTE, May.ATTACH, May.CONTACT, May.REOPEN}
    ),
    PostKind.HANDLER: frozenset({May.FILE, May.HANDLE, May.NOTE, May.ATTACH, May.CONTACT}),
    PostKind.HEAD: frozenset({May.READ, May.HANDLE, May.NOTE, May.ATTACH, May.ENDORSE}),
    PostKind.LEADER: frozenset({May.READ, May.COORDINATE, May.ARBITRATE, May.SUPERVISE, May.NOTE}),
    PostKind.COMMUNITY_COMMISSIONER: frozenset({May.FILE, May.READ, May.NOTE, May.ATTACH}),
    PostKind.COMMUNITY_WORKER: frozenset({May.FILE, May.READ, May.HANDLE, May.ANSWER, May.NOTE, May.ATTACH}),
    PostKind.GRID_LEADER: frozenset({May.FILE, May.READ, May.ANSWER, May.NOTE, May.ATTACH}),
    PostKind.GRID_WORKER: frozenset({May.FILE, May.READ, May.ANSWER, May.NOTE, May.ATTACH}),
    PostKind.ADMINISTRATOR: frozenset({May.IMPORT, May.FILE}),
}
