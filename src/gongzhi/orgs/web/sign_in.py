"""Sign in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.kernel import audit, clock, limits
from gongzhi.kernel.access import PUBLIC, access
from gongzhi.kernel.audit import AuditAction
from gongzhi.kernel.crypto import blind_index
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import Account
from gongzhi.orgs.queries.logins import demo_logins
from gongzhi.orgs.queries.viewers import viewer_of_account
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
            _enter(request, _account(request))
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
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    with transaction.atomic():
        logout(request)
        if viewer.account_id is not None:
            audit.record(viewer, AuditAction.SIGN_OUT, now=clock.now())
    return HttpResponseRedirect(reverse("report"))


@transaction.atomic
def _enter(request: HttpRequest, account: Account) -> None:
    """Begin a session under a fresh key (ASVS 7.2), and say so in the audit log."""
    now = clock.now()
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    viewer = viewer_of_account(account.id, now)
    if viewer is not None:
        audit.record(viewer, AuditAction.SIGN_IN, now=now)


def _account(request: HttpRequest) -> Account:
    name, now = typed(request.POST, "login").strip(), clock.now()
    demo = request.POST.get("demo", "")
    if demo and demo in {choice.value for choice in _demo_choices()}:
        return Account.objects.get(login=demo)
    limits.count(BY_ADDRESS, request.META.get("REMOTE_ADDR", ""), now)
    limits.count(BY_LOGIN, name.lower(), now)
    account = authenticate(request, username=name, password=request.POST.get("password", ""))
    if not isinstance(account, Account):
        _failed(request, name)
        raise Refusal(
            "sign_in.wrong",
            _("登录名或密码不对。"),
            status=403,
            fields={"login": _("登录名或密码不对，请再试一次。")},
        )
    return account


def _failed(request: HttpRequest, name: str) -> None:
    """Of a login that there is its name; of where it came from a digest by which attempts are told to be of one."""
    known = Account.objects.filter(login__iexact=name).values_list("login", flat=True).first() or ""
    source = blind_index(f"source:{request.META.get('REMOTE_ADDR', '')}").hex()[:12]
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    words = f"来源标记 {source}"
    audit.record(viewer, AuditAction.SIGN_IN_FAILED, now=clock.now(), target=known, words=words)


def _target(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if allowed else reverse("desk")


def _demo_choices() -> tuple[Choice, ...]:
    if not settings.DEMO:
        return ()
    return tuple(Choice(one.login, f"{one.title} · {one.body}") for one in demo_logins())
