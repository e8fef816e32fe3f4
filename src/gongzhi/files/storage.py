"""Where the bytes are: in the storage that the settings call ``files``, each matter's in a folder of its own.

A name is the hash of what lies under it, so a second writing changes nothing; nothing is served from there.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import Storage, storages


def bytes_storage() -> Storage:
    """The storage that this installation has chosen."""
    return storages["files"]


def name_of(subject_id: UUID, sha256: bytes) -> str:
    """The name of some bytes of a matter; the folder above spreads matters evenly."""
    return f"{subject_id.hex[-2:]}/{subject_id.hex}/{sha256.hex()}"


def digest_of(content: File[bytes]) -> bytes:
    """The SHA-256 of some bytes, read piece by piece."""
    digest = hashlib.sha256()
    for piece in content.chunks():
        digest.update(piece)
    return digest.digest()


def write(name: str, content: File[bytes]) -> bool:
    """Keep ``content`` under its name; False when it was there already."""
    storage = bytes_storage()
    if storage.exists(name):
        return False
    content.seek(0)
    storage.save(name, content)
    return True
