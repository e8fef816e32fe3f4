"""Invented bodies on the plan of the city: government, streets with their units, committees, party organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

from stdnum.cn import uscc

from gongzhi.orgs.models import Body, City, Place
from gongzhi.orgs.operations.city_folder import CityPlan, LevelPlan
from gongzhi.orgs.operations.invention.chance import chance
from gongzhi.orgs.vocabulary import BodyKind, Level

BUILDINGS_PER_GROUP = 6
_UNITS = (
    "小学",
    "中学",
    "幼儿园",
    "医院",
    "社区卫生服务站",
    "邮政所",
    "银行支行",
    "书店",
    "剧场",
    "养老照料中心",
)
_STEMS = (
    "安居 惠民 和顺 宜家 康宁 同心 金钥匙 绿洲 平安里 长乐 家和 瑞丰 恒信 明德 众诚 永固 春晖 向阳 佳境 广厦"
).split()
_TRADES = ("物业服务有限公司", "物业管理有限公司")
_SOCIETIES = ("志愿服务队", "邻里互助社", "银龄文艺社", "社会工作服务站")
_COVERAGE = 0.85
_WITH_OWNERS = 0.4


@dataclass(slots=True)
class InventedBodies:
    """The bodies with the places that they cover, and each by its code."""

    city: City
    by_code: dict[str, Body] = field(default_factory=dict)
    covers: dict[str, list[Place]] = field(default_factory=dict)

    def add(self, code: str, kind: BodyKind, name: str, **facts: Any) -> Body:
        """One more body."""
        body = Body(city=self.city, code=code, kind=kind, name=name, generated=True, **facts)
        self.by_code[code] = body
        return body

    def of_kind(self, kind: BodyKind) -> list[Body]:
        """All of one kind, in the order of their making."""
        return [body for body in self.by_code.values() if body.kind == kind]


def invent_bodies(city: City, plan: CityPlan, places: Iterable[Place], seed: int) -> InventedBodies:
    """All bodies of the city, without keys."""
    by_level: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_level[place.level].append(place)
    made = InventedBodies(city)
    _of_the_city(made, plan, by_level[Level.DISTRICT] or by_level[Level.CITY])
    _of_the_streets(made, plan, by_level)
    _party(made, plan, by_level)
    _around(made, by_level, seed)
    return made


def _of_the_city(made: InventedBodies, plan: CityPlan, roots: list[Place]) -> None:
    """Departments work everywhere and have no place: they see what they are given (条), not an area (块)."""
    government = None
    for told in plan.bodies:
        place = None if told.kind == BodyKind.DEPARTMENT else roots[0]
        body = made.add(f"{plan.code}-{told.key}", told.kind, told.name, place=place, superior=government)
        if told.kind == BodyKind.GOVERNMENT:
            government = body


def _of_the_streets(made: InventedBodies, plan: CityPlan, by_level: dict[str, list[Place]]) -> None:
    government = next(iter(made.of_kind(BodyKind.GOVERNMENT)), None)
    streets: dict[str, Body] = {}
    for place in by_level[Level.STREET]:
        name = f"{place.name}办事处" if place.name.endswith("街道") else f"{place.name}人民政府"
        code = f"{place.scope}-street"
        streets[place.scope] = made.add(code, BodyKind.STREET, name, place=place, superior=government)
        for unit in plan.street_units:
            code, name = f"{place.scope}-{unit.key}", unit.name.format(street=place.name)
            made.add(code, unit.kind, name, place=place, superior=streets[place.scope])
    for place in by_level[Level.COMMUNITY]:
        name = next((alias for alias in place.aliases if alias.endswith("委会")), f"{place.name}居委会")
        street = streets.get(place.code[:9])
        made.add(f"{place.code}-committee", BodyKind.RESIDENTS_COMMITTEE, name, place=place, superior=street)


def _party(made: InventedBodies, plan: CityPlan, by_level: dict[str, list[Place]]) -> None:
    """One organisation per place of each level of the template; at the lowest, one per few buildings (DC-02)."""
    above: dict[str, Body] = {}
    for level in sorted((level for level in plan.party_levels if level.body), key=lambda level: level.depth):
        if level.place_level == Level.BUILDING:
            _party_groups(made, level, by_level[Level.BUILDING], above)
            continue
        for place in by_level[level.place_level]:
            above[place.code] = made.add(
                f"{place.scope}-party",
                BodyKind.PARTY_ORG,
                level.body.format(**_names_around(place)),
                place=place,
                superior=_nearest(place.parent, above),
                party_level=level.depth,
            )
            made.covers[above[place.code].code] = [place]


def _party_groups(
    made: InventedBodies, level: LevelPlan, buildings: list[Place], above: dict[str, Body]
) -> None:
    """Neighbouring buildings share a group; they are those of one branch's grid or compound."""
    by_branch: dict[str, list[Place]] = defaultdict(list)
    for building in buildings:
        compound, grid = building.compound, building.code.rpartition("-")[0]
        by_branch[compound.code if compound and compound.code in above else grid].append(building)
    for code, covered in by_branch.items():
        superior = above.get(code) or _nearest(covered[0].parent, above)
        place = superior.place if superior else None
        for number, first in enumerate(range(0, len(covered), BUILDINGS_PER_GROUP), start=1):
            part = covered[first : first + BUILDINGS_PER_GROUP]
            name = level.body.format(**_names_around(part[0]), number=number)
            facts = {"place": place, "superior": superior, "party_level": level.depth}
            body = made.add(f"{code}-party-{number:02d}", BodyKind.PARTY_ORG, name, **facts)
            made.covers[body.code] = part


