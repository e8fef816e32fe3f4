"""Every address of the program declares its access, and planted ones that do not are found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver, include, path
from ninja import NinjaAPI

from gongzhi.kernel.access import PUBLIC, access

from .urls import undeclared_addresses


@access(PUBLIC)
def declared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("共治")


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("共治")


def token(request: HttpRequest) -> str:
    return "令牌"


def planted_api() -> NinjaAPI:
    """An API with four operations, of which ``POST /open`` forgot to say who may call it."""
    api = NinjaAPI(urls_namespace="planted", docs_decorator=access(PUBLIC))

    @api.get("/kept", auth=token)
    def kept(request: HttpRequest) -> str:
        return "受理"

    @api.get("/open", openapi_extra={"x-access": "public"})
    def public(request: HttpRequest) -> str:
        return "公开"

    @api.post("/open", auth=None)
    def forgotten(request: HttpRequest) -> str:
        return "遗漏"

    return api


def test_every_address_declares_its_access() -> None:
    found = undeclared_addresses(get_resolver().url_patterns)
    assert found == [], "\n".join(found)


def test_the_addresses_are_really_read() -> None:
    assert len(get_resolver().url_patterns) > 0


def test_an_undeclared_page_is_found() -> None:
    inner = [path("kept/", declared), path("open/", undeclared)]
    assert undeclared_addresses([path("desk/", include(inner))]) == ["/desk/open/: declares no access"]


def test_an_undeclared_operation_is_found() -> None:
    found = undeclared_addresses([path("api/", planted_api().urls)])
    assert sorted(set(found)) == ["/api/open: POST has neither auth nor x-access"]


def test_an_undeclared_contract_page_is_found() -> None:
    api = NinjaAPI(urls_namespace="planted-docs")
    assert undeclared_addresses([path("api/", api.urls)]) == [
        "/api/openapi.json: declares no access",
        "/api/docs: declares no access",
    ]
