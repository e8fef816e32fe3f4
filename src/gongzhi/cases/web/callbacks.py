"""The phone sheet: who is to be called back, with one key for the usual answers (条例 art. 23; D6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongzhi.cases.flow import CASE
from gongzhi.cases.operations import move_case
from gongzhi.cases.queries.callbacks import Call, Sample, sample_calls, sampled_calls, waiting_calls
from gongzhi.cases.vocabulary import CaseCapability, Satisfaction, Solved, Stage
from gongzhi.cases.web.measuring import month_words, read_month
from gongzhi.cases.web.parts import asked_facts, seen_sequence, verdict_fields
from gongzhi.cases.web.sheets import workbook
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.clock import month_of
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.ui.moments import exact
from gongzhi.ui.web import page, typed

USUAL: Mapping[str, tuple[str, dict[str, Any]]] = {
    "satisfied": (
        "解决了，满意",
        {"reached": True, "solved": Solved.SOLVED, "satisfaction": Satisfaction.SATISFIED},
    ),
    "mostly": (
        "解决了，基本满意",
        {"reached": True, "solved": Solved.SOLVED, "satisfaction": Satisfaction.MOSTLY},
    ),
    "unreached": ("没有联系上", {"reached": False}),
}
"""The answers that need one key."""

_CHOSEN = ("month", "size", "seed")


@access(CaseCapability.CALL_BACK)
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The cases that wait, or a drawn sample; printable."""
    return _sheet(request)


@access(CaseCapability.CALL_BACK)
@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """Write down one call; a refusal says why beside its line, and keeps what was typed."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    said = {name: typed(request.POST, name) for name in request.POST if name != "csrfmiddlewaretoken"}
    try:
        label, facts = USUAL.get(said.get("usual", ""), ("", {}))
        move_case(
            viewer,
            subject_id=_identity(said.get("id", "")),
            move="call_back",
            facts=facts or asked_facts(CASE.by_name["call_back"], said),
            words=said.get("words", ""),
            seen=seen_sequence(said.get("stage_seen", "")),
            now=clock.now(),
        )
    except Refusal as refusal:
        return _sheet(request, said, refusal)
    messages.success(
        request, _("已记下：%(number)s %(what)s") % {"number": said.get("number", ""), "what": _(label)}
    )
    return HttpResponseRedirect(_here(request))


@access(CaseCapability.CALL_BACK)
@require_GET
def sheet_export(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook, contacts masked, with its drawing and time inside."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    sample, calls = _listed(viewer, _chosen(request))
    columns = [
        _("编号"), _("标题"), _("地点"), _("承办单位"), _("答复"), _("诉求人"), _("联系方式"), _("是否解决"),
        _("是否满意"), _("原因"),
    ]  # fmt: skip
    rows = ([c.number, c.title, c.place, c.lead, c.answer, c.reporter, c.contact] for c in calls)
    notes = (_drawn(sample), f"{_('导出时间')}：{exact(clock.now(), _)}")
    return workbook("callbacks", rows, columns, notes)


def _identity(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Refusal("sample.line", _("没有看懂是哪一件，请刷新后再试。")) from error


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: value for name in _CHOSEN if (value := typed(request.GET, name).strip())}


def _here(request: HttpRequest) -> str:
    chosen = _chosen(request)
    return f"{reverse('callbacks')}{'?' if chosen else ''}{urlencode(chosen)}"


def _listed(viewer: Viewer, chosen: Mapping[str, str]) -> tuple[Sample | None, Sequence[Call]]:
    if not chosen.get("size"):
        return None, waiting_calls(viewer)
    month = read_month(chosen.get("month", ""), month_of(clock.now()))
    sample = sample_calls(
        viewer, month=month, size=_count(chosen["size"], "size"), seed=_count(chosen.get("seed", "1"), "seed")
    )
    return sample, sampled_calls(viewer, sample)


def _count(text: str, name: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    raise Refusal("sample.number", _("样本数和种子应是数字。"), fields={name: _("请填数字")})


def _sheet(
    request: HttpRequest, said: Mapping[str, str] | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    chosen, errors = _chosen(request), {}
    sample: Sample | None = None
    calls: Sequence[Call] = ()
    try:
        sample, calls = _listed(viewer, chosen)
    except Refusal as refused:
        errors = refused.fields or {"month": refused.sentence}
    told = [str(message) for message in messages.get_messages(request)]
    here = _here(request)
    context = {
        "told": told[0] if told else "",
        "values": {"month": str(month_of(clock.now())), "size": "", "seed": "1", **chosen},
        "errors": errors,
        "drawn": _drawn(sample) if not errors else "",
        "so_far": _so_far(sample),
        "lines": [_line(call, said or {}, refusal) for call in calls],
        "usual": [(name, _(label)) for name, (label, _facts) in USUAL.items()],
        "record_url": f"{reverse('callbacks_record')}{here[len(reverse('callbacks')) :]}",
        "export_url": f"{reverse('callbacks_export')}?{urlencode(chosen)}",
    }
    status = refusal.status if refusal else 400 if errors else 200
    return page(request, "cases/callbacks.html", context, status=status)


def _drawn(sample: Sample | None) -> str:
    if sample is None:
        return _("等待回访的诉求，时限近的在前")
    return _("%(month)s答复的 %(of)s 件里抽 %(n)s 件，种子 %(seed)s；最大误差 ±%(margin)s 个百分点") % {
        "month": month_words(sample.month), "of": sample.population, "n": len(sample.ids), "seed": sample.seed,
        "margin": f"{100 * (sample.margin or 0):.1f}",
    }  # fmt: skip


def _so_far(sample: Sample | None) -> list[tuple[str, str]]:
    if sample is None:
        return []
    return [
        (
            _(rate.label),
            _("%(share)s %%，全月在 %(low)s–%(high)s %% 之间（n = %(n)s）")
            % {
                "share": f"{100 * rate.part / rate.n:.1f}",
                "low": f"{100 * low:.1f}",
                "high": f"{100 * high:.1f}",
                "n": rate.n,
            },
        )
        for rate, low, high in sample.rates
        if rate.shown
    ]


def _line(call: Call, said: Mapping[str, str], refusal: Refusal | None) -> dict[str, Any]:
    mine = refusal if refusal and said.get("id") == str(call.id) else None
    return {
        "call": call,
        "url": reverse("case", args=[call.number]),
        "open": call.stage == Stage.ANSWERED,
        "error": mine.sentence if mine else "",
        "fields": verdict_fields(said if mine else {}),
    }
