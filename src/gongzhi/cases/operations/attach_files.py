"""Attach files to a case: by its reporter, or by the posts that work on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from gongzhi.files.operations import Attaching, Batch, attach, take_in
from gongzhi.files.vocabulary import Audience, Role
from gongzhi.kernel.errors import not_found
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow import engine
from gongzhi.workflow.subjects import Head, Request


def attach_files(
    viewer: Viewer,
    *,
    subject_id: UUID,
    files: Sequence[File[bytes]] | Batch,
    role: Role,
    now: datetime,
    audience: Audience = Audience.REPORTER,
) -> Attaching:
    """Attach what can be taken in and say of the rest why not; the same file is never attached twice (NC-10, peers A1).

    The reporter adds evidence that both sides see. Who works on the case says what a file shows and who may see it.

    Raises:
        Refusal: ``not_found``, ``not_allowed``, ``file.storage``; nothing is written then.
    """
    batch = files if isinstance(files, Batch) else take_in(files)
    if not viewer.seats:
        role, audience = Role.EVIDENCE, Audience.REPORTER

    def record(facts: Mapping[str, Any]) -> Head:
        return engine.move(subject_id, Request("attach", found=facts), viewer=viewer, now=now)

    with transaction.atomic():
        heads = engine.lock_heads("s.id = %s AND s.city_id = %s", [subject_id, viewer.city_id])
        if not heads or not engine.sees(viewer, subject_id):
            raise not_found("这件诉求")
        return attach(heads[0], batch=batch, role=role, audience=audience, record=record)
