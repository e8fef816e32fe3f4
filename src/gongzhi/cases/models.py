"""The facts of a case beside its head: what was said, by whom, where. Written once; its progress is the journal's."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, Value

from gongzhi.cases.vocabulary import Channel, DemandKind, ErasureScope
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.scope import visible_where


def _of_visible_subjects(viewer: Viewer, table: str) -> dict[str, Any]:
    where, params = visible_where(viewer, "s")
    clause = f"{table}.subject_id IN (SELECT s.id FROM workflow_subject s WHERE {where})"
    return {"where": [clause], "params": params}


class CaseQuerySet(models.QuerySet["Case"]):
    """Reads of cases; every one starts at :meth:`visible_to`."""

    def visible_to(self, viewer: Viewer) -> CaseQuerySet:
        """The cases whose subject the viewer may see."""
        return cast("CaseQuerySet", self.extra(**_of_visible_subjects(viewer, "cases_case")))


class Task(models.Model):
    """A part or an application: a subject of its own that belongs to a case."""

    subject = models.OneToOneField("workflow.Subject", models.PROTECT, primary_key=True, related_name="+")
    case = models.ForeignKey("workflow.Subject", models.PROTECT, related_name="+")
    needs_contact = models.BooleanField("需要联系诉求人", default=False)


class Voice(models.Model):
    """A case that goes with another as long as they are merged; it keeps its own receipt, call-back and rating."""

    subject = models.OneToOneField("workflow.Subject", models.PROTECT, primary_key=True, related_name="+")
    into = models.ForeignKey("workflow.Subject", models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()


class Case(models.Model):
    """A demand 诉求 as it was filed."""

    subject = models.OneToOneField("workflow.Subject", models.PROTECT, primary_key=True, related_name="case")
    city = models.ForeignKey(
        "orgs.City", models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    kind = models.CharField("类型", max_length=12, choices=DemandKind.choices())
    channel = models.CharField("来源渠道", max_length=12, choices=Channel.choices())
    source = models.CharField("来源系统", max_length=40)
    external_id = models.CharField("来源编号", max_length=80, null=True)
    text = models.TextField("内容")
    grams = ArrayField(models.IntegerField(), default=list)
    """Pairs of characters of title and text: the search index."""
    place_words = models.CharField("地点描述", max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    reporter_sealed = models.BinaryField(default=bytes)
    contact_sealed = models.BinaryField(default=bytes)
    contact_index = models.BinaryField(default=bytes)
    fingerprint = models.BinaryField(null=True)
    """Keyed digest of content and reporter; None when nobody in particular reported."""
    notes = models.JSONField(default=dict)
    """Values of an import that no catalogue knows, kept as they came."""

    answers = models.JSONField(default=list, db_default=Value([], output_field=models.JSONField()))
    """Answers to the questions of the category, oldest first, each with its question's label; only ever appended."""

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "诉求"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "source", "external_id"],
                name="cases_case_external",
                condition=Q(external_id__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["city", "fingerprint"],
                name="cases_case_content",
                condition=Q(fingerprint__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            GinIndex("grams", name="cases_case_grams"),
            models.Index("city", "contact_index", name="cases_case_contact", condition=~Q(contact_index=b"")),
        ]


class OfCityQuerySet(models.QuerySet[Any]):
    """Reads of what is public knowledge within its city."""

    def visible_to(self, viewer: Viewer) -> OfCityQuerySet:
        """Formulas and frozen figures are published (条例 art. 32, 34); a sample of pairs says nothing of anybody."""
        return self.filter(city_id=viewer.city_id)


class FormulaVersion(models.Model):
    """A dated evaluation formula 评价公式; a version never changes, a change is a new version."""

    city = models.ForeignKey("orgs.City", models.CASCADE, related_name="+")
    version = models.CharField("版本", max_length=60)
    starts_on = models.DateField()
    content = models.JSONField()
    """As :func:`gongzhi.cases.formulas.as_data` gives it."""

    objects = OfCityQuerySet.as_manager()

    class Meta:
        verbose_name = "评价公式"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "version"], name="cases_formulaversion_key"),
            models.UniqueConstraint(fields=["city", "starts_on"], name="cases_formulaversion_start"),
        ]