def _names_around(place: Place) -> dict[str, str]:
    names = dict.fromkeys(Level, "")
    if place.compound:
        names[Level.COMPOUND] = place.compound.name
    at: Place | None = place
    while at:
        names[Level(at.level)] = at.name
        at = at.parent
    return {level.value: name for level, name in names.items()}


def _nearest(place: Place | None, above: dict[str, Body]) -> Body | None:
    while place and place.code not in above:
        place = place.parent
    return above[place.code] if place else None


def _around(made: InventedBodies, by_level: dict[str, list[Place]], seed: int) -> None:
    """Units, property companies with their compounds, owners' committees and social organisations."""
    draw = chance(seed, "bodies")
    numbers = credit_codes(seed)
    serial = count(1)
    for place in by_level[Level.STREET]:
        for trade in draw.sample(_UNITS, 4):
            name = f"{place.name.removesuffix('街道')}{trade}"
            made.add(
                f"{made.city.code}-unit-{next(serial):03d}",
                BodyKind.UNIT,
                name,
                place=place,
                uscc=next(numbers),
            )
    companies = [
        made.add(
            f"{made.city.code}-property-{number:03d}",
            BodyKind.PROPERTY_COMPANY,
            stem + trade,
            uscc=next(numbers),
        )
        for number, (stem, trade) in enumerate(((s, t) for t in _TRADES for s in _STEMS), start=1)
    ]
    company = cycle(companies)
    for place in by_level[Level.COMPOUND]:
        if draw.random() < _COVERAGE:
            made.covers.setdefault(next(company).code, []).append(place)
        if draw.random() < _WITH_OWNERS:
            body = made.add(
                f"{place.code}-owners", BodyKind.OWNERS_COMMITTEE, f"{place.name}业主委员会", place=place
            )
            made.covers[body.code] = [place]
    for number, place in enumerate(
        draw.sample(by_level[Level.COMMUNITY], len(by_level[Level.COMMUNITY]) // 5), 1
    ):
        name = f"{place.name}{draw.choice(_SOCIETIES)}"
        made.add(f"{made.city.code}-social-{number:03d}", BodyKind.SOCIAL_ORG, name, place=place)


def credit_codes(seed: int) -> Iterator[str]:
    """Right codes of nobody: region 000000 belongs to no place (facts 2.19)."""
    draw = chance(seed, "credit codes")
    while True:
        stem = "91000000" + "MA" + "".join(draw.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(7))
        yield stem + uscc.calc_check_digit(stem)
