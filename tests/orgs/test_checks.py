"""Each rule over the database: a right city gives nothing, one broken thing gives one finding."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from shapely import affinity

from gongzhi.kernel.clock import CHINA
from gongzhi.orgs.models import Body, City, Place, Post
from gongzhi.orgs.operations.load_city import load_city
from gongzhi.orgs.outlines import area_of, polygon_of
from gongzhi.orgs.queries.checks import findings
from gongzhi.orgs.vocabulary import BodyKind, Level, PostKind, RoleTag
from tests.orgs.folders import write_folder

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
GRID = "990201001001-001"


@pytest.fixture
def city(tmp_path: Path) -> City:
    load_city(write_folder(tmp_path), seed=3, now=datetime(2026, 3, 2, tzinfo=CHINA))
    return City.objects.get()


def found(city: City) -> set[tuple[str, str]]:
    return {(finding.code, finding.subject) for finding in findings(city.id, TODAY)}


def end(body: str) -> None:
    Body.objects.filter(code=body).update(ends_on=date(2026, 3, 1))


def second_branch() -> None:
    branch = Body.objects.get(code=f"{GRID}-party")
    branch.pk, branch.code = None, "second"
    branch.save()
    branch.covers.set([Place.objects.get(code=GRID)])


def four_communities() -> None:
    post = Post.objects.filter(kind=PostKind.COMMUNITY_COMMISSIONER).order_by("id")[0]
    Post.objects.filter(id=post.id).update(person=Post.objects.exclude(id=post.id).order_by("id")[0].person)
    post.places.set(Place.objects.filter(level=Level.COMMUNITY))


def uncovered() -> None:
    Body.objects.get(code=f"{GRID}-party").covers.clear()


def group() -> Body:
    """A party group of several buildings."""
    return Body.objects.filter(party_level=3).annotate(n=Count("covers")).filter(n__gt=1).order_by("code")[0]


def moved() -> None:
    grid = Place.objects.get(code=GRID)
    grid.polygon = polygon_of(affinity.translate(area_of(grid.polygon or {}), 0.001, 0))
    grid.save()


def merged_into_nothing() -> None:
    one, other = Body.objects.filter(kind=BodyKind.UNIT).order_by("code")[:2]
    Body.objects.filter(id=other.id).update(ends_on=date(2026, 1, 1))
    Body.objects.filter(id=one.id).update(ends_on=date(2026, 1, 1), merged_into=other)


def fewer_workers() -> None:
    Post.objects.filter(kind=PostKind.COMMUNITY_WORKER, body__place__code__startswith="990201001").delete()


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (lambda: end(f"{GRID}-party"), {("grid.branch", GRID)}),
        (second_branch, {("grid.branch", GRID)}),
        (
            uncovered,
            {("grid.branch", GRID), ("branch.grid", f"{GRID}-party")},
        ),
        (
            lambda: Place.objects.filter(code=GRID).update(name="第二网格"),
            {("grid.second_set", "990201001001")},
        ),
        (fewer_workers, {("staffing.low", "990201001000")}),
        (merged_into_nothing, {("body.without_successor", "990201-unit-001")}),
        (
            lambda: Body.objects.filter(code="990201-unit-001").update(uscc="910000001234567890"),
            {("body.credit_code", "990201-unit-001")},
        ),
        (
            lambda: Place.objects.filter(code="990201001001-C01").update(code="990201001001-C1"),
            {("place.code", "990201001001-C1")},
        ),
    ],
    ids=[
        "no branch",
        "two branches",
        "covers none",
        "second set",
        "R17",
        "merger",
        "credit code",
        "code",
    ],
)
def test_one_broken_thing_is_found(
    city: City, broken: Callable[[], object], expected: set[tuple[str, str]]
) -> None:
    assert found(city) == set()
    broken()
    assert found(city) == expected


def test_a_moved_grid_leaves_a_gap_and_overlaps(city: City) -> None:
    moved()
    assert {code for code, _ in found(city)} <= {"grid.gap", "grid.overlap", "grid.outside"}
    assert ("grid.gap", "990201001001") in found(city)


def test_a_commissioner_of_four_communities_is_found(city: City) -> None:
    four_communities()
    assert [code for code, _ in found(city)] == ["commissioner.communities"]


def test_a_city_without_branches_at_grids_is_not_asked_for_them(tmp_path: Path) -> None:
    load_city(write_folder(tmp_path, branch_level="compound"), seed=3, now=datetime(2026, 3, 2, tzinfo=CHINA))
    assert found(City.objects.get()) == set()


def test_all_rules_take_a_dozen_statements(city: City) -> None:
    with CaptureQueriesContext(
        connection,
    ) as statements:
        findings(city.id, TODAY)
    assert len(statements) == 14


def test_a_group_without_a_tagged_post_is_found(city: City) -> None:
    group().posts.update(tags=["delegate"])
    assert found(city) == {("group.household", group().code)}


def test_a_tag_counts_only_while_its_post_is_in_force(city: City) -> None:
    assert group().posts.get().tags == [RoleTag.CENTER_HOUSEHOLD]
    group().posts.update(ends_on=date(2026, 3, 1))
    assert found(city) == {("group.household", group().code)}