class Snapshot(models.Model):
    """The figures of a month as they were frozen 冻结; never changed, by trigger. Corrections show beside it."""

    city = models.ForeignKey("orgs.City", models.PROTECT, related_name="+")
    month = models.IntegerField("月份")
    made_at = models.DateTimeField("冻结时间")
    position = models.BigIntegerField()
    """The last line of the journal that was there."""
    seal_number = models.BigIntegerField(null=True)
    seal_hash = models.BinaryField(null=True)
    """The newest seal then: it holds the lines up to its own last position."""
    content = models.JSONField()
    """Formula, counters and rates, in all and by every way of asking."""
    digest = models.BinaryField()
    """SHA-256 over the canonical content."""

    objects = OfCityQuerySet.as_manager()

    class Meta:
        verbose_name = "冻结的数据"
        constraints: ClassVar = [models.UniqueConstraint(fields=["city", "month"], name="cases_snapshot_key")]


class Erasure(models.Model):
    """What a reporter asked to have removed, and what a clerk decided (PIPL 47, 50)."""

    subject = models.OneToOneField(
        "workflow.Subject", models.PROTECT, primary_key=True, related_name="erasure"
    )
    scope = models.CharField("删除什么", max_length=12, choices=ErasureScope.choices())
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    words = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index("asked_at", name="cases_erasure_waiting", condition=Q(decided_at__isnull=True))
        ]


class ClassifierQuerySet(models.QuerySet["Classifier"]):
    """Reads of the city's classifiers."""

    def visible_to(self, viewer: Viewer) -> ClassifierQuerySet:
        """Which model says what is no secret within its city."""
        return self.filter(city_id=viewer.city_id)


class Classifier(models.Model):
    """A version of the city's text classifier 分类模型; its numbers are a file of the data folder, known by digest."""

    city = models.ForeignKey("orgs.City", models.CASCADE, related_name="+")
    version = models.PositiveIntegerField("版本")
    made_at = models.DateTimeField()
    source = models.CharField("学自", max_length=80)
    rows = models.PositiveIntegerField("行数")
    classes = models.JSONField("类别")
    accuracy = models.FloatField()
    macro_f1 = models.FloatField()
    threshold = models.FloatField("自动分类的把握", null=True)
    coverage = models.FloatField()
    """The share of messages that reach the threshold; 0 without one."""
    digest = models.BinaryField()
    active = models.BooleanField("启用")

    objects = ClassifierQuerySet.as_manager()

    class Meta:
        verbose_name = "分类模型"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "version"], name="cases_classifier_version"),
            models.UniqueConstraint(
                fields=["city"], name="cases_classifier_active", condition=Q(active=True)
            ),
        ]


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Reads of suggestions; every one starts at :meth:`visible_to`."""

    def visible_to(self, viewer: Viewer) -> SuggestionQuerySet:
        """The suggestions for cases that the viewer may see."""
        return cast("SuggestionQuerySet", self.extra(**_of_visible_subjects(viewer, "cases_suggestion")))


class Suggestion(models.Model):
    """What the program suggested for a case soon after it was filed 建议; what people made of it is in the journal."""

    subject = models.OneToOneField(
        "workflow.Subject", models.CASCADE, primary_key=True, related_name="suggestion"
    )
    city = models.ForeignKey(
        "orgs.City", models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    made_at = models.DateTimeField()
    classifier = models.ForeignKey(Classifier, models.PROTECT, null=True, db_index=False, related_name="+")
    """Which model said it; None when the words of the catalogue did."""
    category = models.CharField("类别", max_length=12, blank=True)
    confidence = models.FloatField(null=True)
    automatic = models.BooleanField("已自动分类", default=False)
    said = models.JSONField(default=dict)
    """The three likeliest categories, place and unit, each with its reason."""
    alike = models.JSONField(default=list)
    """Cases that may be about the same matter, the most similar first: id and similarity."""

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "建议"
        indexes: ClassVar = [
            models.Index("city", "made_at", name="cases_suggestion_made", condition=~Q(category=""))
        ]


class GramSample(models.Model):
    """How rare pairs of characters are in the city's cases, from a sample: what makes texts alike or not."""

    city = models.OneToOneField("orgs.City", models.CASCADE, primary_key=True, related_name="+")
    made_at = models.DateTimeField()
    sampled = models.PositiveIntegerField()
    """Cases in the sample, of ``total``."""
    total = models.PositiveBigIntegerField()
    grams = models.BinaryField()
    """Rising, four bytes each, little end first."""
    counts = models.BinaryField()
    """In how many of the sampled cases each is, as ``grams``."""

    objects = OfCityQuerySet.as_manager()

    class Meta:
        verbose_name = "字对抽样"
