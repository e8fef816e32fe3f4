"""Every address says who may open it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.urls import URLPattern, URLResolver
from ninja.openapi.views import default_home
from ninja.operation import Operation, PathView

DECLARED = "x-access"


def undeclared_addresses(patterns: Iterable[URLPattern | URLResolver]) -> list[str]:
    """A page carries ``gongzhi_access``; an API operation has ``auth``, or says ``x-access: public`` in its OpenAPI."""
    return [complaint for route, view in _views(patterns) for complaint in _complaints(route, view)]


def _views(
    patterns: Iterable[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _views(entry.url_patterns, route)
        else:
            yield route, entry.callback


def _complaints(route: str, view: Callable[..., Any]) -> Iterator[str]:
    operations = _operations(view)
    for operation in operations:
        if not operation.auth_callbacks and (operation.openapi_extra or {}).get(DECLARED) != "public":
            yield f"/{route}: {' '.join(operation.methods)} has neither auth nor x-access"
    if not operations and not _is_declared(view):
        yield f"/{route}: declares no access"


def _is_declared(view: Callable[..., Any]) -> bool:
    declared = getattr(view, "gongzhi_access", "")
    is_root_of_api = isinstance(view, partial) and view.func is default_home
    return is_root_of_api or (isinstance(declared, str) and declared != "")


def _operations(view: Callable[..., Any]) -> list[Operation]:
    """The API operations behind a view; none when it is a page."""
    if not inspect.isfunction(view):
        return []
    owner = inspect.getclosurevars(view).nonlocals.get("self")
    return owner.operations if isinstance(owner, PathView) else []
