"""Load a city from its folder, and invent the rest of a demo city."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from gongzhi.kernel.clock import local
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import Account, Body, City, PartyLevel, Person, Place, Post
from gongzhi.orgs.operations.city_folder import AccountPlan, CityPlan, read_city
from gongzhi.orgs.operations.import_bodies import import_bodies
from gongzhi.orgs.operations.import_people import import_people
from gongzhi.orgs.operations.import_places import import_places
from gongzhi.orgs.operations.invention.bodies import InventedBodies, invent_bodies
from gongzhi.orgs.operations.invention.people import InventedPeople, invent_people
from gongzhi.orgs.operations.invention.places import InventedPlaces, invent_places
from gongzhi.orgs.operations.rows import ImportReport
from gongzhi.orgs.operations.upserts import reserved_ids
from gongzhi.orgs.vocabulary import OrgsCapability
from gongzhi.sheets.tables import read_table

DEMO_PASSWORD = "gongzhi-demo"  # noqa: S105 - printed for everybody to see, and only set in demo mode
BATCH = 2_000


@transaction.atomic
def load_city(folder: Path, *, seed: int | None, now: datetime) -> dict[str, int]:
    """Make the city of the folder with the tables in it; with a seed, invent all that a demo city needs.

    Reads ``city.toml`` and ``places.csv``, and ``bodies.csv`` and ``people.csv`` when they are there. The same
    seed gives the same city. Returns the number of rows by table.

    Raises:
        Refusal: ``city.folder``, ``city.exists``, ``city.rows`` when a table has rows that can't be taken.
    """
    plan = read_city(folder)
    if City.objects.filter(code=plan.code).exists():
        raise Refusal("city.exists", f"城市“{plan.name}”（{plan.code}）已经载入，无需重复载入。", status=409)
    city = City.objects.create(code=plan.code, name=plan.name, scope=plan.scope, generated=seed is not None)
    PartyLevel.objects.bulk_create(
        PartyLevel(city=city, depth=level.depth, name=level.name, place_level=level.place_level)
        for level in plan.party_levels
    )
    _load_tables(city, folder, now)
    if seed is not None:
        _invent(city, plan, seed)
    return {
        "places": Place.objects.filter(city=city).count(),
        "bodies": Body.objects.filter(city=city).count(),
        "people": Person.objects.filter(city=city).count(),
        "posts": Post.objects.filter(person__city=city).count(),
        "accounts": Account.objects.filter(person__city=city).count(),
    }


def _load_tables(city: City, folder: Path, now: datetime) -> None:
    """All rows must be right: this is the city's own data, not somebody's upload."""
    operator = Viewer(city.id, public=frozenset({OrgsCapability.MANAGE}))
    _check(import_places(operator, table=read_table(folder / "places.csv")), "places.csv")
    if (folder / "bodies.csv").is_file():
        _check(import_bodies(operator, table=read_table(folder / "bodies.csv")), "bodies.csv")
    if (folder / "people.csv").is_file():
        table = read_table(folder / "people.csv")
        _check(import_people(operator, table=table, on=local(now).date()), "people.csv")


def _check(report: ImportReport, name: str) -> None:
    for row in report.rejected:
        sentence = f"{name} 第 {row.number} 行：{row.sentence}（共 {len(report.rejected)} 行有问题）"
        raise Refusal("city.rows", sentence, row=row.number)


def _invent(city: City, plan: CityPlan, seed: int) -> None:
    real = list(Place.objects.filter(city=city).select_related("parent").order_by("code"))
    places = invent_places(city, plan, real, seed)
    _write_places(places)
    everywhere = [*places.changed, *places.new]
    bodies = invent_bodies(city, plan, everywhere, seed)
    _write_bodies(bodies)
    people = invent_people(bodies, everywhere, seed)
    _write_people(people)
    if settings.DEMO:
        _open_accounts(plan.accounts, people)


def _write_places(places: InventedPlaces) -> None:
    _number("orgs_place", places.new)
    Place.objects.bulk_create(places.new, BATCH)
    Place.objects.bulk_update(places.changed, ["polygon", "lon", "lat", "residents"], BATCH)


def _write_bodies(bodies: InventedBodies) -> None:
    _number("orgs_body", bodies.by_code.values())
    Body.objects.bulk_create(bodies.by_code.values(), BATCH)
    links = Body.covers.through
    links.objects.bulk_create(
        (
            links(body_id=bodies.by_code[code].id, place_id=place.id)
            for code, covered in bodies.covers.items()
            for place in covered
        ),
        BATCH,
    )


def _write_people(people: InventedPeople) -> None:
    _number("orgs_person", people.people)
    _number("orgs_post", people.posts)
    Person.objects.bulk_create(people.people, BATCH)
    Post.objects.bulk_create(people.posts, BATCH)
    links = Post.places.through
    links.objects.bulk_create(
        (links(post_id=post.id, place_id=place.id) for post, places in people.places for place in places),
        BATCH,
    )


def _number(table: str, rows: Collection[Any]) -> None:
    """Give the rows their keys before they are written, so that they can refer to each other."""
    for row, key in zip(rows, reserved_ids(table, len(rows)), strict=True):
        row.id = key


def _open_accounts(plans: Iterable[AccountPlan], people: InventedPeople) -> None:
    """One account per planned login, for the holder of the post who has the fewest others; one hash for all."""
    password = make_password(DEMO_PASSWORD)
    posts = Counter(post.person.code for post in people.posts)
    accounts: dict[str, Account] = {}
    for plan in plans:
        holders = {
            post.person.code: post.person
            for post in people.posts
            if post.body.name == plan.body and post.kind == plan.kind and post.person.code not in accounts
        }
        if not holders:
            raise Refusal("city.folder", f"演示账号“{plan.login}”：“{plan.body}”没有这样的岗位。")
        code = min(holders, key=lambda code: (posts[code], code))
        accounts[code] = Account(login=plan.login, person=holders[code], password=password)
    Account.objects.bulk_create(accounts.values())
