"""Imports: where they stand, and two things that are never imported."""

from __future__ import annotations

import ast

from .trees import Tree, functions, imported


def late_imports(tree: Tree) -> list[str]:
    """Every import stands at the top of its file, where a reader and the import checks see it."""
    found = {
        (path, inner.lineno)
        for path, module in tree.python()
        for node in functions(module)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }
    return [f"{path}:{line}: an import inside a function" for path, line in sorted(found)]


def signals(tree: Tree) -> list[str]:
    """No Django signals: a story is a call that its author chose, in ``journeys/`` or through the outbox."""
    return [
        f"{path}:{line}: signals ({name})"
        for path, module in tree.sources()
        for name, line in imported(module)
        if name.startswith("django.dispatch") or (name.startswith("django.") and ".signals" in name)
    ]
