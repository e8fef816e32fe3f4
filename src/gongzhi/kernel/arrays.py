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
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_WRITERS: dict[type, Callable[[Any], str]] = {
    NoneType: lambda _: "NULL",
    bool: lambda value: "t" if value else "f",
    int: str,
    float: repr,
    str: _quoted,
    bytes: lambda value: f'"\\\\x{value.hex()}"',
    datetime: lambda value: f'"{value.isoformat()}"',
    UUID: str,
}


def array(values: Iterable[object]) -> str:
    """A one-dimensional array, to be cast where it is used (``%s::uuid[]``).

    Raises:
        TypeError: for a value that has no plain form.
    """
    return "{" + ",".join([_WRITERS.get(type(value), _other)(value) for value in values]) + "}"


def _other(value: object) -> str:
    if isinstance(value, str):
        return _quoted(str(value))
    raise TypeError(f"no array element: {type(value).__name__}")
