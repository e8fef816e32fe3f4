"""One door: nothing but the engine writes a stage, a head or a journal line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .trees import PACKAGE, Tree, room_of

ENGINE = "workflow"
WRITERS = re.compile(r"a?(?:update|create|get_or_create|update_or_create|bulk_update|setattr)")
SQL = re.compile(
    r"\bset\b(?:(?!\bwhere\b)[^;])*?\bstage\b\s*=(?!=)"
    r"|\b(?:update|insert\s+into|delete\s+from|truncate(?:\s+table)?|copy|merge\s+into)\s+\"?workflow_",
    re.IGNORECASE | re.DOTALL,
)


def stage_writes(tree: Tree) -> list[str]:
    """Outside ``workflow`` nothing assigns a stage or writes its tables: no attribute, queryset, name or SQL."""
    found = [
        f"{path}:{line}: writes a stage ({what})"
        for path, module in tree.python(PACKAGE)
        if room_of(path) != ENGINE
        for what, line in _writes(module)
    ]
    found += [
        f"{path}: writes a stage (sql)"
        for path, text in tree.texts.items()
        if path.endswith(".sql") and path.startswith(PACKAGE) and room_of(path) != ENGINE and SQL.search(text)
    ]
    return sorted(found)


def _writes(module: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(module):
        match node:
            case ast.Attribute(attr="stage", ctx=ast.Store() | ast.Del()):
                yield "assignment", node.lineno
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if WRITERS.fullmatch(name):
                if _names_stage(node):
                    yield name, node.lineno
            case ast.Constant(value=str(text)) if SQL.search(text):
                yield "sql", node.lineno


def _names_stage(call: ast.Call) -> bool:
    """``update(stage=…)``, ``bulk_update(rows, ["stage"])``, ``setattr(row, "stage", …)``, ``defaults={…}``."""
    if any(keyword.arg == "stage" for keyword in call.keywords):
        return True
    given = [
        *call.args,
        *(k.value for k in call.keywords if k.arg in {"fields", "defaults", "create_defaults"}),
    ]
    return any(
        isinstance(inner, ast.Constant) and inner.value == "stage"
        for value in given
        if isinstance(value, ast.Constant | ast.List | ast.Tuple | ast.Dict)
        for inner in ast.walk(value)
    )
