"""Keys for programs: shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from gongzhi.kernel.errors import Refusal
from gongzhi.orgs.models import Account, Token

PREFIX = "gz_"


def create_token(*, login: str, name: str, valid_for: timedelta, now: datetime) -> str:
    """The secret of a new token of an account; nobody can read it again.

    Raises:
        Refusal: ``account.unknown``.
    """
    account = Account.objects.filter(login=login, is_active=True).first()
    if account is None:
        raise Refusal("account.unknown", f"没有登录名“{login}”，或者它已停用。", status=404)
    secret = PREFIX + secrets.token_urlsafe(32)
    digest = hashlib.sha256(secret.encode()).digest()
    Token.objects.create(
        account=account, name=name, digest=digest, created_at=now, expires_at=now + valid_for
    )
    return secret


def revoke_tokens(*, login: str, name: str, now: datetime) -> int:
    """Revoke the tokens of that name; how many were still valid."""
    return Token.objects.filter(account__login=login, name=name, revoked_at__isnull=True).update(
        revoked_at=now
    )
