"""Sizes: what does not fit on a screen is not read."""

from __future__ import annotations

import math

from .trees import PACKAGE, Tree, functions

FUNCTION_LINES = 60
USUAL_FUNCTION_LINES = 35
FILE_LINES = {".py": 400, ".sql": 400, ".css": 400, ".js": 400, ".html": 200}
TEST_LINES = 500
USUAL_SHARE = 0.95


def long_functions(tree: Tree) -> list[str]:
    """No function is longer than 60 lines, from ``def`` to its end."""
    return [
        f"{path}:{node.lineno}: {node.name} has {lines} lines, at most {FUNCTION_LINES}"
        for path, module in tree.python()
        for node in functions(module)
        if (lines := _lines(node.lineno, node.end_lineno)) > FUNCTION_LINES
    ]


def usual_functions(tree: Tree) -> list[str]:
    """Of the package's functions, 95 in 100 have 35 lines or fewer."""
    sizes = sorted(_lines(n.lineno, n.end_lineno) for _, module in tree.sources() for n in functions(module))
    if not sizes:
        return []
    usual = sizes[math.ceil(USUAL_SHARE * len(sizes)) - 1]
    if usual <= USUAL_FUNCTION_LINES:
        return []
    return [f"95 in 100 functions have up to {usual} lines, at most {USUAL_FUNCTION_LINES}"]


def long_files(tree: Tree) -> list[str]:
    """Python, SQL, style and script files have at most 400 lines, tests 500, templates 200.

    Generated migrations and vendored files (``vendor/``) are as long as they are.
    """
    return [
        f"{path}: {lines} lines, at most {limit}"
        for path, text in tree.texts.items()
        if (limit := _limit(path)) and (lines := len(text.splitlines())) > limit
    ]


def _limit(path: str) -> int:
    if "/migrations/" in path or "/vendor/" in path:
        return 0
    suffix = f".{path.rpartition('.')[2]}"
    if suffix == ".html" and not path.startswith(PACKAGE):
        return 0
    return TEST_LINES if path.startswith("tests/") and suffix == ".py" else FILE_LINES.get(suffix, 0)


def _lines(first: int, last: int | None) -> int:
    return (last or first) - first + 1
