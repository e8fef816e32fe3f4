"""Invented city folders for tests: a second city is a folder, never other code."""

from __future__ import annotations

from pathlib import Path

CITY = """
code = "990201"
name = "试验市临江区"
scope = "990201"
outline = [[116.30, 39.90], [116.34, 39.90], [116.34, 39.93], [116.30, 39.93]]

[[party_levels]]
depth = 0
name = "区域大党委"
place_level = "street"
body = "{street}区域大党委"

[[party_levels]]
depth = 1
name = "社区党组织"
place_level = "community"
body = "{community}党组织"

[[party_levels]]
depth = 2
name = "BRANCH"
place_level = "LEVEL"
body = "{community}{LEVEL}党支部"

[[party_levels]]
depth = 3
name = "楼道党小组"
place_level = "building"
body = "{community}{compound}第{number}党小组"

[[bodies]]
key = "government"
kind = "government"
name = "临江区人民政府"

[[bodies]]
key = "hotline"
kind = "hotline_center"
name = "临江区热线中心"

[departments]
urban_management = "临江区城市管理局"

[[street_units]]
key = "urban_management"
kind = "street_office"
name = "{street}城市管理办公室"

[[accounts]]
login = "second-admin"
kind = "administrator"
body = "临江区热线中心"

[[accounts]]
login = "second-worker"
kind = "community_worker"
body = "望江社区居委会"
"""
PLACES = """代码,名称,经度,纬度
990201,临江区,,
990201001,江北街道,116.31,39.915
990201101,新建镇,116.33,39.915
990201001001,望江社区居委会,,
990201001002,安定社区居委会,,
990201101001,新街居民委员会,,
990201101200,李家村村民委员会,,
"""


def write_folder(folder: Path, *, branch_level: str = "grid", places: str = PLACES) -> Path:
    """A city of one street and one town with two communities each; branches at its grids or its compounds."""
    folder.mkdir(exist_ok=True)
    (folder / "city.toml").write_text(CITY.replace("LEVEL", branch_level), "utf-8")
    (folder / "places.csv").write_text(places, "utf-8")
    return folder
