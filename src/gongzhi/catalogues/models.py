"""Dated code tables."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.catalogues.vocabulary import Grade
from gongzhi.kernel.codes import CODE_COLLATION
from gongzhi.kernel.viewer import Viewer


class CategoryQuerySet(models.QuerySet["Category"]):
    """Reads of categories."""

    def visible_to(self, viewer: Viewer) -> CategoryQuerySet:
        """The catalogue is public within its city."""
        return self.filter(city_id=viewer.city_id)


class Category(models.Model):
    """A class of matters; ``code`` grows by two digits a level (``07``, ``0703``), from a code system."""

    city = models.ForeignKey("orgs.City", models.CASCADE, related_name="+")
    system = models.CharField("分类体系", max_length=40)
    code = models.CharField("代码", max_length=12, db_collation=CODE_COLLATION)
    name = models.CharField("名称", max_length=40)
    grade = models.CharField("时限等级", max_length=12, choices=Grade.choices(), default=Grade.GENERAL)
    words = models.JSONField("别名", default=list, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = "诉求类别"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "code", "starts_on"], name="catalogues_category_key")
        ]


class DispatchRuleQuerySet(models.QuerySet["DispatchRule"]):
    """Reads of the dispatch catalogue."""

    def visible_to(self, viewer: Viewer) -> DispatchRuleQuerySet:
        """The catalogue is public within its city (条例 art. 11)."""
        return self.filter(city_id=viewer.city_id)


class DispatchRule(models.Model):
    """A line of the dispatch catalogue 派单目录: what kind of matter, where, goes to whom, on what basis."""

    city = models.ForeignKey("orgs.City", models.CASCADE, related_name="+")
    category = models.CharField("类别代码前缀", max_length=12, db_collation=CODE_COLLATION, blank=True)
    place = models.CharField("地点代码前缀", max_length=24, db_collation=CODE_COLLATION, blank=True)
    body = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    basis = models.CharField("依据", max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = DispatchRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "派单规则"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "category", "place", "starts_on"], name="catalogues_dispatchrule_key"
            )
        ]
