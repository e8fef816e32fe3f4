"""Nothing unfinished, nothing pretended: no stubs, no doubles of our own parts, no test without a statement."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from .trees import Tree, dotted, functions, imported

MARKER = re.compile(r"(?:#|//|/\*|--|<!--|\{#).*\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K])\b")
STUBS = frozenset({"NotImplementedError", "NotImplemented"})
DOUBLES = ("unittest.mock", "mock", "pytest_mock")
SKIPS = re.compile(r"(?:^|\.)(?:pytest|unittest|mark)\.(?:skip\w*|xfail|importorskip|expectedFailure)$")
ASSERTING_CALLS = re.compile(r"(?:^|\.)(?:raises|warns|expect|fail|assert\w*|\w*_assert_\w*)$")


def unfinished(tree: Tree) -> list[str]:
    """No marker of work left over in a comment, and nothing that is declared but not there."""
    found = [
        f"{path}:{number}: work left over"
        for path, text in tree.texts.items()
        if path.endswith((".py", ".html", ".css", ".js", ".sql", ".sh", ".toml", ".yaml"))
        and "/vendor/" not in path
        for number, line in enumerate(text.splitlines(), 1)
        if MARKER.search(line)
    ]
    found += [
        f"{path}:{node.lineno}: a stub ({node.id})"
        for path, module in tree.python()
        for node in ast.walk(module)
        if isinstance(node, ast.Name) and node.id in STUBS
    ]
    return sorted(found)


def doubles(tree: Tree) -> list[str]:
    """Tests run real parts: no mock library, no replaced function of ours, nothing skipped or expected to fail."""
    return sorted(
        f"{path}:{line}: {what} in a test"
        for path, module in tree.python("tests/")
        for what, line in _pretences(module)
    )


def _pretences(module: ast.Module) -> Iterator[tuple[str, int]]:
    ours = {"gongzhi"}
    for name, line in imported(module):
        if name.startswith(tuple(f"{double}." for double in DOUBLES)) or name in DOUBLES:
            yield name, line
        if name.startswith("gongzhi."):
            ours.add(name.rpartition(".")[2])
    for node in ast.walk(module):
        match node:
            case ast.arg(arg="mocker"):
                yield "mocker", node.lineno
            case ast.Attribute() if SKIPS.search(dotted(node)):
                yield dotted(node), node.lineno
            case ast.Call(func=ast.Attribute(attr="setattr" | "setitem"), args=[target, *_]) if _is_ours(
                target, ours
            ):
                yield "a replaced part of ours", node.lineno


def _is_ours(target: ast.expr, ours: set[str]) -> bool:
    if isinstance(target, ast.Constant):
        return str(target.value).startswith("gongzhi.")
    return dotted(target).partition(".")[0] in ours


def silent_tests(tree: Tree) -> list[str]:
    """Every test states something: an assertion, an expected refusal, or a call of its file's asserting function."""
    return [
        f"{path}:{node.lineno}: {node.name} asserts nothing"
        for path, module in tree.python("tests/")
        if path.rpartition("/")[2].startswith("test_")
        for node in _silent(module)
    ]


def _silent(module: ast.Module) -> Iterable[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The tests that state nothing, not even through functions of the same file that they call."""
    silent = [node for node in functions(module) if not _asserts(node)]
    asserting = {node.name for node in functions(module)} - {node.name for node in silent}
    while heirs := {id(node): node.name for node in silent if _calls(node) & asserting}:
        asserting |= set(heirs.values())
        silent = [node for node in silent if id(node) not in heirs]
    return [node for node in silent if node.name.startswith("test")]


def _asserts(function: ast.AST) -> bool:
    return any(
        (isinstance(node, ast.Assert) and not isinstance(node.test, ast.Constant))
        or (isinstance(node, ast.Call) and ASSERTING_CALLS.search(dotted(node.func)) is not None)
        for node in ast.walk(function)
    )


def _calls(function: ast.AST) -> set[str]:
    return {dotted(node.func).rpartition(".")[2] for node in ast.walk(function) if isinstance(node, ast.Call)}
