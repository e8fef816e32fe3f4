"""The API of published seals, version 1: open to everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from gongzhi.kernel import clock, limits
from gongzhi.kernel.api import Problem
from gongzhi.workflow.queries.receipts import seals

router = Router(tags=["seals"])
READS = limits.Rate("seals", times=600, seconds=900)


class SealShape(Schema):
    """A seal as it is published; digests in hexadecimal."""

    number: int
    count: int
    root: str
    previous: str
    hash: str
    sealed_at: datetime


class Seals(Schema):
    """A page of seals, oldest first."""

    seals: list[SealShape]
    next: int | None = Field(description="下一页的 after；null 表示到底了")


@router.get(
    "/seals",
    response={200: Seals, frozenset({422, 429}): Problem},
    auth=None,
    summary="公布的封存",
    openapi_extra={"x-access": "public"},
)
def listing(request: HttpRequest, after: Annotated[int, Field(ge=0, lt=2**62)] = 0) -> HttpResponse:
    """A thousand a page, oldest first: enough to check the chain and every receipt without trusting us."""
    limits.count(READS, request.META.get("REMOTE_ADDR", ""), clock.now())
    size = 1000
    found = seals(after=after, size=size + 1)
    body = {
        "seals": [
            {
                "number": seal.number,
                "count": seal.count,
                "root": seal.root.hex(),
                "previous": seal.previous.hex(),
                "hash": seal.hash.hex(),
                "sealed_at": seal.sealed_at,
            }
            for seal in found[:size]
        ],
        "next": found[size - 1].number if len(found) > size else None,
    }
    return HttpResponse(orjson.dumps(body), content_type="application/json")
