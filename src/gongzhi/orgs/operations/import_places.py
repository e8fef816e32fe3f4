"""Take in places from a table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.geometry import parse_geojson
from gongzhi.orgs.models import City, Place
from gongzhi.orgs.operations.rows import (
    Column,
    ImportReport,
    IncomingRows,
    Values,
    day,
    number_between,
    several,
    short_text,
    whole_number,
    word_of,
)
from gongzhi.orgs.operations.upserts import Changes, reserved_ids, write, writing
from gongzhi.orgs.outlines import polygon_of
from gongzhi.orgs.rules import community_name, full_code, level_of, parent_code, place_code_findings
from gongzhi.orgs.vocabulary import Level
from gongzhi.sheets.tables import Table


def _polygon(text: str) -> dict[str, Any]:
    """One area written as GeoJSON."""
    areas = [feature.area for feature in parse_geojson(text)]
    if len(areas) != 1:
        raise Refusal("place.polygon", f"应是一个图形，现在有 {len(areas)} 个。")
    return polygon_of(areas[0])


COLUMNS = (
    Column("code", "代码", required=True, read=short_text(24)),
    Column("name", "名称", required=True, read=short_text(80)),
    Column("level", "层级", read=word_of(Level)),
    Column("parent", "上级代码", read=short_text(24)),
    Column("compound", "小区代码", read=short_text(24)),
    Column("aliases", "别名", read=several, blank=[]),
    Column("lon", "经度", read=number_between(73, 136)),
    Column("lat", "纬度", read=number_between(3, 54)),
    Column("polygon", "边界", read=_polygon),
    Column("residents", "常住人口", read=whole_number),
    Column("starts_on", "启用日期", read=day),
    Column("ends_on", "停用日期", read=day),
)
_DEPTH = {level: depth for depth, level in enumerate(Level)}
_WRITTEN = [
    "name",
    "level",
    "parent",
    "compound",
    "aliases",
    "lon",
    "lat",
    "residents",
    "starts_on",
    "ends_on",
]


def import_places(
    viewer: Viewer,
    *,
    table: Table,
    pairs: Iterable[str] = (),
    rejects_path: Path | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Take in places by code; a retry changes nothing, parents may stand anywhere in the file or be there.

    Level and parent follow from the code when they are not given. Rows that can't be taken are rejected
    with their reason (``row.*``, ``place.code``, ``place.parent``, ``place.elsewhere``, ``place.repeated``).

    Raises:
        Refusal: ``not_allowed``, ``sheet.*``; then nothing is written.
    """
    with writing(viewer, dry_run=dry_run) as city:
        rows = IncomingRows(table, COLUMNS, pairs)
        changes = place_changes(city, rows)
        write(Place.objects, changes, _WRITTEN)
    return rows.report(
        created=len(changes.created),
        changed=len(changes.changed),
        unchanged=changes.unchanged,
        rejects_path=rejects_path,
    )


def place_changes(city: City, rows: IncomingRows) -> Changes[Place]:
    """What the rows change in the city; rows that don't fit are rejected on the way."""
    wanted = _by_code(city, rows)
    there = {place.code: place for place in Place.objects.filter(city=city)}
    ids = reserved_ids("orgs_place", len(wanted))
    changes: Changes[Place] = Changes()
    for code, (number, values) in sorted(wanted.items(), key=lambda item: _DEPTH[item[1][1]["level"]]):
        try:
            links = _links(values, there)
        except Refusal as refusal:
            rows.reject(number, refusal)
            continue
        is_new = code not in there
        if is_new:
            there[code] = Place(id=next(ids), city=city, code=code)
        changes.add(there[code], values | links | _naming(values, there[code]), is_new=is_new)
    return changes


def _by_code(city: City, rows: IncomingRows) -> dict[str, tuple[int, Values]]:
    found: dict[str, tuple[int, Values]] = {}
    for number, values in rows.entries():
        try:
            code = _placed(city, values)
            if code in found:
                raise Refusal("place.repeated", f"代码“{code}”在第 {found[code][0]} 行已经出现过。")
        except Refusal as refusal:
            rows.reject(number, refusal)
        else:
            found[code] = (number, values)
    return found


def _placed(city: City, values: Values) -> str:
    """The full code; level and parent are filled in from it where the row leaves them out."""
    code = full_code(values.pop("code"))
    level = values.get("level") or level_of(code)
    if level is None:
        raise Refusal("place.code", f"代码“{code}”的写法不对，看不出是哪一级的地点。")
    parent = values.get("parent")
    for finding in place_code_findings(code, level, full_code(parent) if parent else None):
        raise Refusal(finding.code, finding.sentence)
    if not code.startswith(city.scope):
        raise Refusal("place.elsewhere", f"“{code}”不在{city.name}（{city.scope}）的范围内。")
    values |= {"level": level, "parent": parent_code(code, level)}
    return code


def _naming(values: Values, place: Place) -> dict[str, Any]:
    """Division tables call a community by its committee: the place has its own name, the other is an alias."""
    official = values["name"]
    name = community_name(official) if values["level"] == Level.COMMUNITY else official
    if name == official:
        return {}
    return {"name": name, "aliases": list(dict.fromkeys([*values.get("aliases", place.aliases), official]))}


def _links(values: Values, there: dict[str, Place]) -> dict[str, Any]:
    """The keys of the parent and of the compound, which must be known by now."""
    parent = values.pop("parent")
    links: dict[str, Any] = {"parent_id": there[parent].id if parent in there else None}
    if parent not in there and values["level"] not in {Level.CITY, Level.DISTRICT}:
        raise Refusal("place.parent", f"没有找到上级地点“{parent}”，请先导入上级，或与上级放在同一个文件里。")
    if "compound" in values:
        compound = values.pop("compound")
        if compound and (compound not in there or there[compound].level != Level.COMPOUND):
            raise Refusal("place.compound", f"没有找到小区“{compound}”。")
        links["compound_id"] = there[compound].id if compound else None
    return links
