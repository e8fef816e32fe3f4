"""A second city beside the first, from a folder of data: its own places, words, people, numbers and limits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongzhi.catalogues.queries import catalogue, responsible_line
from gongzhi.config.cities import load_whole_city
from gongzhi.kernel import clock
from gongzhi.kernel.errors import Refusal
from gongzhi.orgs.models import Body, City
from gongzhi.orgs.queries.viewers import system_viewer
from tests.api.calling import Caller, road
from tests.config.running import gongzhi
from tests.orgs.folders import write_folder
from tests.road import rows, written
from tests.town import Town

CATEGORIES = "代码,名称,时限等级,别名\n01,江边事务,general,\n0101,垂钓,general,钓鱼、放生\n"
DISPATCH = "类别,承办,依据\n01,urban_management,示例\n0101,st:urban_management,示例\n"
DEADLINES = (
    "事项,环节,等级,时钟,时限,依据\ncase,dispatch,,calendar_minutes,45,示例\ncase,answer,,workdays,5,示例\n"
)


def river_city(folder: Path, **changes: str) -> Path:
    """The folder of 试验市临江区; ``changes`` replace whole tables."""
    write_folder(folder)
    for name, text in {
        "categories": CATEGORIES,
        "dispatch": DISPATCH,
        "deadlines": DEADLINES,
        **changes,
    }.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


@pytest.fixture
def both(town: Town, tmp_path: Path, settings: Any) -> Town:
    """The town and the second city."""
    settings.DEMO = True
    load_whole_city(river_city(tmp_path), seed=3)
    return town


def test_it_has_its_own_words_bodies_and_limits(both: Town) -> None:
    second, first = system_viewer("990201"), system_viewer("990101")
    assert [entry.code for entry in catalogue(second).entries] == ["01", "0101"]
    found = catalogue(second).find("放生")
    assert found is not None
    assert (found.code, catalogue(first).find("放生")) == ("0101", None)
    line = responsible_line(second, "0101", "990201001002", clock.now())
    assert line is not None
    assert Body.objects.get(id=line.body_id).name == "江北街道城市管理办公室"
    assert rows("SELECT system FROM catalogues_category WHERE city_id = %s", second.city_id)[0][0]
    assert rows(
        'SELECT "limit", amount FROM workflow_deadlinerule WHERE city_id = %s ORDER BY 1', second.city_id
    ) == [
        ("answer", 5),
        ("dispatch", 45),
    ]


def test_cases_of_one_city_are_not_there_in_the_other(both: Town) -> None:
    one = road(both)
    admin = Caller("second-admin")
    filed = admin.post("/cases", {"text": "江边垂钓占道", "category": "钓鱼", "place": "990201001001"})
    assert (filed.status, filed.body["number"][:6]) == (201, "990201")
    assert rows(
        "SELECT number FROM workflow_subject WHERE city_id = %s", City.objects.get(code="990201").id
    ) == [(filed.body["number"],)]
    leader, worker = Caller("leader"), Caller("second-worker")
    assert [case["number"] for case in leader.get("/cases").body["cases"]] == [one.filed.number]
    assert [case["number"] for case in worker.get("/cases").body["cases"]] == [filed.body["number"]]
    assert worker.get(f"/cases/{one.id}").status == 404
    assert leader.get(f"/cases/{filed.body['id']}").status == 404
    assert leader.post("/cases", {"text": "别处", "place": "990201001001"}).code == "place.unknown"
    assert leader.post("/cases", {"text": "别处", "category": "垂钓"}).code == "category.unknown"
    assert leader.get("/figures").body["filed"] == 1


WRONG: list[tuple[dict[str, str], str, Callable[[str], bool]]] = [
    ({"categories": CATEGORIES.replace("0101,", "01x1,")}, "category.row", lambda said: "第 3 行" in said),
    ({"categories": CATEGORIES + "01,又一次,general,\n"}, "category.row", lambda said: "第 4 行" in said),
    (
        {"categories": CATEGORIES.replace("垂钓,general", "垂钓,很急")},
        "category.row",
        lambda said: "很急" in said,
    ),
    ({"categories": CATEGORIES.replace("垂钓", "钓" * 41)}, "category.row", lambda said: "40" in said),
    ({"categories": "代码,名称\n01,江边\n"}, "sheet.columns", lambda said: "时限等级" in said),
    ({"dispatch": DISPATCH + "01,没有这个,示例\n"}, "dispatch.row", lambda said: "没有这个" in said),
    ({"dispatch": DISPATCH + "01,urban_management,又\n"}, "dispatch.row", lambda said: "第 4 行" in said),
    ({"dispatch": "类别,承办\n01,urban_management\n"}, "sheet.columns", lambda said: "依据" in said),
    ({"deadlines": DEADLINES.replace("45", "很快")}, "deadline.rule", lambda said: "第 2 行" in said),
    ({"deadlines": ""}, "sheet.empty", bool),
]


@pytest.mark.parametrize(("changes", "code", "says"), WRONG)
def test_a_folder_with_a_wrong_table_is_refused_and_leaves_nothing(
    town: Town, tmp_path: Path, changes: dict[str, str], code: str, says: Callable[[str], bool]
) -> None:
    before = written()
    with pytest.raises(Refusal) as caught:
        load_whole_city(river_city(tmp_path, **changes), seed=3)
    assert caught.value.code == code
    assert says(caught.value.sentence)
    assert [city.code for city in City.objects.all()] == ["990101"]
    assert written() == before


def test_the_command_loads_it_once(transactional_town: Town, tmp_path: Path) -> None:
    folder = river_city(tmp_path / "临江")
    loaded = gongzhi(tmp_path, "city", "load", folder, "--invent", "3")
    assert (loaded.status, loaded.complained) == (0, "")
    assert "categories 2" in loaded.said
    again = gongzhi(tmp_path, "city", "load", folder)
    assert (again.status, again.complained.splitlines()[-1]) == (2, "（city.exists）")
    assert City.objects.count() == 2
