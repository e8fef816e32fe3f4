"""How a page is answered; the living page of components."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from gongzhi.kernel import clock
from gongzhi.kernel.access import PUBLIC, access
from gongzhi.kernel.errors import Refusal
from gongzhi.ui.living import living_context
from gongzhi.ui.parts import Shell
from gongzhi.ui.spoken import SPEAKING

_ARGUMENT = "ARGUMENT"


def address(name: str, *args: str) -> str:
    """The address of a page; its shape is looked up once. Arguments are numbers and names, which need no quoting."""
    return _shape(name, len(args)).format(*args)


@cache
def _shape(name: str, arguments: int) -> str:
    return reverse(name, args=[_ARGUMENT] * arguments).replace(_ARGUMENT, "{}")


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answer with a page in its shell, at the present moment."""
    shell = getattr(request, "shell", None) or Shell()
    SPEAKING.set(get_language())
    return render(request, template, {"now": clock.now(), "shell": shell, **context}, status=status)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal that has no page of its own."""
    context = {"status": refusal.status, "sentence": refusal.sentence, "code": refusal.code}
    return page(request, "ui/error.html", context, status=refusal.status)


def typed(fields: QueryDict, name: str) -> str:
    """What came in a field, without NUL, which no database keeps; empty when there is none."""
    return str(fields.get(name, "")).replace("\0", "")


@access(PUBLIC)
@require_GET
def living(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    return page(request, "ui/living.html", living_context(clock.now()))
