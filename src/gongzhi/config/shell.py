"""What surrounds each page: navigation by capability, display chosen by cookie."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gongzhi.cases.vocabulary import CaseCapability
from gongzhi.catalogues.vocabulary import CataloguesCapability
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.choices import city_card
from gongzhi.orgs.vocabulary import OrgsCapability
from gongzhi.ui.parts import Link, Shell, SignedIn, Theme
from gongzhi.ui.web import address

SOURCE = ""
_THEMES = ("auto", "light", "dark")


def shell_of(request: HttpRequest, viewer: Viewer) -> Shell:
    """The shell of this viewer's page."""
    card = city_card(viewer)
    theme = request.COOKIES.get("theme", "auto")
    return Shell(
        city=card.name,
        home_url=address("report"),
        demo=card.generated and settings.DEMO,
        nav=_nav(request, viewer),
        user=_user(viewer),
        sign_in_url=address("sign_in"),
        sign_out_url=address("sign_out"),
        theme=cast(Theme, theme if theme in _THEMES else "auto"),
        elder=request.COOKIES.get("elder") == "1",
        complaints_url=address("report"),
        rules_url=address("rules"),
        source_url=SOURCE,
    )


def _nav(request: HttpRequest, viewer: Viewer) -> tuple[Link, ...]:
    links = [("report", _("反映问题")), ("follow", _("查进度")), ("doors", _("该找谁"))]
    links.append(("published", _("公开数据")))
    if viewer.account_id is not None:
        links = [("desk", _("待办")), ("cases", _("诉求"))]
        links.append(("intake" if viewer.can(CaseCapability.NOTE) else "report", _("登记")))
    if viewer.account_id is not None and viewer.can(CaseCapability.CALL_BACK):
        links.append(("callbacks", _("回访单")))
    if viewer.can(CaseCapability.READ):
        links.append(("figures", _("数据")))
    if viewer.can(OrgsCapability.AUDIT):
        links.append(("audit", _("安全日志")))
    if viewer.can(CataloguesCapability.READ):
        links.append(("catalogues", _("目录")))
    here = request.path
    return tuple(Link(label, address(name), current=here == address(name)) for name, label in links)


def _user(viewer: Viewer) -> SignedIn | None:
    if viewer.account_id is None:
        return None
    first = viewer.seats[0] if viewer.seats else None
    return SignedIn(viewer.name, f"{first.body_name} · {first.title}" if first else _("没有在任岗位"))
