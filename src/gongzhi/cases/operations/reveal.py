"""Look at who reported: for a purpose, for a minute, in the audit log before anything is shown (R25)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from gongzhi.cases import people
from gongzhi.cases.operations.file_case import one_line
from gongzhi.cases.vocabulary import PROCESS, RevealPurpose
from gongzhi.kernel import audit, limits
from gongzhi.kernel.audit import AuditAction
from gongzhi.kernel.errors import Refusal, not_allowed, not_found
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.queries import HEAD_COLUMNS, Clause, Page, Wanted, read_head, sees_where, subject_page
from gongzhi.workflow.subjects import Head

SHOWN = timedelta(seconds=60)
REVEALS = limits.Rate("reveal", times=30, seconds=3600)
SEARCHES = limits.Rate("contact-search", times=60, seconds=3600)


@dataclass(frozen=True, slots=True)
class Revealed:
    """Name and contact as they were left, to be shown until ``shown_until``."""

    number: str
    reporter: str
    contact: str
    shown_until: datetime


@transaction.atomic
def reveal_contact(
    viewer: Viewer, *, subject_id: UUID, purpose: str, now: datetime, words: str = ""
) -> Revealed:
    """Name and contact of a case, to a seat that needs them (PIPL 51; 条例 art. 8, 35).

    Raises:
        Refusal: ``not_found``, ``not_allowed``, ``reveal.purpose``, ``reveal.words``, ``reveal.nothing``,
            ``too_many``; nothing is shown or written then.
    """
    head, reporter, contact, needing = _sealed(viewer, subject_id)
    seat = people.knowing_seat(viewer, head, needing)
    if seat is None:
        raise not_allowed("诉求人的联系方式只给承办单位和回访人员看。需要联系时，请找承办单位或热线中心。")
    label, said = _purpose(purpose), one_line(words)
    if label == RevealPurpose.OTHER.label and not said:
        raise Refusal("reveal.words", "请写明用途，诉求人会看到。", fields={"words": "请写明用途"})
    if not reporter and not contact:
        raise Refusal("reveal.nothing", "诉求人没有留下称呼和联系方式，或者已按规定删除。", status=409)
    limits.count(REVEALS, f"post:{seat.post_id}", now)
    shown = Revealed(
        head.number,
        people.open_personal(reporter, subject_id),
        people.open_personal(contact, subject_id),
        now + SHOWN,
    )
    audit.record(
        viewer, AuditAction.REVEALED, now=now, target=head.number, purpose=label, words=said, seat=seat
    )
    return shown


@transaction.atomic
def find_by_contact(viewer: Viewer, *, contact: str, now: datetime, after: UUID | None = None) -> Page:
    """A caller's earlier cases by the whole contact, where the viewer is a clerk; a line of the audit log.

    Raises:
        Refusal: ``not_allowed``, ``case.contact``, ``too_many``.
    """
    clerks = tuple(filter(people.is_clerk, viewer.seats))
    if not clerks:
        raise not_allowed("按联系方式查找只对热线受理员和回访员开放。")
    if not people.canonical_contact(contact):
        raise Refusal(
            "case.contact", "请填写完整的电话或邮箱。", fields={"contact": "请填写完整的电话或邮箱"}
        )
    people.check_contact(contact)
    limits.count(SEARCHES, f"post:{clerks[0].post_id}", now)
    digest = people.contact_digest(contact)
    theirs = Clause(
        """{s}.id IN (SELECT c.subject_id FROM cases_case c
        WHERE c.city_id = %s AND c.contact_index = %s AND c.contact_index <> '')""",
        (viewer.city_id, digest),
    )
    areas = tuple(replace(seat, body_ids=frozenset()) for seat in clerks)
    clerk = replace(viewer, seats=areas, subject_ids=frozenset())
    page = subject_page(clerk, Wanted(PROCESS, clauses=(theirs,)), after=after)
    said = f"找到 {len(page.rows)} 件"
    audit.record(viewer, AuditAction.SEARCHED, now=now, target=digest.hex()[:12], words=said, seat=clerks[0])
    return page


def _sealed(viewer: Viewer, subject_id: UUID) -> tuple[Head, bytes, bytes, list[int]]:
    where, params = sees_where(viewer)
    found = rows(
        f"""SELECT {HEAD_COLUMNS}, c.reporter_sealed, c.contact_sealed, {people.NEEDING} FROM workflow_subject s
        JOIN cases_case c ON c.subject_id = s.id WHERE s.id = %s AND {where}""",
        [subject_id, *params],
    )
    if not found:
        raise not_found("这件诉求")
    *head, reporter, contact, needing = found[0]
    return read_head(head), reporter, contact, needing


def _purpose(purpose: str) -> str:
    found = RevealPurpose.by_label(purpose)
    if found is None:
        raise Refusal(
            "reveal.purpose", "请选择查看联系方式的用途，诉求人会看到。", fields={"purpose": "请选择用途"}
        )
    return found.label
