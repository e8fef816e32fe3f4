"""Keys for programs: shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from gongzhi.kernel import audit
from gongzhi.kernel.audit import AuditAction
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import Account, Token

PREFIX = "gz_"


@transaction.atomic
def create_token(*, login: str, name: str, valid_for: timedelta, now: datetime) -> str:
    """The secret of a new token of an account; nobody can read it again.

    Raises:
        Refusal: ``account.unknown``.
    """
    account = Account.objects.select_related("person").filter(login=login, is_active=True).first()
    if account is None:
        raise Refusal("account.unknown", f"没有登录名“{login}”，或者它已停用。", status=404)
    secret = PREFIX + secrets.token_urlsafe(32)
    digest = hashlib.sha256(secret.encode()).digest()
    Token.objects.create(
        account=account, name=name, digest=digest, created_at=now, expires_at=now + valid_for
    )
    _tell(account, AuditAction.TOKEN_CREATED, name, now)
    return secret


@transaction.atomic
def revoke_tokens(*, login: str, name: str, now: datetime) -> int:
    """Revoke the tokens of that name; how many were still valid."""
    revoked = Token.objects.filter(account__login=login, name=name, revoked_at__isnull=True).update(
        revoked_at=now
    )
    if revoked:
        account = Account.objects.select_related("person").get(login=login)
        _tell(account, AuditAction.TOKEN_REVOKED, name, now)
    return revoked


def _tell(account: Account, action: AuditAction, name: str, now: datetime) -> None:
    """Tokens are the operator's, who has no account: the line names whose token it is."""
    audit.record(Viewer(account.person.city_id), action, now=now, target=account.login, words=name)
