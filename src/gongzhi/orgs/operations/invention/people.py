"""Invented people on posts of every kind, many of them on several at once (DC-03, DC-10, DC-12, SX-16)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, pairwise
from typing import Any

from gongzhi.orgs.models import Body, City, Person, Place, Post
from gongzhi.orgs.operations.invention.bodies import InventedBodies
from gongzhi.orgs.operations.invention.chance import person_names
from gongzhi.orgs.rules import WORKERS_PER_10_000
from gongzhi.orgs.vocabulary import BodyKind, Level, PostKind, RoleTag

SINCE = date(2024, 1, 1)
COMMISSIONERS_PER_COMMUNITY = 5 / 6
BUILDINGS_PER_HEAD = 4
_STAFF: dict[BodyKind, tuple[tuple[PostKind, str, int], ...]] = {
    BodyKind.GOVERNMENT: ((PostKind.LEADER, "区领导", 6),),
    BodyKind.DEPARTMENT: ((PostKind.HEAD, "主要负责人", 1), (PostKind.HANDLER, "承办人", 2)),
    BodyKind.HOTLINE_CENTER: (
        (PostKind.HEAD, "主任", 1),
        (PostKind.ADMINISTRATOR, "系统管理员", 1),
        (PostKind.HOTLINE_CLERK, "热线受理员", 8),
        (PostKind.DISPATCHER, "派单员", 4),
        (PostKind.CALLBACK_CLERK, "回访员", 6),
    ),
    BodyKind.STREET: ((PostKind.HEAD, "主任", 1), (PostKind.LEADER, "副主任", 5)),
    BodyKind.STREET_OFFICE: ((PostKind.HANDLER, "承办人", 2),),
    BodyKind.STREET_CENTER: ((PostKind.HEAD, "中心主任", 1), (PostKind.HANDLER, "工作人员", 2)),
    BodyKind.DISCIPLINE: ((PostKind.HEAD, "纪工委书记", 1), (PostKind.HANDLER, "工作人员", 1)),
    BodyKind.ENFORCEMENT_TEAM: ((PostKind.HEAD, "队长", 1), (PostKind.HANDLER, "队员", 4)),
    BodyKind.UNIT: ((PostKind.MEMBER, "负责人", 1),),
    BodyKind.PROPERTY_COMPANY: ((PostKind.MEMBER, "项目经理", 1),),
    BodyKind.OWNERS_COMMITTEE: ((PostKind.MEMBER, "主任", 1),),
    BodyKind.SOCIAL_ORG: ((PostKind.MEMBER, "负责人", 1),),
}
"""Who works in a body by its kind. People of bodies outside the government hold posts without powers."""


_Inside = Mapping[tuple[str, str], list[Place]]
"""Places by the code of the street or the community around them, and their level."""


@dataclass(slots=True)
class InventedPeople:
    """The people, their posts, and the places of the posts that have some of their own."""

    city: City
    names: Iterator[str]
    people: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    places: list[tuple[Post, Sequence[Place]]] = field(default_factory=list)

    def hire(self, number: int) -> list[Person]:
        """New people."""
        first = len(self.people) + 1
        for serial, name in enumerate(islice(self.names, number), start=first):
            self.people.append(Person(city=self.city, code=f"P{serial:06d}", name=name, generated=True))
        return self.people[first - 1 :]

    def appoint(
        self,
        person: Person,
        body: Body,
        kind: PostKind,
        title: str,
        places: Sequence[Place] = (),
        **facts: Any,
    ) -> None:
        """Give the person a post."""
        post = Post(
            person=person, body=body, kind=kind, title=title, starts_on=SINCE, generated=True, **facts
        )
        self.posts.append(post)
        if places:
            self.places.append((post, places))


def invent_people(bodies: InventedBodies, places: Iterable[Place], seed: int) -> InventedPeople:
    """People and posts for all bodies, without keys."""
    made = InventedPeople(bodies.city, person_names(seed))
    inside: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        if place.level == Level.COMMUNITY:
            inside[place.code[:9], Level.COMMUNITY].append(place)
        else:
            inside[place.code[:12], place.level].append(place)
    for body in list(bodies.by_code.values()):
        for kind, title, number in _STAFF.get(BodyKind(body.kind), ()):
            for person in made.hire(number):
                made.appoint(person, body, kind, title)
    secretaries = {
        community.code: _community(made, bodies, committee, community, inside)
        for committee, community in _with_places(bodies, BodyKind.RESIDENTS_COMMITTEE)
    }
    for office, street in _with_places(bodies, BodyKind.STREET):
        _street(made, bodies, office, street, secretaries)
        _commissioners(made, office, inside[street.scope, Level.COMMUNITY])
    _party_groups(made, bodies)
    _part_time_members(made, bodies)
    return made


def _with_places(bodies: InventedBodies, kind: BodyKind) -> list[tuple[Body, Place]]:
    return [(body, body.place) for body in bodies.of_kind(kind) if body.place]


def _party_of(bodies: InventedBodies, place: Place) -> Body | None:
    return bodies.by_code.get(f"{place.scope}-party")


def _community(
    made: InventedPeople, bodies: InventedBodies, committee: Body, community: Place, inside: _Inside
) -> Person:
    """The community's workers, enough for R17; they lead its grids and, as secretaries, the grids' branches (DC-03).

    The first is secretary and director at once; returned.
    """
    grids = inside[community.code, Level.GRID]
    needed = math.ceil((community.residents or 0) * WORKERS_PER_10_000 / 10_000)
    workers = made.hire(max(needed, 2 * len(grids) + 2))
    for worker in workers:
        made.appoint(worker, committee, PostKind.COMMUNITY_WORKER, "社区工作者")
    made.appoint(workers[0], committee, PostKind.HEAD, "居委会主任", concurrent=True)
    _secretary(made, _party_of(bodies, community), workers[0], "社区党委书记")
    for grid, leader, worker in zip(grids, workers[1:], workers[1 + len(grids) :], strict=False):
        made.appoint(leader, committee, PostKind.GRID_LEADER, "网格长", [grid], concurrent=True)
        made.appoint(worker, committee, PostKind.GRID_WORKER, "网格员", [grid], concurrent=True)
        _secretary(made, _party_of(bodies, grid), leader, "网格党支部书记")
    buildings = inside[community.code, Level.BUILDING][::BUILDINGS_PER_HEAD]
    for building, person in zip(buildings, made.hire(len(buildings)), strict=True):
        made.appoint(person, committee, PostKind.BUILDING_HEAD, "楼门院长", [building])
    return workers[0]


def _secretary(made: InventedPeople, party: Body | None, person: Person, title: str) -> None:
    if party is not None:
        made.appoint(person, party, PostKind.SECRETARY, title, concurrent=True)


def _street(
    made: InventedPeople,
    bodies: InventedBodies,
    office: Body,
    street: Place,
    secretaries: Mapping[str, Person],
) -> None:
    """Deputies head the street's offices, and one community secretary sits in its committee (DC-10)."""
    deputies = [post.person for post in made.posts if post.body is office and post.kind == PostKind.LEADER]
    party = _party_of(bodies, street)
    if party is not None:
        secretary, deputy = made.hire(2)
        made.appoint(secretary, party, PostKind.SECRETARY, "工委书记")
        made.appoint(deputy, party, PostKind.MEMBER, "工委副书记")
        deputies.insert(0, deputy)
        for code in [code for code in secretaries if code.startswith(street.scope)][:1]:
            made.appoint(secretaries[code], party, PostKind.MEMBER, "工委委员", concurrent=True)
    units = [body for body in bodies.of_kind(BodyKind.STREET_OFFICE) if body.superior is office]
    for unit, deputy in zip(units, deputies, strict=False):
        made.appoint(deputy, unit, PostKind.HEAD, "办公室主任", concurrent=True)


