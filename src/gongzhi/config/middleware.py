"""Who is asking, whether the address is open to them, and how a refusal looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongzhi.config.api import refused_call
from gongzhi.config.shell import shell_of
from gongzhi.kernel import clock
from gongzhi.kernel.access import MACHINE, PUBLIC, SIGNED_IN
from gongzhi.kernel.errors import Refusal, not_allowed
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.viewers import anybody, viewer_of_session
from gongzhi.ui.web import refused

Respond = Callable[[HttpRequest], HttpResponse]


class Headers:
    """Puts the headers that every answer carries on it: the same for all but those that say something stricter."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand on."""
        response = self.respond(request)
        for name, value in settings.RESPONSE_HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class Sizes:
    """Refuses a body beyond what the site takes at once, before a byte of it is read."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand on, or say how much may come at once."""
        if int(request.META.get("CONTENT_LENGTH") or 0) <= settings.REQUEST_LARGEST:
            return self.respond(request)
        refusal = Refusal(
            "request.too_large",
            f"一次合计最多 {settings.REQUEST_LARGEST // 2**20} MB，没有收下。写好的字还在，请返回，把文件分几次传。",
            status=413,
        )
        return refused_call(refusal) if request.path.startswith("/api/") else refused(request, refusal)


class Viewers:
    """Puts the viewer on the request and refuses views that it may not open (deny by default)."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand on; what is answered to somebody in particular is kept by no cache (ASVS 14.3)."""
        answer = self.respond(request)
        viewer = getattr(request, "viewer", None) or getattr(request, "auth", None)
        if isinstance(viewer, Viewer) and viewer.account_id is not None:
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _options: Any
    ) -> HttpResponse | None:
        """Find out who asks, and whether the view is for them. The API has its own way of asking."""
        if request.resolver_match is not None and "ninja" in request.resolver_match.app_names:
            return None
        try:
            return _admit(request, getattr(view, "gongzhi_access", None))
        except Refusal as refusal:  # Django brings to process_exception only what views raise
            return refused(request, refusal)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal that no view has turned into its own page."""
        if not isinstance(error, Refusal):
            return None
        return refused(request, error)


def _admit(request: HttpRequest, requirement: str | None) -> HttpResponse | None:
    if requirement is None:
        raise not_allowed("这个地址没有说明谁可以打开，因此不开放。")
    if requirement == MACHINE:
        return None
    viewer = _viewer(request)
    request.viewer = viewer  # type: ignore[attr-defined]
    request.shell = shell_of(request, viewer)  # type: ignore[attr-defined]
    if requirement == PUBLIC:
        return None
    if viewer.account_id is None:
        return _to_sign_in(request)
    if requirement != SIGNED_IN and not viewer.can(requirement):
        raise not_allowed()
    return None


def _viewer(request: HttpRequest) -> Viewer:
    account = request.session.get(SESSION_KEY)
    if account is not None:
        viewer = viewer_of_session(int(account), request.session.get(HASH_SESSION_KEY, ""), clock.now())
        if viewer is not None:
            return viewer
    return anybody()


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
    return HttpResponseRedirect(
        f"{reverse('sign_in')}?{urlencode({'next': target, 'expired': int(request.method != 'GET')})}"
    )
