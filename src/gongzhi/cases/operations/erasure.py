"""A reporter asks to have personal data removed; a clerk of the place decides (PIPL 47, 50)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases import people
from gongzhi.cases.models import Erasure
from gongzhi.cases.operations.file_case import one_line
from gongzhi.cases.operations.removal import remove_contacts, remove_matter
from gongzhi.cases.vocabulary import ErasureScope
from gongzhi.kernel import audit
from gongzhi.kernel.audit import AuditAction
from gongzhi.kernel.errors import Refusal, not_allowed, not_found
from gongzhi.kernel.viewer import Seat, Viewer
from gongzhi.workflow import engine
from gongzhi.workflow.subjects import Head

_MAX_WORDS = 300


@transaction.atomic
def ask_erasure(viewer: Viewer, *, subject_id: UUID, scope: str, now: datetime) -> Erasure:
    """The reporter asks; asking again while it waits changes what is asked for.

    Raises:
        Refusal: ``not_found`` for anybody else, ``erasure.scope``, ``erasure.open``, ``erasure.done``.
    """
    head = _locked(viewer, subject_id)
    if subject_id not in viewer.subject_ids:
        raise not_found("这件诉求")
    wanted = ErasureScope.by_label(scope)
    if wanted is None:
        raise Refusal("erasure.scope", "请选择要删除什么。", fields={"scope": "请选择要删除什么"})
    _check_closed(head, wanted)
    asked = Erasure.objects.filter(subject_id=subject_id).first()
    if asked is not None and asked.granted and asked.scope in (wanted, ErasureScope.ALL):
        raise Refusal("erasure.done", "这些内容已经删除，不用再申请。", status=409)
    asked, _new = Erasure.objects.update_or_create(
        subject_id=subject_id,
        defaults={"scope": wanted, "asked_at": now, "decided_at": None, "granted": None, "words": ""},
    )
    return asked


@transaction.atomic
def decide_erasure(
    viewer: Viewer, *, subject_id: UUID, grant: bool, now: datetime, words: str = ""
) -> Erasure:
    """A clerk of the place removes what was asked for, or says why not; a line of the audit log.

    Raises:
        Refusal: ``not_found``, ``not_allowed``, ``erasure.none``, ``erasure.open``, ``erasure.words``.
    """
    head = _locked(viewer, subject_id)
    seat = deciding_seat(viewer, head)
    if seat is None:
        raise not_allowed("删除个人信息由热线受理员或回访员确认。")
    asked = Erasure.objects.filter(subject_id=subject_id, decided_at__isnull=True).first()
    if asked is None:
        raise Refusal("erasure.none", "没有等待确认的删除申请，可能别人已经处理。", status=409)
    said, scope = one_line(words)[:_MAX_WORDS], ErasureScope(asked.scope)
    if grant:
        _check_closed(head, scope)
        remove_contacts([subject_id])
        if scope is ErasureScope.ALL:
            remove_matter(viewer, now, [subject_id])
    elif not said:
        raise Refusal("erasure.words", "请写明不能删除的理由，诉求人会看到。", fields={"words": "请写明理由"})
    asked.decided_at, asked.granted, asked.words = now, grant, said
    asked.save()
    done = f"{'已删除' if grant else '未删除'}{scope.label}"
    audit.record(viewer, AuditAction.ERASED, now=now, target=head.number, words=done, seat=seat)
    return asked


def deciding_seat(viewer: Viewer, head: Head) -> Seat | None:
    """The clerk of the place as whom the viewer may decide."""
    clerks = filter(people.is_clerk, viewer.seats)
    return next((seat for seat in clerks if seat.covers_place(head.place_code)), None)


def _locked(viewer: Viewer, subject_id: UUID) -> Head:
    heads = engine.lock_heads("s.id = %s", [subject_id])
    if not heads or not engine.sees(viewer, subject_id):
        raise not_found("这件诉求")
    return heads[0]


def _check_closed(head: Head, scope: ErasureScope) -> None:
    if scope is ErasureScope.ALL and head.closed_at is None:
        raise Refusal(
            "erasure.open",
            "这件诉求还在办理，所写的内容要等办结以后才能删除。称呼和联系方式现在就可以申请删除。",
            status=409,
            fields={"scope": "办结以后才能删除所写的内容"},
        )
