"""Tables of the engine. Only the engine writes them; everybody may read heads and journal through queries."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left

from gongzhi.kernel.codes import CODE_COLLATION
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.scope import visible_where


class Unchecked(models.ForeignKey[Any, Any]):
    """A key that the engine has taken from a checked row of the same transaction.

    The journal is written in bulk; a constraint on each of its keys would cost more than the line itself.
    ``gongzhi doctor`` verifies them.
    """

    def __init__(self, to: Any, **options: Any) -> None:
        settings = {
            "on_delete": models.PROTECT,
            "db_constraint": False,
            "db_index": False,
            "related_name": "+",
        }
        super().__init__(to, **{**settings, **options})


class SubjectQuerySet(models.QuerySet["Subject"]):
    """Reads of subjects; every one starts at :meth:`visible_to`."""

    def visible_to(self, viewer: Viewer) -> SubjectQuerySet:
        """What the viewer may see: by place (块), by part taken (条), or with the follow code."""
        where, params = visible_where(viewer)
        return cast("SubjectQuerySet", self.extra(where=[where], params=params))


class Subject(models.Model):
    """The head of a matter of any process."""

    id = models.UUIDField(primary_key=True)
    city = models.ForeignKey("orgs.City", models.PROTECT, db_index=False, related_name="+")
    process = models.CharField(max_length=20)
    number = models.CharField("编号", max_length=24, unique=True, db_collation=CODE_COLLATION)
    title = models.CharField("标题", max_length=200)
    stage = models.CharField("环节", max_length=24)
    place = models.ForeignKey("orgs.Place", models.PROTECT, db_index=False, related_name="+")
    place_code = models.CharField(max_length=24, db_collation=CODE_COLLATION)
    origin_body = Unchecked("orgs.Body", null=True)
    lead_body = Unchecked("orgs.Body", null=True)
    holder_body = models.ForeignKey("orgs.Body", models.PROTECT, null=True, db_index=False, related_name="+")
    traits = models.JSONField(default=dict)
    opened_at = models.DateTimeField("提出时间")
    stage_since = models.DateTimeField()
    due_at = models.DateTimeField("时限", null=True)
    limit = models.JSONField(null=True)
    provisional = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    escalation = models.SmallIntegerField(default=0)
    sequence = models.IntegerField()
    head_hash = models.BinaryField()

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = "事项"
        indexes: ClassVar = [
            models.Index("city", "process", models.F("id").desc(), name="workflow_subject_city"),
            models.Index("city", "process", "stage", models.F("id").desc(), name="workflow_subject_stage"),
            models.Index(
                Left("place_code", 9),
                "process",
                "stage",
                models.F("id").desc(),
                name="workflow_subject_street_stage",
            ),
            models.Index(
                Left("place_code", 9), "process", models.F("id").desc(), name="workflow_subject_street"
            ),
            models.Index(
                Left("place_code", 12), "process", models.F("id").desc(), name="workflow_subject_community"
            ),
            models.Index(
                "holder_body",
                "due_at",
                "id",
                name="workflow_subject_desk",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                "due_at", name="workflow_subject_due", condition=Q(closed_at__isnull=True, escalation__lt=2)
            ),
            models.Index("id", name="workflow_subject_provisional", condition=Q(provisional=True)),
        ]


class Involvement(models.Model):
    """A body that holds or has held a subject, and so goes on seeing it."""

    pk = models.CompositePrimaryKey("body_id", "subject_id")
    body = Unchecked("orgs.Body")
    subject = models.ForeignKey(Subject, models.CASCADE, db_index=False, related_name="+")


class Entry(models.Model):
    """One line of the journal. Append-only by trigger; only its words may be redacted."""

    pk = models.CompositePrimaryKey("subject_id", "sequence")
    subject = models.ForeignKey(Subject, models.PROTECT, db_index=False, related_name="+")
    sequence = models.IntegerField()
    position = models.BigIntegerField(unique=True)
    """Order of writing over all subjects, by which seals cover ranges; filled by the database."""
    at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    move = models.CharField(max_length=24)
    source = models.CharField(max_length=24)
    target = models.CharField(max_length=24)
    actor_post = Unchecked("orgs.Post", null=True)
    actor_body = Unchecked("orgs.Body", null=True)
    holder_body = Unchecked("orgs.Body", null=True)
    due_at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)
    words = models.TextField(null=True)
    words_salt = models.BinaryField(null=True)
    words_hash = models.BinaryField(null=True)
    hash = models.BinaryField()


class Seal(models.Model):
    """A batch of entries under one Merkle root, chained to the seal before it."""

    number = models.BigIntegerField(primary_key=True)
    first_position = models.BigIntegerField()
    last_position = models.BigIntegerField()
    count = models.IntegerField()
    root = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    leaves = models.BinaryField()
    """The entry hashes in order, 32 bytes each: they name the line when the root does not match."""
    sealed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index("last_position", name="workflow_seal_last")]


class TallyKey(models.Model):
    """What figures are kept by."""

    city = Unchecked("orgs.City")
    process = models.CharField(max_length=20)
    month = models.IntegerField()
    area = models.CharField(max_length=12, db_collation=CODE_COLLATION)
    """A street, a community, or "" for neither."""
    dimensions = models.JSONField(default=list)
    body_id = models.BigIntegerField(default=0)
    counter = models.CharField(max_length=40)
    n = models.BigIntegerField()

    class Meta:
        abstract = True


class Tally(TallyKey):
    """Folded figures: one row per key."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "process", "month", "area", "dimensions", "body_id", "counter"],
                name="workflow_tally_key",
            )
        ]
        indexes: ClassVar = [
            models.Index("city", "process", "month", name="workflow_tally_area", condition=Q(body_id=0))
        ]


class TallyDelta(TallyKey):
    """Changes not yet folded; appended in the statement that writes the journal, never updated (no hot rows)."""


class DeadlineRule(models.Model):
    """A dated rule: how long a named step may take (R4: limit, clock and legal basis). Grade "" fits all."""

    city = models.ForeignKey("orgs.City", models.CASCADE, related_name="+")
    process = models.CharField(max_length=20)
    limit = models.CharField(max_length=24)
    grade = models.CharField(max_length=24, blank=True)
    clock = models.CharField(max_length=20)
    amount = models.PositiveIntegerField()
    profile = models.CharField(max_length=20, default="office")
    basis = models.CharField("依据", max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "process", "limit", "grade", "starts_on"], name="workflow_deadlinerule_key"
            )
        ]
