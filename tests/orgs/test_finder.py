"""Text and point together: the point decides, the words refine, a contradiction asks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.kernel.clock import CHINA
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import City, Place
from gongzhi.orgs.operations.import_places import import_places
from gongzhi.orgs.operations.load_city import load_city
from gongzhi.orgs.queries.places import PlaceFinder, place_finder
from gongzhi.orgs.vocabulary import Level, OrgsCapability
from gongzhi.sheets.tables import read_table
from tests.orgs.folders import write_folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def finder(tmp_path: Path) -> PlaceFinder:
    load_city(write_folder(tmp_path), seed=3, now=datetime(2026, 3, 2, tzinfo=CHINA))
    return place_finder(viewer())


def viewer() -> Viewer:
    city = City.objects.get()
    return Viewer(city.id, revision=city.revision, public=frozenset({OrgsCapability.MANAGE}))


def place(code: str) -> Place:
    return Place.objects.select_related("parent", "compound").get(code=code)


def building() -> Place:
    return Place.objects.filter(level=Level.BUILDING).select_related("parent", "compound").order_by("code")[0]


def middle(code: str) -> tuple[float, float]:
    at = place(code)
    assert at.lon is not None
    assert at.lat is not None
    return at.lon, at.lat


def test_a_point_finds_the_grid_that_holds_it(finder: PlaceFinder) -> None:
    for grid in Place.objects.filter(level=Level.GRID):
        located = finder.locate("", grid.lon, grid.lat)
        assert (located.code, located.place_id, located.certain) == (grid.code, grid.id, True)


def test_text_alone_finds_a_place_by_name(finder: PlaceFinder) -> None:
    located = finder.locate("江北街道望江社区，路灯坏了")
    assert (located.code, located.certain) == ("990201001001", True)
    assert located.candidates[0].name == "江北街道望江社区"


def test_text_that_names_nothing_finds_nothing(finder: PlaceFinder) -> None:
    located = finder.locate("孩子上学的问题")
    assert (located.code, located.place_id, located.certain, located.candidates) == (None, None, False, ())


def test_words_lead_further_down_from_the_point(finder: PlaceFinder) -> None:
    at = building()
    assert at.parent is not None
    assert at.compound is not None
    located = finder.locate(f"{at.compound.name}{at.name}电梯坏了", *middle(at.parent.code))
    assert (located.code, located.certain) == (at.code, True)
    assert located.candidates[0].name.endswith(f"{at.compound.name}{at.name}")


def test_a_wider_place_in_the_words_leaves_the_point_as_it_is(finder: PlaceFinder) -> None:
    located = finder.locate("望江社区的路灯坏了", *middle("990201001001-001"))
    assert (located.code, located.certain) == ("990201001001-001", True)


def test_a_compound_that_the_grid_cuts_is_no_contradiction(finder: PlaceFinder) -> None:
    compound = place("990201001001-C01")
    located = finder.locate(f"望江社区{compound.name}，路灯坏了", *middle("990201001001-002"))
    assert (located.code, located.certain) == ("990201001001-002", True)


def test_words_sure_of_another_community_contradict_the_point(finder: PlaceFinder) -> None:
    located = finder.locate("新建镇李家村，路灯坏了", *middle("990201001001-001"))
    assert (located.code, located.certain) == ("990201001001-001", False)
    assert "请核对" in located.why
    assert [candidate.code for candidate in located.candidates[:2]] == ["990201001001-001", "990201101200"]


def test_a_point_outside_the_city_is_refused(finder: PlaceFinder) -> None:
    with pytest.raises(Refusal, match=r"place\.outside"):
        finder.locate("望江社区", 121.47, 31.23)


def test_without_polygons_a_point_is_not_asked(tmp_path: Path) -> None:
    load_city(write_folder(tmp_path), seed=None, now=datetime(2026, 3, 2, tzinfo=CHINA))
    assert place_finder(viewer()).locate("江北街道望江社区，灯坏", 121.47, 31.23).code == "990201001001"


def test_the_finder_is_kept_until_the_reference_data_change(finder: PlaceFinder) -> None:
    with CaptureQueriesContext(connection) as statements:
        assert place_finder(Viewer(City.objects.get().id, revision=viewer().revision)) is finder
    assert [query["sql"] for query in statements if "orgs_place" in query["sql"]] == []
    table = read_table("代码,名称\n990201001003,荷塘社区\n".encode())
    import_places(viewer(), table=table)
    assert place_finder(viewer()).locate("江北街道荷塘社区，灯坏").code == "990201001003"
    assert finder.locate("江北街道荷塘社区，灯坏").code != "990201001003"


def test_a_place_with_an_end_is_not_found(tmp_path: Path) -> None:
    load_city(write_folder(tmp_path), seed=None, now=datetime(2026, 3, 2, tzinfo=CHINA))
    table = read_table("代码,名称,停用日期\n990201001001,望江社区,2026-01-01\n".encode())
    import_places(viewer(), table=table)
    assert place_finder(viewer()).locate("江北街道望江社区，灯坏").code == "990201001000"
