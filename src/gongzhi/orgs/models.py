"""Tables of places, bodies, posts, people and accounts."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from gongzhi.kernel.codes import CODE_COLLATION
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.rules import scope_of
from gongzhi.orgs.vocabulary import BodyKind, Kept, Level, PostKind


class City(models.Model):
    """A tenant: one city (or district) with its own places, catalogues and rules. Local variance is its data."""

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField("区划代码", max_length=6, unique=True)
    name = models.CharField("名称", max_length=60, unique=True)
    scope = models.CharField("代码前缀", max_length=6)
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    generated = models.BooleanField("含生成数据", default=False)
    revision = models.BigIntegerField("参考数据版本", default=1)

    class Meta:
        verbose_name = "城市"

    def __str__(self) -> str:
        return self.name


class PlaceQuerySet(models.QuerySet["Place"]):
    """Reads of places."""

    def visible_to(self, viewer: Viewer) -> PlaceQuerySet:
        """Places are public knowledge (滨州条例: grids are posted publicly) within their city."""
        return self.filter(city_id=viewer.city_id)

    def inside(self, scope: str) -> PlaceQuerySet:
        """Places whose code lies under ``scope``."""
        return self.filter(code__startswith=scope)


class Place(models.Model):
    """A place of one city. ``code`` is the 12-digit statistical code, with our suffix below the community.

    ``110101001001`` community, ``110101001001-003`` grid, ``110101001001-C02`` compound,
    ``110101001001-003-012`` building (facts 2.19).
    """

    city = models.ForeignKey(City, models.CASCADE, related_name="places")
    code = models.CharField("代码", max_length=24, db_collation=CODE_COLLATION)
    level = models.CharField("层级", max_length=12, choices=Level.choices())
    name = models.CharField("名称", max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    compound = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="buildings")
    aliases = models.JSONField("别名", default=list, blank=True)
    polygon = models.JSONField("边界 (WGS-84)", null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    residents = models.PositiveIntegerField("常住人口", null=True, blank=True)
    generated = models.BooleanField("生成数据", default=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "地点"
        constraints: ClassVar = [models.UniqueConstraint(fields=["city", "code"], name="orgs_place_code")]
        indexes: ClassVar = [models.Index(fields=["city", "level", "code"], name="orgs_place_level")]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> str:
        """The prefix that the codes of everything inside share."""
        return scope_of(self.code, self.level)


class BodyQuerySet(models.QuerySet["Body"]):
    """Reads of bodies."""

    def visible_to(self, viewer: Viewer) -> BodyQuerySet:
        """Bodies are public knowledge within their city."""
        return self.filter(city_id=viewer.city_id)


class Body(models.Model):
    """An organisation. ``superior`` is the line of command (条); ``place`` is where it works (块)."""

    city = models.ForeignKey(City, models.CASCADE, related_name="bodies")
    code = models.CharField("代码", max_length=40)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=24, choices=BodyKind.choices())
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="bodies")
    superior = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subordinates")
    party_level = models.PositiveSmallIntegerField("党组织层级", null=True, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    covers = models.ManyToManyField(Place, blank=True, related_name="covered_by")
    generated = models.BooleanField("生成数据", default=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = "机构"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "code"], name="orgs_body_code"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(ends_on__isnull=False),
                name="orgs_body_merged_has_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartyLevel(models.Model):
    """The city's own names of the five levels of party organisations (section 1.6 of the requirements)."""

    city = models.ForeignKey(City, models.CASCADE, related_name="party_levels")
    depth = models.PositiveSmallIntegerField("层级")
    name = models.CharField("名称", max_length=40)
    place_level = models.CharField("对应地点层级", max_length=12, choices=Level.choices())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "depth"], name="orgs_partylevel_depth")
        ]


class PersonQuerySet(models.QuerySet["Person"]):
    """Reads of people."""

    def visible_to(self, viewer: Viewer) -> PersonQuerySet:
        """People are seen as holders of posts in the viewer's own bodies, or all by who manages them."""
        mine = self.filter(city_id=viewer.city_id)
        if viewer.can("orgs.manage"):
            return mine
        return mine.filter(Q(id=viewer.person_id) | Q(posts__body_id__in=viewer.body_ids)).distinct()


class Person(models.Model):
    """Somebody who holds posts. No table follows what a person does with the program (R26)."""

    city = models.ForeignKey(City, models.CASCADE, related_name="people")
    code = models.CharField("工号", max_length=40)
    name = models.CharField("姓名", max_length=40)
    phone_sealed = models.BinaryField(default=bytes, editable=False)
    phone_index = models.BinaryField(default=bytes, editable=False)
    generated = models.BooleanField("生成数据", default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        constraints: ClassVar = [models.UniqueConstraint(fields=["city", "code"], name="orgs_person_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def phone_bond(self) -> str:
        """What the sealed phone is bound to."""
        return f"orgs.person.phone:{self.city_id}:{self.code}"


class PostQuerySet(models.QuerySet["Post"]):
    """Reads of posts."""

    def visible_to(self, viewer: Viewer) -> PostQuerySet:
        """Who holds which post is public within the city."""
        return self.filter(body__city_id=viewer.city_id)


class Post(models.Model):
    """A post held by a person in a body for a time; several at once are concurrent posts (SX-16, DG-18)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    body = models.ForeignKey(Body, models.PROTECT, related_name="posts")
    kind = models.CharField("岗位", max_length=24, choices=PostKind.choices())
    title = models.CharField("职务", max_length=40)
    places = models.ManyToManyField(Place, blank=True, related_name="posts")
    concurrent = models.BooleanField("兼任", default=False)
    tags = models.JSONField("角色标签", default=list, blank=True)
    generated = models.BooleanField("生成数据", default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="orgs_post_dates",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by login."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account with the login, whatever its case."""
        return self.get(login__iexact=username)


class Account(AbstractBaseUser):
    """A login of a person. Rights come from the person's posts, never from the account."""

    login = models.CharField("登录名", max_length=40, unique=True)
    person = models.OneToOneField(Person, models.CASCADE, related_name="account")
    is_active = models.BooleanField(default=True)

    objects = Accounts()

    last_login = None  # R26: no table says when somebody was here

    USERNAME_FIELD = "login"


class Token(models.Model):
    """A key for programs; only its hash is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.BinaryField(unique=True, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class RetentionRule(models.Model):
    """A dated rule: for how many days the city keeps a kind of personal data (PIPL 19, 47; 网安法 21)."""

    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    kept = models.CharField("数据", max_length=12, choices=Kept.choices())
    days = models.PositiveIntegerField("天数")
    basis = models.CharField("依据", max_length=200)
    starts_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "kept", "starts_on"], name="orgs_retentionrule_key")
        ]
