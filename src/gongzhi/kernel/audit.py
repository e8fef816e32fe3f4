"""The security audit log, apart from the journal: who looked at, took out or changed what, and what for (R25).

It is no record of work (R26): no address, no device, no time spent; only what security must be able to answer
(PIPL 51, 54; 网安法 21). The database chains the lines and refuses to change them or to delete young ones.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from gongzhi.kernel.viewer import Seat, Viewer
from gongzhi.kernel.words import Word

_RECORD = """
INSERT INTO kernel_auditline (id, at, city_id, account_id, post_id, body_id, action, target, purpose, words, previous,
    hash) VALUES (0, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', '')
"""
_BROKEN = """
SELECT id FROM (
    SELECT a.id, a.hash = kernel_audit_hash(a) AS whole, a.previous,
        lag(a.hash) OVER chain AS before, lag(a.id) OVER chain AS before_id
    FROM kernel_auditline a WINDOW chain AS (ORDER BY a.id)
) line WHERE NOT whole OR before IS NOT NULL AND (previous <> before OR id <> before_id + 1) ORDER BY id
"""
MAX_WORDS, MAX_TARGET = 300, 80


class AuditAction(Word):
    """What the log tells of."""

    SIGN_IN = "sign_in", "登录"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    SIGN_OUT = "sign_out", "退出登录"
    TOKEN_CREATED = "token_created", "生成令牌"
    TOKEN_REVOKED = "token_revoked", "停用令牌"
    REVEALED = "revealed", "查看联系方式"
    SEARCHED = "searched", "按联系方式查找"
    EXPORTED = "exported", "导出"
    IMPORTED = "imported", "导入"
    RULES_CHANGED = "rules_changed", "修改目录或规则"
    ERASED = "erased", "删除个人信息"
    RETENTION = "retention", "到期清理"


def record(
    viewer: Viewer,
    action: AuditAction,
    *,
    now: datetime,
    target: str = "",
    purpose: str = "",
    words: str = "",
    seat: Seat | None = None,
) -> None:
    """Write one line; last in a transaction, which then stands or falls with it.

    ``target`` is what it was done to, by number or code, never personal data; ``purpose`` the label of one of the
    act's own closed list; ``seat`` through which it was done, by default the viewer's first.
    """
    seat = seat or next(iter(viewer.seats), None)
    post, body = (seat.post_id or None, seat.body_id or None) if seat else (None, None)
    given = (target[:MAX_TARGET], purpose, words[:MAX_WORDS])
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, [now, viewer.city_id, viewer.account_id, post, body, action, *given])


def broken_lines() -> list[int]:
    """The lines that are not as they were written, or whose predecessor is gone; the oldest may begin anywhere."""
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN)
        return [number for (number,) in cursor.fetchall()]


def forget(before: datetime) -> int:
    """Delete the lines that come before the first that is not older than ``before``; how many.

    Only the beginning goes, so that what remains is still one chain.

    Raises:
        IntegrityError: when that reaches into the six months that the law wants (网安法 21).
    """
    return _older(f"DELETE FROM kernel_auditline a {_OLDER}", before)


def older_lines(before: datetime) -> int:
    """How many lines :func:`forget` would delete."""
    return _older(f"SELECT 1 FROM kernel_auditline a {_OLDER}", before)


_OLDER = """WHERE a.at < %(before)s
AND a.id < coalesce((SELECT min(id) FROM kernel_auditline WHERE at >= %(before)s), a.id + 1)"""


def _older(statement: str, before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"before": before})
        return int(cursor.rowcount)
