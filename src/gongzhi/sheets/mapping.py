"""Which column of a table holds which field: told as ``field=column``, or plain from the header."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongzhi.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a table may fill; a column called by its name or its label fits without being told."""

    name: str
    label: str
    required: bool = False


def map_columns(fields: Sequence[Field], columns: Sequence[str], pairs: Iterable[str] = ()) -> dict[str, str]:
    """Column by field name. ``pairs`` such as ``title=留言主题`` go before what the header says by itself.

    Raises:
        Refusal: ``sheet.mapping`` for a pair that isn't one or names an unknown field or column, or a field
            named twice; ``sheet.columns`` when a required field has no column. Both list what there is.
    """
    by_name = {_plain(column): column for column in columns}
    known = {field.name for field in fields}
    told: dict[str, str] = {}
    for pair in pairs:
        name, equals, wanted = (part.strip() for part in pair.partition("="))
        column = by_name.get(_plain(wanted))
        if not equals or not name or not wanted:
            raise _wrong(f"“{pair}”不是 字段=列名 的写法", fields, columns)
        if name not in known:
            raise _wrong(f"没有字段“{name}”", fields, columns)
        if column is None:
            raise _wrong(f"文件里没有列“{wanted}”", fields, columns)
        if name in told:
            raise _wrong(f"字段“{name}”指定了两次", fields, columns)
        told[name] = column
    plain = {
        field.name: by_name[called]
        for field in fields
        for called in (_plain(field.label), _plain(field.name))
        if called in by_name and by_name[called] not in told.values()
    }
    found = plain | told
    missing = [field for field in fields if field.required and field.name not in found]
    if missing:
        raise Refusal(
            "sheet.columns",
            f"缺少必需的列：{'、'.join(f'{field.label}（{field.name}）' for field in missing)}。"
            f"文件里的列有：{'、'.join(columns)}。可用 字段=列名 指定对应的列。",
            columns=list(columns),
        )
    return found


def _wrong(what: str, fields: Sequence[Field], columns: Sequence[str]) -> Refusal:
    return Refusal(
        "sheet.mapping",
        f"{what}。文件里的列有：{'、'.join(columns)}。"
        f"可用的字段有：{'、'.join(field.name for field in fields)}。",
        columns=list(columns),
    )


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()
