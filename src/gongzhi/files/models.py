"""What is known of a file; its bytes are in the storage named ``files``."""

from __future__ import annotations

from typing import ClassVar, cast

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from gongzhi.files.vocabulary import Audience, Kind, Role
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.queries import sees_where


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Reads of attachments that have not been removed; every one starts at :meth:`visible_to`."""

    def visible_to(self, viewer: Viewer) -> AttachmentQuerySet:
        """Those of the matters that the viewer may see; without a post, only those meant for the reporter."""
        where, params = sees_where(viewer)
        clause = f"files_attachment.subject_id IN (SELECT s.id FROM workflow_subject s WHERE {where})"
        found = cast("AttachmentQuerySet", self.filter(removed_at=None).extra(where=[clause], params=params))
        return found if viewer.seats else found.filter(audience=Audience.REPORTER)


class Attachment(models.Model):
    """A file of a matter. ``sha256`` is of the kept bytes and stands in the journal, so that none is exchanged."""

    id = models.UUIDField(primary_key=True)
    city = models.ForeignKey(
        "orgs.City", models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    subject = models.ForeignKey("workflow.Subject", models.PROTECT, db_index=False, related_name="+")
    role = models.CharField("用途", max_length=12, choices=Role.choices())
    kind = models.CharField("类型", max_length=12, choices=Kind.choices())
    suffix = models.CharField(max_length=8)
    name = models.CharField("名称", max_length=100)
    size = models.IntegerField("字节")
    sha256 = models.BinaryField()
    thumb_sha256 = models.BinaryField(null=True)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    bands = ArrayField(models.IntegerField(), default=list)
    """The likeness of a picture: what it resembles, not who is on it."""
    audience = models.CharField("谁能看到", max_length=12, choices=Audience.choices())
    sequence = models.IntegerField()
    """The line of the journal that says who has added it when, with its hash."""
    removed_at = models.DateTimeField(null=True)
    """The bytes are gone since then; the journal keeps their hash."""
    removed_post = models.ForeignKey(
        "orgs.Post", models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "附件"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "sha256"],
                name="files_attachment_content",
                condition=Q(removed_at__isnull=True),
            )
        ]
        indexes: ClassVar = [
            models.Index("subject", "id", name="files_attachment_subject"),
            GinIndex("bands", name="files_attachment_bands"),
        ]
