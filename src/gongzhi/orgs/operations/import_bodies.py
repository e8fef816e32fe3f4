"""Take in bodies from a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import Body, City, Place
from gongzhi.orgs.operations.links import replace_links
from gongzhi.orgs.operations.naming import Names
from gongzhi.orgs.operations.rows import (
    Column,
    ImportReport,
    IncomingRows,
    Values,
    day,
    several,
    short_text,
    whole_number,
    word_of,
)
from gongzhi.orgs.operations.upserts import Changes, reserved_ids, write, writing
from gongzhi.orgs.rules import is_credit_code
from gongzhi.orgs.vocabulary import BodyKind
from gongzhi.sheets.tables import Table


def _credit_code(text: str) -> str:
    if not is_credit_code(text.upper()):
        raise Refusal("body.credit_code", f"“{text[:20]}”不是正确的统一社会信用代码，请核对 18 位字符。")
    return text.upper()


COLUMNS = (
    Column("code", "代码", required=True, read=short_text(40)),
    Column("name", "名称", required=True, read=short_text(80)),
    Column("kind", "类别", required=True, read=word_of(BodyKind)),
    Column("place", "所在地点", read=short_text(80)),
    Column("superior", "上级机构", read=short_text(80)),
    Column("party_level", "党组织层级", read=whole_number),
    Column("uscc", "统一社会信用代码", read=_credit_code, blank=""),
    Column("covers", "覆盖地点", read=several, blank=[]),
    Column("starts_on", "成立日期", read=day),
    Column("ends_on", "撤销日期", read=day),
)
_Wanted = dict[str, tuple[int, Values]]
"""Number and values of a row by the code of its body."""
_WRITTEN = ["name", "kind", "place", "superior", "party_level", "uscc", "starts_on", "ends_on"]


def import_bodies(
    viewer: Viewer,
    *,
    table: Table,
    pairs: Iterable[str] = (),
    rejects_path: Path | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Take in bodies by code. Places and superiors are named by code or by a name that only one of them has.

    A superior may stand anywhere in the file or be there. Rows that can't be taken are rejected with their
    reason (``row.*``, ``place.unknown``, ``body.unknown``, ``body.circle``, ``body.repeated``).

    Raises:
        Refusal: ``not_allowed``, ``sheet.*``; then nothing is written.
    """
    with writing(viewer, dry_run=dry_run) as city:
        rows = IncomingRows(table, COLUMNS, pairs)
        changes = _body_changes(city, rows)
    return rows.report(
        created=len(changes.created),
        changed=len(changes.changed),
        unchanged=changes.unchanged,
        rejects_path=rejects_path,
    )


def _body_changes(city: City, rows: IncomingRows) -> Changes[Body]:
    there = {body.code: body for body in Body.objects.filter(city=city)}
    wanted = _by_code(city, rows)
    _name_superiors(wanted, there, rows)
    ids = reserved_ids("orgs_body", len(wanted))
    new = {code: Body(id=next(ids), city=city, code=code) for code in wanted if code not in there}
    bodies = there | new
    covers = {
        bodies[code].id: values.pop("covers") for code, (_, values) in wanted.items() if "covers" in values
    }
    relinked = replace_links(Body.covers.through.objects, "body_id", "place_id", covers)
    changes: Changes[Body] = Changes()
    for code, (_, values) in wanted.items():
        if "superior" in values:
            superior = values.pop("superior")
            values["superior_id"] = bodies[superior].id if superior else None
        changes.add(bodies[code], values, is_new=code in new, links_differ=bodies[code].id in relinked)
    write(Body.objects, changes, _WRITTEN)
    return changes


def _by_code(city: City, rows: IncomingRows) -> _Wanted:
    """The rows by the body's code, with places as keys."""
    places: Names[int] = Names("place", "地点")
    places.add(
        (key, called) for key, *called in Place.objects.filter(city=city).values_list("id", "code", "name")
    )
    found: _Wanted = {}
    for number, values in rows.entries():
        code = values.pop("code")
        try:
            if code in found:
                raise Refusal("body.repeated", f"代码“{code}”在第 {found[code][0]} 行已经出现过。")
            if "place" in values:
                place = values.pop("place")
                values["place_id"] = places.key_of(place) if place else None
            if "covers" in values:
                values["covers"] = {places.key_of(text) for text in values["covers"]}
        except Refusal as refusal:
            rows.reject(number, refusal)
        else:
            found[code] = (number, values)
    return found


def _name_superiors(wanted: _Wanted, there: Mapping[str, Body], rows: IncomingRows) -> None:
    """Superiors as codes; a row is dropped whose superior isn't known, was rejected, or leads back to it."""
    called = {code: body.name for code, body in there.items()}
    called |= {code: values["name"] for code, (_, values) in wanted.items()}
    names: Names[str] = Names("body", "机构")
    names.add((code, {code, name}) for code, name in called.items())
    codes = {body.id: code for code, body in there.items()}
    above = {code: codes.get(body.superior_id) for code, body in there.items() if body.superior_id}
    for code, (_, values) in list(wanted.items()):
        try:
            if values.get("superior"):
                values["superior"] = names.key_of(values["superior"])
            if "superior" in values:
                above[code] = values["superior"]
        except Refusal as refusal:
            _drop(code, wanted, rows, refusal)
    for code in [code for code in wanted if _leads_back(code, above)]:
        _drop(code, wanted, rows, Refusal("body.circle", "上级机构绕成了圈：沿上级一直往上又回到了自己。"))
    while lost := [code for code in wanted if _is_lost(above.get(code), wanted, there)]:
        for code in lost:
            sentence = f"上级机构“{above[code]}”所在的行没有导入，请先更正那一行。"
            _drop(code, wanted, rows, Refusal("body.unknown", sentence))


def _is_lost(superior: str | None, wanted: _Wanted, there: Mapping[str, Body]) -> bool:
    return superior is not None and superior not in wanted and superior not in there


def _drop(code: str, wanted: _Wanted, rows: IncomingRows, refusal: Refusal) -> None:
    number, _ = wanted.pop(code)
    rows.reject(number, refusal)


def _leads_back(code: str, above: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    at = above.get(code)
    while at and at != code and at not in seen:
        seen.add(at)
        at = above.get(at)
    return at == code
