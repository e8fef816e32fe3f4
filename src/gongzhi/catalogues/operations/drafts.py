"""A sheet handed in on the page: kept while it is looked at, then published or left to fade."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from gongzhi.catalogues.models import Draft
from gongzhi.catalogues.operations.publish import Report, publish
from gongzhi.catalogues.operations.reading import read_sheet
from gongzhi.catalogues.queries.sheets import draft_of
from gongzhi.catalogues.vocabulary import CataloguesCapability, Sheet
from gongzhi.kernel import audit
from gongzhi.kernel.audit import AuditAction
from gongzhi.kernel.clock import local
from gongzhi.kernel.errors import Refusal, not_allowed
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.viewer import Viewer
from gongzhi.sheets.tables import read_table

LIMIT_BYTES = 2 * 1024 * 1024
_KEPT = timedelta(days=30)
_NAME = 120


@transaction.atomic
def keep_draft(viewer: Viewer, *, sheet: Sheet, name: str, content: bytes, now: datetime) -> UUID:
    """Keep a file for a look before it is published; drafts of more than 30 days go.

    Raises:
        Refusal: ``not_allowed``, ``sheet.*`` when it is no table with the columns of the sheet.
    """
    if not viewer.can(CataloguesCapability.MANAGE):
        raise not_allowed()
    read_sheet(viewer, sheet, read_table(content, name, limit_bytes=LIMIT_BYTES), local(now).date())
    mine = Draft.objects.visible_to(viewer)
    mine.filter(created_at__lt=now - _KEPT).delete()
    draft = mine.create(
        id=new_id(), city_id=viewer.city_id, sheet=sheet, name=name[:_NAME], content=content, created_at=now
    )
    return draft.id


@transaction.atomic
def publish_draft(viewer: Viewer, *, draft_id: UUID, since: date, now: datetime) -> Report:
    """Publish a draft as the version that starts on ``since``, today or later; the draft goes, a line of audit stays.

    Raises:
        Refusal: ``not_found``, ``version.since``, ``SHEET.row`` when it has faults by now; nothing is written then.
    """
    draft = draft_of(viewer, draft_id)
    if since < local(now).date():
        raise Refusal(
            "version.since", "新版本只能从今天或以后的日子开始。", fields={"since": "请选今天或以后的日子"}
        )
    table = read_table(bytes(draft.content), draft.name, limit_bytes=LIMIT_BYTES)
    report = publish(viewer, sheet=Sheet(draft.sheet), table=table, since=since)
    if not report.published:
        raise Refusal(
            f"{draft.sheet}.row", f"这份表还有 {len(report.faults)} 处问题，没有发布。请改好后重新上传。"
        )
    draft.delete()
    said = f"{Sheet(draft.sheet).label}：{draft.name}，从 {since} 起"
    audit.record(
        viewer, AuditAction.RULES_CHANGED, now=now, target=f"catalogue:{draft.sheet}", words=said[:300]
    )
    return report