def _commissioners(made: InventedPeople, office: Body, communities: Sequence[Place]) -> None:
    """Each looks after one to three neighbouring communities (DC-12, R13)."""
    number = max(1, round(len(communities) * COMMISSIONERS_PER_COMMUNITY))
    edges = [round(step * len(communities) / number) for step in range(number + 1)]
    for person, (first, last) in zip(made.hire(number), pairwise(edges), strict=True):
        kind = PostKind.COMMUNITY_COMMISSIONER
        made.appoint(person, office, kind, "社区专员", communities[first:last])


def _party_groups(made: InventedPeople, bodies: InventedBodies) -> None:
    """Each group of buildings has a leader whose household is its contact point: a tag, never an address (R16)."""
    groups = [
        body
        for body in bodies.of_kind(BodyKind.PARTY_ORG)
        if any(place.level == Level.BUILDING for place in bodies.covers.get(body.code, ()))
    ]
    for group, person in zip(groups, made.hire(len(groups)), strict=True):
        made.appoint(person, group, PostKind.MEMBER, "党小组组长", tags=[RoleTag.CENTER_HOUSEHOLD.value])


def _part_time_members(made: InventedPeople, bodies: InventedBodies) -> None:
    """The heads of units sit in the committee of their street (SX-16)."""
    heads = {post.body.code: post.person for post in made.posts if post.body.kind == BodyKind.UNIT}
    for unit, place in _with_places(bodies, BodyKind.UNIT):
        party = _party_of(bodies, place)
        if party is not None:
            kind = PostKind.PART_TIME_MEMBER
            made.appoint(heads[unit.code], party, kind, "兼职委员", concurrent=True)
