"""Sign in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.kernel import clock, limits
from gongzhi.kernel.access import PUBLIC, access
from gongzhi.kernel.errors import Refusal
from gongzhi.orgs.models import Account
from gongzhi.orgs.queries.logins import demo_logins
from gongzhi.ui.parts import Choice
from gongzhi.ui.web import page, typed

BY_LOGIN = limits.Rate("sign-in-login", times=10, seconds=900)
BY_ADDRESS = limits.Rate("sign-in-address", times=60, seconds=900)


@access(PUBLIC)
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with login and password; in a demo city also by one click."""
    target = _target(request)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            login(request, _account(request), backend=settings.AUTHENTICATION_BACKENDS[0])
            return HttpResponseRedirect(target)
        except Refusal as refusal:
            errors, status = refusal.fields or {"login": refusal.sentence}, refusal.status
    context = {
        "values": {"login": request.POST.get("login", "")},
        "errors": errors,
        "next": target,
        "expired": request.GET.get("expired") == "1",
        "demo_logins": _demo_choices(),
    }
    return page(request, "orgs/sign_in.html", context, status=status)


@access(PUBLIC)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(reverse("report"))


def _account(request: HttpRequest) -> Account:
    name, now = typed(request.POST, "login").strip(), clock.now()
    demo = request.POST.get("demo", "")
    if demo and demo in {choice.value for choice in _demo_choices()}:
        return Account.objects.get(login=demo)
    limits.count(BY_ADDRESS, request.META.get("REMOTE_ADDR", ""), now)
    limits.count(BY_LOGIN, name.lower(), now)
    account = authenticate(request, username=name, password=request.POST.get("password", ""))
    if not isinstance(account, Account):
        raise Refusal(
            "sign_in.wrong",
            _("登录名或密码不对。"),
            status=403,
            fields={"login": _("登录名或密码不对，请再试一次。")},
        )
    return account


def _target(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if allowed else reverse("desk")


def _demo_choices() -> tuple[Choice, ...]:
    if not settings.DEMO:
        return ()
    return tuple(Choice(one.login, f"{one.title} · {one.body}") for one in demo_logins())
