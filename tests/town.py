"""A small town for tests: one district, two streets, two communities each, the bodies and the people who work there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.catalogues.models import Category, DispatchRule
from gongzhi.kernel.clock import CHINA
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import Account, Body, City, Person, Place, Post
from gongzhi.orgs.queries.viewers import anybody, viewer_of_account
from gongzhi.orgs.vocabulary import BodyKind, Level, PostKind
from gongzhi.workflow.models import DeadlineRule

SINCE = date(2000, 1, 1)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
"""A working Monday with no holiday near."""


@dataclass
class Town:
    """Names of places and bodies → their rows; logins → accounts."""

    city: City
    places: dict[str, Place]
    bodies: dict[str, Body]
    accounts: dict[str, Account]

    def viewer(self, login: str, now: datetime = MONDAY) -> Viewer:
        """Who the person of this login is at ``now``."""
        viewer = viewer_of_account(self.accounts[login].id, now)
        assert viewer is not None
        return viewer

    def put_on_duty_list(self, community: str) -> None:
        """The catalogue names the community's committee for noise at its own place (R1)."""
        body = self.bodies[community]
        assert body.place is not None
        rule = {"category": "0201", "place": body.place.scope, "basis": "社区职责清单第 3 项"}
        DispatchRule.objects.create(city=self.city, body=body, starts_on=SINCE, **rule)
        self.city.revision += 1
        self.city.save()

    @property
    def nobody(self) -> Viewer:
        """Somebody who has not signed in."""
        return anybody()


_PLACES = (
    ("东城区", "990101000000", Level.DISTRICT, None),
    ("东四街道", "990101001000", Level.STREET, "东城区"),
    ("建国门街道", "990101002000", Level.STREET, "东城区"),
    ("多福巷社区", "990101001001", Level.COMMUNITY, "东四街道"),
    ("南门仓社区", "990101001002", Level.COMMUNITY, "东四街道"),
    ("苏州社区", "990101002001", Level.COMMUNITY, "建国门街道"),
    ("站东社区", "990101002002", Level.COMMUNITY, "建国门街道"),
    ("多福巷第一网格", "990101001001-001", Level.GRID, "多福巷社区"),
)
_BODIES = (
    ("区政府", BodyKind.GOVERNMENT, "东城区", None),
    ("指挥中心", BodyKind.HOTLINE_CENTER, "东城区", "区政府"),
    ("城管委", BodyKind.DEPARTMENT, None, "区政府"),
    ("住建委", BodyKind.DEPARTMENT, None, "区政府"),
    ("东四街道办", BodyKind.STREET, "东四街道", "区政府"),
    ("东四城管办", BodyKind.STREET_OFFICE, "东四街道", "东四街道办"),
    ("建国门街道办", BodyKind.STREET, "建国门街道", "区政府"),
    ("多福巷居委会", BodyKind.RESIDENTS_COMMITTEE, "多福巷社区", None),
)
_POSTS = (
    ("admin", PostKind.ADMINISTRATOR, "区政府"),
    ("clerk", PostKind.HOTLINE_CLERK, "指挥中心"),
    ("dispatcher", PostKind.DISPATCHER, "指挥中心"),
    ("callback", PostKind.CALLBACK_CLERK, "指挥中心"),
    ("department", PostKind.HANDLER, "城管委"),
    ("housing", PostKind.HANDLER, "住建委"),
    ("street", PostKind.HANDLER, "东四街道办"),
    ("street_head", PostKind.HEAD, "东四街道办"),
    ("other_street", PostKind.HANDLER, "建国门街道办"),
    ("community", PostKind.COMMUNITY_WORKER, "多福巷居委会"),
    ("leader", PostKind.LEADER, "区政府"),
    ("member", PostKind.MEMBER, "多福巷居委会"),
)
_CATEGORIES = (
    ("01", "城乡建设", "general"),
    ("0101", "违法建设", "complex"),
    ("02", "环境保护", "general"),
    ("0201", "噪声", "general"),
    ("03", "水电气热", "utility"),
)
_LIMITS = (
    ("dispatch", "", "calendar_minutes", 120),
    ("contact", "", "work_hours", 480),
    ("answer", "", "natural_days", 7),
    ("answer", "utility", "calendar_minutes", 1440),
    ("answer", "complex", "natural_days", 15),
    ("callback", "", "workdays", 3),
    ("coordinate", "", "work_hours", 240),
    ("objection", "", "work_hours", 480),
    ("extension", "", "natural_days", 7),
    ("suspension", "", "natural_days", 90),
)
_TASK_LIMITS = (
    ("part", "answer", "natural_days", 5),
    ("application", "endorse", "work_hours", 240),
    ("application", "review", "work_hours", 480),
    ("application", "arbitrate", "work_hours", 480),
)


def build_town() -> Town:
    """Write the town into the database."""
    city = City.objects.create(code="990101", name="试验市东城区", scope="990101", generated=True)
    places: dict[str, Place] = {}
    for name, code, level, parent in _PLACES:
        places[name] = Place.objects.create(
            city=city, name=name, code=code, level=level, parent=places.get(parent or "")
        )
    bodies: dict[str, Body] = {}
    for index, (name, kind, place, superior) in enumerate(_BODIES):
        bodies[name] = Body.objects.create(
            city=city, code=f"B{index:03d}", name=name, kind=kind, place=places.get(place or ""),
            superior=bodies.get(superior or ""),
        )  # fmt: skip
    accounts = _employ(city, bodies)
    Category.objects.bulk_create(
        Category(city=city, system="test", code=code, name=name, grade=grade, starts_on=SINCE)
        for code, name, grade in _CATEGORIES
    )
    DispatchRule.objects.create(
        city=city, category="02", place="", body=bodies["城管委"], basis="目录", starts_on=SINCE
    )
    DeadlineRule.objects.bulk_create(
        DeadlineRule(
            city=city, process="case", limit=limit, grade=grade, clock=clock, amount=amount, basis="办法第九条",
            starts_on=SINCE,
        )
        for limit, grade, clock, amount in _LIMITS
    )  # fmt: skip
    DeadlineRule.objects.bulk_create(
        DeadlineRule(
            city=city,
            process=process,
            limit=limit,
            clock=clock,
            amount=amount,
            basis="办法第十条",
            starts_on=SINCE,
        )
        for process, limit, clock, amount in _TASK_LIMITS
    )
    return Town(city, places, bodies, accounts)


def _employ(city: City, bodies: dict[str, Body]) -> dict[str, Account]:
    """One person with one post and one account for each login."""
    people = Person.objects.bulk_create(
        Person(city=city, code=login, name=f"{kind.label}甲") for login, kind, _ in _POSTS
    )
    Post.objects.bulk_create(
        Post(person=person, body=bodies[body], kind=kind, title=kind.label, starts_on=SINCE)
        for person, (_, kind, body) in zip(people, _POSTS, strict=True)
    )
    accounts = Account.objects.bulk_create(
        Account(login=person.code, person=person, password="!") for person in people
    )
    return {account.login: account for account in accounts}
