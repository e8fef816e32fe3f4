"""The two SQL statements of the engine: each writes heads, journal, tally deltas and involvements at once."""

from __future__ import annotations

_HEAD_TYPES = (
    ("id", "uuid"),
    ("city_id", "smallint"),
    ("process", "text"),
    ("number", "text"),
    ("title", "text"),
    ("stage", "text"),
    ("place_id", "bigint"),
    ("place_code", "text"),
    ("origin_body_id", "bigint"),
    ("lead_body_id", "bigint"),
    ("holder_body_id", "bigint"),
    ("traits", "jsonb"),
    ("opened_at", "timestamptz"),
    ("stage_since", "timestamptz"),
    ("due_at", "timestamptz"),
    ('"limit"', "jsonb"),
    ("provisional", "boolean"),
    ("closed_at", "timestamptz"),
    ("escalation", "smallint"),
    ("sequence", "integer"),
    ("head_hash", "bytea"),
)
_ENTRY_TYPES = (
    ("subject_id", "uuid"),
    ("sequence", "integer"),
    ("at", "timestamptz"),
    ("kind", "text"),
    ("move", "text"),
    ("source", "text"),
    ("target", "text"),
    ("actor_post_id", "bigint"),
    ("actor_body_id", "bigint"),
    ("holder_body_id", "bigint"),
    ("due_at", "timestamptz"),
    ("facts", "jsonb"),
    ("words", "text"),
    ("words_salt", "bytea"),
    ("words_hash", "bytea"),
    ("hash", "bytea"),
)
_DELTA_TYPES = (
    ("city_id", "smallint"),
    ("process", "text"),
    ("month", "integer"),
    ("area", "text"),
    ("dimensions", "jsonb"),
    ("body_id", "bigint"),
    ("counter", "text"),
    ("n", "bigint"),
)
_JOIN_TYPES = (("body_id", "bigint"), ("subject_id", "uuid"))

_Types = tuple[tuple[str, str], ...]

HEAD_COLUMNS = ", ".join(f"s.{name}{'::text' if kind == 'jsonb' else ''}" for name, kind in _HEAD_TYPES)
ENTRY_COLUMNS = ", ".join(name for name, _ in _ENTRY_TYPES)
_FIXED = {"city_id", "process", "number", "title", "opened_at", "origin_body_id"}
_MOVED_TYPES = tuple((name, kind) for name, kind in _HEAD_TYPES if name not in _FIXED)
OPENED, MOVED = ([name.strip('"') for name, _ in types] for types in (_HEAD_TYPES, _MOVED_TYPES))
"""The fields of a head that each statement takes, in the order of its first parameters."""


def _names(types: _Types) -> str:
    return ", ".join(name for name, _ in types)


def _given(types: _Types) -> str:
    """The parameters of these columns as a table ``given``."""
    arrays = ", ".join(f"%s::{kind}[]" for _, kind in types)
    return f"unnest({arrays}) AS given({_names(types)})"


def _insert(table: str, types: _Types, conflict: str = "") -> str:
    return f"INSERT INTO {table} ({_names(types)}) SELECT {_names(types)} FROM {_given(types)} {conflict}"


_BESIDE = f"""
journal AS ({_insert("workflow_entry", _ENTRY_TYPES)}),
tallies AS ({_insert("workflow_tallydelta", _DELTA_TYPES)}),
joined AS ({_insert("workflow_involvement", _JOIN_TYPES, "ON CONFLICT DO NOTHING")})
SELECT 1
"""

OPEN = f"WITH heads AS ({_insert('workflow_subject', _HEAD_TYPES)}), {_BESIDE}"

MOVE = f"""
WITH heads AS (
    UPDATE workflow_subject s
    SET {", ".join(f"{name} = given.{name}" for name, _ in _MOVED_TYPES if name != "id")}
    FROM {_given(_MOVED_TYPES)}
    WHERE s.id = given.id
), {_BESIDE}
"""
