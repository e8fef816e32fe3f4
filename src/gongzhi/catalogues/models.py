"""Dated code tables. A version of a sheet is its rows with one first day; the next version ends them the day before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from gongzhi.catalogues.vocabulary import Branch, CataloguesCapability, Grade, QuestionKind, ReplyMove, Sheet
from gongzhi.kernel.codes import CODE_COLLATION
from gongzhi.kernel.viewer import Viewer


class DatedQuerySet(models.QuerySet[Any]):
    """Reads of dated rows."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The catalogues are public within their city (条例 art. 11, 34)."""
        return self.filter(city_id=viewer.city_id)

    def in_force(self, on: date) -> Self:
        """What holds on a day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


class Dated(models.Model):
    """A row that holds from a day to a day; the last one is open."""

    city = models.ForeignKey("orgs.City", models.CASCADE, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class Category(Dated):
    """A kind of matter; ``code`` grows by two digits a level (``07``, ``0703``, ``070301``), from a code system."""

    system = models.CharField("分类体系", max_length=40)
    edition = models.CharField("体系版本", max_length=20, blank=True)
    code = models.CharField("代码", max_length=12, db_collation=CODE_COLLATION)
    name = models.CharField("名称", max_length=40)
    grade = models.CharField("时限等级", max_length=12, choices=Grade.choices(), default=Grade.GENERAL)
    words = models.JSONField("别名", default=list, blank=True)
    tags = models.JSONField("七有五性", default=list, blank=True)

    class Meta:
        verbose_name = "诉求类别"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "code", "starts_on"], name="catalogues_category_key")
        ]


class Question(Dated):
    """What is asked beside the text when a matter is of this category or below it."""

    category = models.CharField("类别代码前缀", max_length=12, db_collation=CODE_COLLATION)
    key = models.CharField("问题代码", max_length=30, db_collation=CODE_COLLATION)
    label = models.CharField("问题", max_length=60)
    kind = models.CharField("回答方式", max_length=8, choices=QuestionKind.choices())
    choices = models.JSONField("选项", default=list, blank=True)
    required = models.BooleanField("工作人员必答", default=False)
    """Never of residents."""
    position = models.PositiveIntegerField()

    class Meta:
        verbose_name = "类别问题"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "category", "key", "starts_on"], name="catalogues_question_key"
            )
        ]


class DispatchRule(Dated):
    """A line of the dispatch catalogue 派单目录: what kind of matter, where and when, goes to whom, on what basis.

    ``season`` is ``11-15~03-15``, ``hours`` ``22:00~06:00``; empty is always. A line may bring its own limit,
    which goes before the general rule of the grade.
    """

    category = models.CharField("类别代码前缀", max_length=12, db_collation=CODE_COLLATION, blank=True)
    place = models.CharField("地点代码前缀", max_length=24, db_collation=CODE_COLLATION, blank=True)
    season = models.CharField("季节", max_length=11, blank=True)
    hours = models.CharField("时段", max_length=11, blank=True)
    body = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    basis = models.CharField("依据", max_length=200)
    clock = models.CharField("时钟", max_length=20, blank=True)
    amount = models.PositiveIntegerField("时限", null=True, blank=True)

    class Meta:
        verbose_name = "派单规则"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "category", "place", "season", "hours", "starts_on"],
                name="catalogues_dispatchrule_key",
            ),
            models.CheckConstraint(
                condition=Q(clock="", amount__isnull=True) | (~Q(clock="") & Q(amount__isnull=False)),
                name="catalogues_dispatchrule_limit",
            ),
        ]


class RefusalText(Dated):
    """What a caller is told kindly when a matter is not dispatched, and which door is the right one."""

    branch = models.CharField("情形", max_length=16, choices=Branch.choices())
    matter = models.CharField("事项", max_length=40)
    words = models.JSONField("别名", default=list, blank=True)
    text = models.CharField("告知", max_length=400)
    door = models.CharField("该找谁", max_length=40)
    address = models.CharField("地址", max_length=80, blank=True)
    telephone = models.CharField("电话", max_length=40, blank=True)
    hours = models.CharField("时间", max_length=60, blank=True)
    reviewed_on = models.DateField("复核日期")

    class Meta:
        verbose_name = "不予派单告知"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "branch", "matter", "starts_on"], name="catalogues_refusaltext_key"
            )
        ]


class ReplyTemplate(Dated):
    """Words to begin an answer with; ``{编号}``, ``{地点}``, ``{单位}`` and ``{时限}`` are filled in."""

    category = models.CharField("类别代码前缀", max_length=12, db_collation=CODE_COLLATION, blank=True)
    move = models.CharField("环节", max_length=12, choices=ReplyMove.choices())
    title = models.CharField("名称", max_length=30)
    text = models.CharField("内容", max_length=1000)

    class Meta:
        verbose_name = "答复模板"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "category", "move", "title", "starts_on"],
                name="catalogues_replytemplate_key",
            )
        ]


MODELS: Mapping[Sheet, type[Dated]] = {
    Sheet.CATEGORY: Category,
    Sheet.QUESTION: Question,
    Sheet.DISPATCH: DispatchRule,
    Sheet.REFUSAL: RefusalText,
    Sheet.TEMPLATE: ReplyTemplate,
}


class DraftQuerySet(models.QuerySet["Draft"]):
    """Reads of drafts."""

    def visible_to(self, viewer: Viewer) -> DraftQuerySet:
        """Drafts are seen by those who keep the catalogues."""
        if not viewer.can(CataloguesCapability.MANAGE):
            return self.none()
        return self.filter(city_id=viewer.city_id)


class Draft(models.Model):
    """A sheet that was handed in and is looked at before it is published; the file as it came."""

    id = models.UUIDField(primary_key=True)
    city = models.ForeignKey("orgs.City", models.CASCADE, related_name="+")
    sheet = models.CharField(max_length=12, choices=Sheet.choices())
    name = models.CharField("文件名", max_length=120)
    content = models.BinaryField()
    created_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "待发布的目录"
