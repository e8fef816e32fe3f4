"""The right doors: for everybody; and, for staff, with the words to say."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongzhi.catalogues.queries import refusal_texts
from gongzhi.catalogues.vocabulary import Branch, CataloguesCapability
from gongzhi.kernel.access import PUBLIC, SIGNED_IN, access
from gongzhi.kernel.viewer import Viewer
from gongzhi.ui.parts import Choice, Filter
from gongzhi.ui.web import page, typed


@access(PUBLIC)
@require_GET
def doors(request: HttpRequest) -> HttpResponse:
    """Where to go with what is not ours, so that nobody is sent in circles."""
    return _page(request, "catalogues/doors.html", "doors")


@access(SIGNED_IN)
@require_GET
def refusals(request: HttpRequest) -> HttpResponse:
    """The library for staff: what to say, where to point, by the branches of article 11."""
    return _page(request, "catalogues/refusals.html", "refusals")


def _page(request: HttpRequest, template: str, name: str) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    query, told = typed(request.GET, "q").strip(), typed(request.GET, "branch")
    branch = Branch(told) if told in set(Branch) else None
    found = refusal_texts(viewer, query, branch)
    groups = [(_(one.label), [entry for entry in found if entry.branch is one]) for one in Branch]
    context = {
        "query": query,
        "filters": (
            Filter("branch", _("情形"), tuple(Choice(b.value, _(b.label)) for b in Branch), branch or ""),
        ),
        "clear_url": reverse(name) if query or branch else "",
        "groups": [(label, entries) for label, entries in groups if entries],
        "refusals_url": reverse("refusals") if viewer.account_id is not None else "",
        "sheet_url": reverse("catalogue", args=["refusal"]) if viewer.can(CataloguesCapability.READ) else "",
    }
    return page(request, template, context)
