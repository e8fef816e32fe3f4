"""Columns for set-based SQL: a list of values as PostgreSQL's own text form of an array.

psycopg writes lists element by element in Python with regular expressions; in bulk writes that costs more than
the database's work on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from types import NoneType
from typing import Any
from uuid import UUID


def _quoted(text: str) -> str:
    return f'"{text}"' if text.isalnum() else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_WRITERS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "t" if value else "f",
    int: str,
    float: repr,
    str: _quoted,
    bytes: lambda value: f'"\\\\x{value.hex()}"',
    datetime: lambda value: f'"{value.isoformat()}"',
    UUID: str,
}


def array(values: Iterable[object]) -> str:
    """A one-dimensional array of values of one type and of nothing, to be cast where it is used (``%s::uuid[]``).

    Raises:
        TypeError: for a value that has no plain form.
    """
    column = list(values)
    kinds = set(map(type, column))
    if len(kinds) == 1 and NoneType not in kinds:
        return "{" + ",".join(map(_writer(*kinds), column)) + "}"
    kinds.discard(NoneType)
    if len(kinds) == 1:
        write = _writer(*kinds)
        return "{" + ",".join(["NULL" if value is None else write(value) for value in column]) + "}"
    return (
        "{" + ",".join(["NULL" if value is None else _writer(type(value))(value) for value in column]) + "}"
    )


def _writer(kind: type) -> Callable[[Any], str]:
    writer = _WRITERS.get(kind) or (_quoted if issubclass(kind, str) else None)
    if writer is None:
        raise TypeError(f"no array element: {kind.__name__}")
    return writer
