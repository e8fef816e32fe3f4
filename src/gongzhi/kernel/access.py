"""Every URL says who may open it; a URL that says nothing does not start (deny by default, ASVS 8.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed_in"
MACHINE = "machine"
"""Asked by programs of the installation itself: no viewer, no session."""


def access(requirement: str) -> Callable[[View], View]:
    """Declare what a view requires: ``PUBLIC``, ``SIGNED_IN``, ``MACHINE`` or a capability.

    The middleware enforces it.
    """

    def declare(view: View) -> View:
        view.gongzhi_access = requirement  # type: ignore[attr-defined]
        return view

    return declare
