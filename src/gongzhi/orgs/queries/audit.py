"""The audit log as its readers see it: with the names behind its keys, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.vocabulary import OrgsCapability

PAGE = 50


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line: when, what, who through which post, to what, what for."""

    id: int
    at: datetime
    action: str
    login: str
    person: str
    post: str
    body: str
    target: str
    purpose: str
    words: str


@dataclass(frozen=True, slots=True)
class AuditWanted:
    """What the log is filtered by; ``query`` is a whole login, name or target."""

    action: str = ""
    query: str = ""
    since: datetime | None = None


_LINES = """
SELECT a.id, a.at, a.action, coalesce(acc.login, ''), coalesce(pe.name, ''), coalesce(po.title, ''),
    coalesce(b.name, ''), a.target, a.purpose, a.words
FROM kernel_auditline a LEFT JOIN orgs_account acc ON acc.id = a.account_id
LEFT JOIN orgs_person pe ON pe.id = acc.person_id LEFT JOIN orgs_post po ON po.id = a.post_id
LEFT JOIN orgs_body b ON b.id = a.body_id
WHERE a.city_id = %(city)s AND (%(action)s = '' OR a.action = %(action)s)
AND (%(query)s = '' OR %(query)s IN (a.target, acc.login, pe.name))
AND (%(since)s::timestamptz IS NULL OR a.at >= %(since)s) AND (%(after)s::bigint IS NULL OR a.id < %(after)s)
ORDER BY a.id DESC LIMIT %(limit)s
"""


def audit_page(
    viewer: Viewer, wanted: AuditWanted, *, after: int | None = None, size: int = PAGE
) -> tuple[tuple[AuditRow, ...], int | None]:
    """The lines of the viewer's city behind ``after``, and the key of the next page (None: this is the last).

    Without the capability there are none (deny by default).
    """
    if not viewer.can(OrgsCapability.AUDIT):
        return (), None
    params = {
        "city": viewer.city_id,
        "action": wanted.action,
        "query": wanted.query,
        "since": wanted.since,
        "after": after,
        "limit": size + 1,
    }
    found = tuple(AuditRow(*row) for row in rows(_LINES, params))
    shown = found[:size]
    return shown, shown[-1].id if len(found) > size else None


def audit_lines(viewer: Viewer, wanted: AuditWanted, *, most: int) -> Iterator[AuditRow]:
    """The same, on and on, for a file; at most ``most``."""
    after, given = None, 0
    while given < most:
        found, after = audit_page(viewer, wanted, after=after, size=min(1000, most - given))
        yield from found
        given += len(found)
        if after is None:
            return
