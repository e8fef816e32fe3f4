"""Traces of the machine on which somebody worked: they mean nothing elsewhere."""

from __future__ import annotations

import re

from .trees import Tree

REGISTRIES = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|yarnpkg\.com|crates\.io|proxy\.golang\.org)\b"
    r"|--(?:extra-)?index-ur[l]\b",
)
MACHINE_PATHS = re.compile(r"(?<![\w./~}-])/(?:work|home|root|Users)/[\w./-]+")


def machine_traces(tree: Tree) -> list[str]:
    """No file names a package registry or an absolute path of somebody's machine."""
    return [
        f"{path}:{number}: {match[0]}"
        for path, text in tree.texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if (match := REGISTRIES.search(line) or MACHINE_PATHS.search(line))
    ]
