"""All rules of places, bodies and posts over one city (R13, R14, R16, R17, codes, mergers)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Count, Q, QuerySet

from gongzhi.orgs.geometry import Area, Patch, gaps_and_overlaps
from gongzhi.orgs.models import Body, PartyLevel, Place, Post
from gongzhi.orgs.outlines import area_of
from gongzhi.orgs.rules import (
    Finding,
    JointGroup,
    Named,
    Staffing,
    commissioner_findings,
    credit_code_findings,
    grid_branch_findings,
    grid_set_findings,
    household_findings,
    merger_findings,
    place_code_findings,
    staffing_findings,
)
from gongzhi.orgs.vocabulary import BodyKind, Level, PostKind, RoleTag

TOLERANCE_M2 = 5.0


def findings(city_id: int, on: date) -> list[Finding]:
    """Everything in the city that breaks a rule on the day; a dozen statements whatever the city's size."""
    return [
        *_of_codes(city_id),
        *_of_grids(city_id, on),
        *_of_areas(city_id, on),
        *_of_commissioners(city_id, on),
        *_of_groups(city_id, on),
        *_of_staffing(city_id, on),
        *_of_bodies(city_id, on),
    ]


def _in_force(on: date, prefix: str = "") -> Q:
    starts, ends = Q(**{f"{prefix}starts_on__isnull": True}), Q(**{f"{prefix}ends_on__isnull": True})
    return (starts | Q(**{f"{prefix}starts_on__lte": on})) & (ends | Q(**{f"{prefix}ends_on__gte": on}))


def _places(city_id: int, on: date, level: Level) -> QuerySet[Place]:
    return Place.objects.filter(_in_force(on), city_id=city_id, level=level).order_by("code")


def _posts(city_id: int, on: date, kind: PostKind) -> QuerySet[Post]:
    return Post.objects.filter(_in_force(on), person__city_id=city_id, kind=kind).order_by("id")


def _of_codes(city_id: int) -> Iterator[Finding]:
    rows = Place.objects.filter(city_id=city_id).order_by("code").values_list("code", "level", "parent__code")
    for code, level, parent in rows:
        yield from place_code_findings(code, level, parent)


def _of_grids(city_id: int, on: date) -> list[Finding]:
    """Branches are asked for where the city's template has one at the grid (DC-03)."""
    grids = [Named(code, name) for code, name in _places(city_id, on, Level.GRID).values_list("code", "name")]
    depths = PartyLevel.objects.filter(city_id=city_id, place_level=Level.GRID).values_list(
        "depth", flat=True
    )
    if not depths:
        return grid_set_findings(grids)
    branches: dict[Named, list[str]] = {}
    rows = _party(city_id, on, depths).values_list("code", "name", "covers__code", "covers__level")
    for code, name, covered, level in rows:
        listed = branches.setdefault(Named(code, name), [])
        if level == Level.GRID:
            listed.append(covered)
    return grid_branch_findings(grids, branches) + grid_set_findings(grids)


def _party(city_id: int, on: date, depths: Iterable[int]) -> QuerySet[Body]:
    kind = BodyKind.PARTY_ORG
    bodies = Body.objects.filter(_in_force(on), city_id=city_id, kind=kind, party_level__in=list(depths))
    return bodies.order_by("code")


def _of_areas(city_id: int, on: date) -> Iterator[Finding]:
    """R14 on the map: the grids of a community neither overlap nor leave gaps, where both have polygons."""
    grids: dict[str, dict[str, Area]] = defaultdict(dict)
    for grid in _places(city_id, on, Level.GRID).only("code", "polygon"):
        if grid.polygon:
            grids[grid.code[:12]][grid.code] = area_of(grid.polygon)
    for community in _places(city_id, on, Level.COMMUNITY).filter(code__in=list(grids)):
        if community.polygon:
            report = gaps_and_overlaps(
                area_of(community.polygon), grids[community.code], tolerance_m2=TOLERANCE_M2
            )
            yield from _patches(community, "grid.gap", "空白", report.gaps)
            yield from _patches(community, "grid.overlap", "重叠", report.overlaps)
            yield from _patches(community, "grid.outside", "越界", report.outside)


def _patches(community: Place, kind: str, what: str, patches: Iterable[Patch]) -> Iterator[Finding]:
    for patch in patches:
        grids = f"（网格 {'、'.join(patch.codes)}）" if patch.codes else ""
        where = f"{patch.square_metres:.0f} 平方米{grids}，在 {patch.lon:.5f}, {patch.lat:.5f} 附近"
        yield Finding(kind, f"“{community.name}”的网格有{what}：约 {where}。", community.code)


def _of_commissioners(city_id: int, on: date) -> list[Finding]:
    communities: dict[Named, set[str]] = defaultdict(set)
    posts = _posts(city_id, on, PostKind.COMMUNITY_COMMISSIONER)
    rows = posts.values_list("person__code", "person__name", "places__code", "places__level")
    for person, name, code, level in rows:
        communities[Named(person, name)] |= {code} if level == Level.COMMUNITY else set()
    return commissioner_findings(communities)


def _of_groups(city_id: int, on: date) -> list[Finding]:
    """R16 counts the posts in a group that carry the tag; no address is asked for."""
    depths = PartyLevel.objects.filter(city_id=city_id, place_level=Level.BUILDING).values_list(
        "depth", flat=True
    )
    tagged = _in_force(on, "posts__") & Q(posts__tags__contains=[RoleTag.CENTER_HOUSEHOLD])
    groups = _party(city_id, on, depths).annotate(
        buildings=Count("covers", filter=Q(covers__level=Level.BUILDING), distinct=True),
        households=Count("posts", filter=Q(posts__isnull=False) & tagged, distinct=True),
    )
    return household_findings(
        JointGroup(*row) for row in groups.values_list("code", "name", "buildings", "households")
    )


def _of_staffing(city_id: int, on: date) -> list[Finding]:
    """R17 for each street: its communities' residents and the community workers of the bodies in it."""
    workers: dict[str, set[int]] = defaultdict(set)
    posts = _posts(city_id, on, PostKind.COMMUNITY_WORKER).filter(body__place__isnull=False)
    for person_id, code in posts.values_list("person_id", "body__place__code"):
        workers[code[:9]].add(person_id)
    residents: dict[str, int] = defaultdict(int)
    for code, number in _places(city_id, on, Level.COMMUNITY).values_list("code", "residents"):
        residents[code[:9]] += number or 0
    streets = _places(city_id, on, Level.STREET)
    return staffing_findings(
        Staffing(street.code, street.name, len(workers[street.scope]), residents[street.scope])
        for street in streets
    )


def _of_bodies(city_id: int, on: date) -> list[Finding]:
    bodies: dict[int, Named] = {}
    codes: list[tuple[Named, str]] = []
    merged: dict[int, int] = {}
    rows = Body.objects.filter(city_id=city_id).order_by("code")
    for key, code, name, credit_code, into in rows.values_list(
        "id", "code", "name", "uscc", "merged_into_id"
    ):
        bodies[key] = Named(code, name)
        codes.append((bodies[key], credit_code))
        merged |= {key: into} if into else {}
    ended = set(rows.filter(ends_on__lt=on).values_list("id", flat=True))
    return credit_code_findings(codes) + merger_findings(bodies, merged, ended)
