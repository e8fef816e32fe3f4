"""One page to take in what somebody says on the telephone, at the door or on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongzhi.cases.operations import Demand, Filed, Settlement, take_in
from gongzhi.cases.rules.urgent import emergency_in
from gongzhi.cases.vocabulary import SETTLEMENTS, CaseCapability, Channel, DemandKind
from gongzhi.cases.web.parts import category_choices
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.places import place_finder
from gongzhi.ui.parts import Choice
from gongzhi.ui.web import page, typed

_CHANNELS = (
    Channel.HOTLINE,
    Channel.VISIT,
    Channel.PATROL,
    Channel.SNAPSHOT,
    Channel.WOODPECKER,
    Channel.PAPER,
    Channel.SENSOR,
    Channel.TRANSFER,
)
_FIELDS = ("text", "kind", "channel", "name", "contact", "category", "place", "outcome", "words")
_DEFAULTS = {"channel": Channel.HOTLINE.value, "kind": DemandKind.HELP.value}
_FIELD_OF = {"title": "text", "reporter": "name", "filed_at": "text", "": "text"}


@access(CaseCapability.NOTE)
@require_http_methods(["GET", "POST"])
def intake_page(request: HttpRequest) -> HttpResponse:
    """The form; what is sent twice is filed once (DC-26, SS-06 代办, SX-08 代录)."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    values = {name: typed(request.POST, name).strip() for name in _FIELDS}
    form_id, errors, status = typed(request.POST, "form_id") or str(new_id()), {}, 200
    if request.method == "POST":
        try:
            return _taken(request, _take(viewer, form_id, values), values)
        except Refusal as refusal:
            errors, status = refusal.fields or {"text": refusal.sentence}, refusal.status
    context = {
        "form_id": form_id,
        "kinds": _choices(DemandKind),
        "channels": tuple(Choice(channel.value, _(channel.label)) for channel in _CHANNELS),
        "categories": category_choices(viewer),
        "settlements": tuple(Choice(value, _(label)) for value, label in SETTLEMENTS)
        if viewer.can(CaseCapability.ANSWER)
        else (),
        "values": {**_DEFAULTS, **{name: value for name, value in values.items() if value}},
        "errors": {_FIELD_OF.get(name, name): sentence for name, sentence in errors.items()},
        "emergency": emergency_in(values["text"]),
    }
    return page(request, "cases/intake.html", context, status=status)


def _choices(words: Any) -> tuple[Choice, ...]:
    return tuple(Choice(value, _(label)) for value, label in words.choices())


def _take(viewer: Viewer, form_id: str, values: dict[str, str]) -> Filed:
    located = place_finder(viewer).locate(values["place"] or values["text"][:500], None, None)
    certain = located.certain and located.place_id is not None and located.code is not None
    channel = Channel(values["channel"]) if values["channel"] in set(_CHANNELS) else Channel.HOTLINE
    kind = DemandKind(values["kind"]) if values["kind"] in set(DemandKind) else DemandKind.OTHER
    demand = Demand(
        text=values["text"],
        kind=kind,
        channel=channel,
        source="intake",
        external_id=form_id[:80],
        reporter=values["name"],
        contact=values["contact"],
        category=catalogue(viewer).find(values["category"]),
        place=(located.place_id, located.code) if certain else None,  # type: ignore[arg-type]
        place_words=values["place"],
    )
    settlement = Settlement(values["outcome"], values["words"]) if values["outcome"] else None
    return take_in(viewer, demand=demand, settlement=settlement, now=clock.now())


def _taken(request: HttpRequest, filed: Filed, values: dict[str, str]) -> HttpResponse:
    if filed.repeated:
        said = _("这一条之前已经登记，没有重复登记。")
    elif values["outcome"]:
        said = _("已登记并答复。")
    else:
        said = _("已登记，查询码 %(code)s，请告诉诉求人。") % {"code": filed.code}
    messages.success(request, said, extra_tags="intake")
    return HttpResponseRedirect(reverse("case", args=[filed.number]))
