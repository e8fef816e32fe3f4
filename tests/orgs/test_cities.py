"""The demo city is real where it says so, invented and right where it says so; a second city is a folder."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db.models import Count, Q

from gongzhi.kernel.clock import CHINA
from gongzhi.kernel.errors import Refusal
from gongzhi.orgs.models import Account, Body, City, PartyLevel, Person, Place, Post
from gongzhi.orgs.operations.load_city import DEMO_PASSWORD, load_city
from gongzhi.orgs.queries.checks import findings
from gongzhi.orgs.queries.logins import demo_logins
from gongzhi.orgs.rules import is_credit_code
from gongzhi.orgs.vocabulary import BodyKind, Level, PostKind
from tests.orgs.folders import PLACES, write_folder

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
DONGCHENG = ROOT / "src/gongzhi/config/cities/dongcheng"
SHARED = ROOT / "../shared/data/places"
NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)
TODAY = date(2026, 3, 2)
TABLES = (Place, Body, Person, Post, PartyLevel)


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True


def snapshot() -> list[list[tuple[Any, ...]]]:
    """All rows of the city without their keys."""
    return [
        list(
            Place.objects.order_by("code").values_list("code", "name", "polygon", "lon", "lat", "residents")
        ),
        list(
            Body.objects.order_by("code", "covers__code").values_list(
                "code", "name", "superior__code", "covers__code", "uscc"
            )
        ),
        list(
            Post.objects.order_by("person__code", "id", "places__code").values_list(
                "person__name", "body__code", "places__code"
            )
        ),
    ]


def test_dongcheng_has_its_real_streets_and_communities_and_breaks_no_rule() -> None:
    counts = load_city(DONGCHENG, seed=1, now=NOW)
    assert counts["places"] == Place.objects.count() <= 12_000
    levels = Counter(Place.objects.filter(generated=False).values_list("level", flat=True))
    assert levels == {Level.DISTRICT: 1, Level.STREET: 17, Level.COMMUNITY: 169}
    assert findings(City.objects.get().id, TODAY) == []
    invented = Place.objects.filter(generated=True).values_list("level", flat=True)
    assert set(invented) == {Level.GRID, Level.COMPOUND, Level.BUILDING}
    assert not Person.objects.filter(generated=False).exists()
    assert not Place.objects.filter(
        level__in=[Level.STREET, Level.COMMUNITY, Level.GRID], polygon=None
    ).exists()
    grids = Place.objects.filter(level=Level.COMMUNITY).annotate(
        grids=Count("children", filter=Q(children__level=Level.GRID))
    )
    assert set(grids.values_list("grids", flat=True)) == {2, 3, 4, 5, 6}
    assert City.objects.get().generated
    assert_dongcheng_bodies()
    assert_dongcheng_people()


def assert_dongcheng_bodies() -> None:
    """DC-09: six offices, discipline, enforcement and four centres in every street; DC-02: five levels."""
    units = Counter(
        Body.objects.filter(superior__kind=BodyKind.STREET)
        .exclude(kind=BodyKind.RESIDENTS_COMMITTEE)
        .values_list("kind", flat=True)
    )
    assert units == {
        BodyKind.STREET_OFFICE: 6 * 17,
        BodyKind.STREET_CENTER: 4 * 17,
        BodyKind.DISCIPLINE: 17,
        BodyKind.ENFORCEMENT_TEAM: 17,
    }
    party = Body.objects.filter(kind=BodyKind.PARTY_ORG)
    assert set(party.values_list("party_level", "superior__party_level")) == {
        (0, None),
        (1, 0),
        (2, 1),
        (3, 2),
        (4, 3),
    }
    assert Body.objects.filter(kind=BodyKind.RESIDENTS_COMMITTEE, name="多福巷社区居委会").count() == 1
    assert all(is_credit_code(code) for code in Body.objects.exclude(uscc="").values_list("uscc", flat=True))
    assert not Body.objects.filter(kind=BodyKind.DEPARTMENT, place__isnull=False).exists()
    assert set(Body.objects.values_list("kind", flat=True)) == {kind.value for kind in BodyKind}


def assert_dongcheng_people() -> None:
    """Posts of every kind, concurrent ones (DC-10), commissioners (DC-12), and one login for each role."""
    assert set(Post.objects.values_list("kind", flat=True)) == {kind.value for kind in PostKind}
    heads = Post.objects.filter(body__kind=BodyKind.STREET_OFFICE, kind=PostKind.HEAD, concurrent=True)
    assert heads.count() == 6 * 17
    commissioners = Post.objects.filter(kind=PostKind.COMMUNITY_COMMISSIONER).annotate(number=Count("places"))
    assert commissioners.count() >= 140
    assert set(commissioners.values_list("number", flat=True)) <= {1, 2, 3}
    covered = commissioners.values_list("places", flat=True)
    assert len(set(covered)) == len(covered) == 169
    logins = demo_logins()
    assert [login.login for login in logins] == [
        "admin", "clerk", "dispatcher", "callback", "leader", "department", "street", "community", "grid",
    ]  # fmt: skip
    assert [(login.title, login.body) for login in logins[-3:]] == [
        ("承办人", "东四街道城市管理办公室"),
        ("社区工作者", "南门仓社区居委会"),
        ("网格员", "南门仓社区居委会"),
    ]
    assert authenticate(username="grid", password=DEMO_PASSWORD) == Account.objects.get(login="grid")


@pytest.mark.parametrize("branch_level", ["grid", "compound"])
def test_a_second_city_with_another_template_is_only_a_folder(tmp_path: Path, branch_level: str) -> None:
    load_city(write_folder(tmp_path, branch_level=branch_level), seed=3, now=NOW)
    city = City.objects.get()
    assert findings(city.id, TODAY) == []
    assert (city.code, city.name, city.scope) == ("990201", "试验市临江区", "990201")
    assert set(Place.objects.filter(level=Level.COMMUNITY).values_list("name", flat=True)) == {
        "望江社区", "安定社区", "新街社区", "李家村",
    }  # fmt: skip
    assert set(Body.objects.filter(kind=BodyKind.STREET).values_list("name", flat=True)) == {
        "江北街道办事处", "新建镇人民政府",
    }  # fmt: skip
    branches = Body.objects.filter(party_level=2).values_list("covers__level", "superior__party_level")
    assert set(branches) == {(branch_level, 1)}
    assert [login.login for login in demo_logins()] == ["second-admin", "second-worker"]


def test_the_same_seed_gives_the_same_city_and_another_seed_another(tmp_path: Path) -> None:
    snapshots = []
    for seed in (3, 3, 4):
        load_city(write_folder(tmp_path), seed=seed, now=NOW)
        snapshots.append(snapshot())
        Account.objects.all().delete()
        Post.objects.all().delete()
        Body.objects.update(superior=None)
        Body.objects.all().delete()
        Place.objects.update(parent=None, compound=None)
        City.objects.all().delete()
    assert snapshots[0] == snapshots[1] != snapshots[2]


def test_without_a_seed_only_what_the_folder_says_is_there(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    (folder / "bodies.csv").write_text("代码,名称,类别,所在地点\nG,临江区人民政府,政府,临江区\n", "utf-8")
    (folder / "people.csv").write_text("工号,姓名,机构,岗位\n1,王宁,G,系统管理员\n", "utf-8")
    counts = load_city(folder, seed=None, now=NOW)
    assert counts == {"places": 7, "bodies": 1, "people": 1, "posts": 1, "accounts": 0}
    assert not City.objects.get().generated
    assert Post.objects.get().starts_on == TODAY


def test_outside_the_demo_mode_no_account_is_opened(tmp_path: Path, settings: Any) -> None:
    settings.DEMO = False
    assert load_city(write_folder(tmp_path), seed=1, now=NOW)["accounts"] == 0


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("city.toml", "code = ", "city.folder"),
        ("city.toml", "code = '990201'", "city.folder"),
        ("places.csv", PLACES + "990202001,别处街道,,\n", "city.rows"),
        ("places.csv", "", "sheet.empty"),
        ("bodies.csv", "代码,名称,类别\n1,甲,某类\n", "city.rows"),
    ],
)
def test_a_folder_with_faults_is_refused_and_leaves_nothing(
    tmp_path: Path, name: str, text: str, code: str
) -> None:
    (write_folder(tmp_path) / name).write_text(text, "utf-8")
    with pytest.raises(Refusal) as caught:
        load_city(tmp_path, seed=1, now=NOW)
    assert caught.value.code == code
    assert not City.objects.exists()


def test_a_missing_folder_and_a_city_that_is_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"city\.folder"):
        load_city(tmp_path / "没有", seed=1, now=NOW)
    load_city(write_folder(tmp_path), seed=None, now=NOW)
    with pytest.raises(Refusal, match=r"city\.exists"):
        load_city(tmp_path, seed=None, now=NOW)


@pytest.mark.parametrize("path", sorted(SHARED.glob("communities_*.csv")), ids=lambda path: path.stem)
def test_every_real_division_table_is_taken_whole(tmp_path: Path, path: Path) -> None:
    with path.open(encoding="utf-8") as opened:
        communities = {row["code"]: row["name"] for row in csv.DictReader(opened)}
    scope = (
        next(iter(communities))[:6]
        if len({code[:6] for code in communities}) == 1
        else next(iter(communities))[:4]
    )
    above = {code[:6] for code in communities} | {code[:9] for code in communities}
    rows = [*((code, code) for code in sorted(above, key=len)), *communities.items()]
    folder = write_folder(tmp_path, places="代码,名称\n" + "".join(f"{code},{name}\n" for code, name in rows))
    plan = (folder / "city.toml").read_text("utf-8")
    (folder / "city.toml").write_text(plan.replace('scope = "990201"', f'scope = "{scope}"'), "utf-8")
    load_city(folder, seed=None, now=NOW)
    loaded = Place.objects.filter(level=Level.COMMUNITY)
    assert {place.code: next(iter(place.aliases), place.name) for place in loaded} == communities
