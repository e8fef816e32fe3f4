"""Personal data at rest: sealed with AES-256-GCM, found again by a keyed blind index (PIPL 51, facts 2.17).

A sealed value is ``version (1 byte) · nonce (12) · ciphertext and tag``. The associated data binds it to its
place, so that a value copied to another row does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gongzhi.kernel.errors import Refusal

_VERSION = b"\x01"


@lru_cache(maxsize=4)
def _key(variable: str) -> bytes:
    try:
        raw = base64.b64decode(os.environ[variable], validate=True)
    except (KeyError, ValueError) as error:
        raise Refusal(
            "secrets.missing", f"缺少密钥 {variable}，请用 gongzhi 命令启动，或在环境变量中提供。"
        ) from error
    if len(raw) != 32:
        raise Refusal("secrets.length", f"密钥 {variable} 应为 32 字节的 base64。")
    return raw


@lru_cache(maxsize=4)
def _cipher(variable: str) -> AESGCM:
    return AESGCM(_key(variable))


def seal(text: str, *, bound_to: str) -> bytes:
    """Encrypt ``text``; an empty text stays empty (there is nothing to protect)."""
    if not text:
        return b""
    nonce = os.urandom(12)
    return _VERSION + nonce + _cipher("GONGZHI_FIELD_KEY").encrypt(nonce, text.encode(), bound_to.encode())


def unseal(sealed: bytes, *, bound_to: str) -> str:
    """Decrypt what :func:`seal` made for the same ``bound_to``.

    Raises:
        Refusal: ``secrets.mismatch`` when the key, the place or the version is another one.
    """
    if not sealed:
        return ""
    sealed = bytes(sealed)
    try:
        if sealed[:1] != _VERSION:
            raise InvalidTag
        opened = _cipher("GONGZHI_FIELD_KEY").decrypt(sealed[1:13], sealed[13:], bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise Refusal(
            "secrets.mismatch", "这项数据不能用现在的密钥解开，请联系系统管理员。", status=500
        ) from error
    return opened.decode()


def blind_index(text: str) -> bytes:
    """A keyed digest (16 bytes) by which equal values are found without being opened."""
    if not text:
        return b""
    return hmac.digest(_key("GONGZHI_INDEX_KEY"), text.encode(), hashlib.sha256)[:16]
