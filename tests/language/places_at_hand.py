"""Hierarchies to read with: a small invented district, and real ones where the shared data is there."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from gongzhi.language.gazetteer import Name

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
PLACES = SHARED / "places"
MESSAGES = SHARED / "messages"

INVENTED_STREETS = {
    "白石街道": "柳荫 鼓楼东 幸福 六条 双塔寺 观澜园 老铁匠营 竹篙",
    "青竹街道": "长桥 紫藤园 花园 工人文化宫 望江台 北里 钟楼 水磨坊",
    "和平桥街道": "和平桥 西河沿 二十里铺 槐安 油坊 第三纺织厂 明德门 泉南",
    "永宁门外街道": "永宁门内 永宁门外东 砖塔 牌坊 银锭桥 甘露寺 李村 安贞",
}


def invented() -> list[Name]:
    """云山区 with 4 streets and 32 communities: no such places exist."""
    names = [Name("Y", "云山区", "district")]
    for number, (street, communities) in enumerate(INVENTED_STREETS.items(), start=1):
        names.append(Name(f"Y{number}", street, "street", "Y"))
        names += [
            Name(f"Y{number}{place:02}", f"{stem}社区居委会", "community", f"Y{number}")
            for place, stem in enumerate(communities.split(), start=1)
        ]
    return names


def real_cities() -> list[str]:
    """The names of the community files that are there; none without the shared data."""
    return sorted(path.stem.removeprefix("communities_") for path in PLACES.glob("communities_*.csv"))


def hierarchy(city: str) -> list[Name]:
    """The city or district with its streets and communities; ``invented`` for the invented one."""
    if city == "invented":
        return invented()
    communities = _rows(PLACES / f"communities_{city}.csv")
    street_codes = {row["streetCode"] for row in communities}
    area_codes = {row["areaCode"] for row in communities}
    areas = [row for row in _rows(PLACES / "areas.csv") if row["code"] in area_codes]
    tops = [row for row in _rows(PLACES / "cities.csv") if row["code"] == areas[0]["cityCode"]]
    root = tops[0]["code"] if len(areas) > 1 else None
    names = [Name(row["code"], row["name"], "city") for row in tops if root]
    names += [Name(row["code"], row["name"], "district", root) for row in areas]
    streets = [row for row in _rows(PLACES / "streets.csv") if row["code"] in street_codes]
    names += [Name(row["code"], row["name"], "street", row["areaCode"]) for row in streets]
    return names + [Name(row["code"], row["name"], "community", row["streetCode"]) for row in communities]


def elsewhere(names: Sequence[Name]) -> list[str]:
    """Streets of other districts with their district, and other districts; empty without the shared data."""
    if not PLACES.exists():
        return []
    own = {name.code for name in names}
    areas = {row["code"]: row["name"] for row in _rows(PLACES / "areas.csv") if row["code"] not in own}
    streets = (row for row in _rows(PLACES / "streets.csv") if row["areaCode"] in areas)
    return [areas[row["areaCode"]] + row["name"] for row in streets] + list(areas.values())


def real_messages() -> list[str]:
    """Messages to the government of a city that is none of those above; empty without the shared data."""
    path = MESSAGES / "hot_topics.csv"
    return [f"{row['留言主题']}，{row['留言详情']}" for row in _rows(path)] if path.exists() else []


@cache
def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
