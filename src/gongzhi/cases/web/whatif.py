"""What if: the page on which a formula or an exclusion is tried out; the address holds it all, nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongzhi.cases.counting import COUNTERS
from gongzhi.cases.formulas import as_data, read_formula
from gongzhi.cases.queries import formula_for
from gongzhi.cases.queries.whatif import LeaveOut, what_if
from gongzhi.cases.rates import Formula
from gongzhi.cases.vocabulary import CaseCapability, Channel
from gongzhi.cases.web.figures import basis_of
from gongzhi.cases.web.frozen import pairs_of
from gongzhi.cases.web.measuring import month_words, read_month
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.clock import month_of
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.ui.parts import Choice
from gongzhi.ui.web import page, typed

_CHOSEN = ("month", "category", "channel", "numbers", "smallest_n")


@access(CaseCapability.READ)
@require_GET
def whatif_page(request: HttpRequest) -> HttpResponse:
    """Today's rates, and beside them those of the formula and the exclusions that were typed."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    this = month_of(clock.now())
    month = read_month(typed(request.GET, "month").strip(), this) or this
    formula = formula_for(viewer, month)
    inputs = _inputs(formula)
    values = {name: typed(request.GET, name).strip() for name in (*_CHOSEN, *inputs)}
    asked = {name: value for name, value in values.items() if value}
    values = {
        "month": str(month),
        "smallest_n": str(formula.smallest_n),
        **{n: str(v) for n, (_l, v) in inputs.items()},
        **asked,
    }
    shown: dict[str, Any] = {"pairs": (), "left_out": 0, "errors": {}}
    status = 200
    if asked:
        try:
            shown |= _tried(viewer, month, formula, values)
        except Refusal as refusal:
            shown["errors"], status = {"month": refusal.sentence}, refusal.status
    return page(request, "cases/whatif.html", {
        **shown, "values": values, "period": month_words(month), "basis": basis_of(formula),
        "inputs": [(name, label) for name, (label, _v) in inputs.items()],
        "categories": tuple(Choice(top.code, _(top.name)) for top in catalogue(viewer).tops()),
        "channels": tuple(Choice(str(channel), _(channel.label)) for channel in Channel),
    }, status=status)  # fmt: skip


def _tried(viewer: Viewer, month: int, formula: Formula, values: Mapping[str, str]) -> dict[str, Any]:
    leave_out = LeaveOut(
        values.get("category", ""), values.get("channel", ""), tuple(values.get("numbers", "").split())
    )
    found = what_if(viewer, month=month, formula=_changed(formula, values), leave_out=leave_out)
    return {"pairs": pairs_of(found.today, found.then), "left_out": found.left_out}


def _inputs(formula: Formula) -> dict[str, tuple[str, int]]:
    """What of a formula can be tried out: each weight, and how much each answer counts where several do."""
    found = {
        f"weight.{rule.name}": (_("%(name)s的权重（%%）") % {"name": _(rule.label)}, rule.weight)
        for rule in formula.rates
    }
    for rule in formula.rates:
        if len(rule.part) > 1:
            found |= {
                f"part.{rule.name}.{counter}": (
                    _("“%(answer)s”算百分之几") % {"answer": _(COUNTERS[counter])},
                    value,
                )
                for counter, value in rule.part.items()
            }
    return found


def _changed(formula: Formula, values: Mapping[str, str]) -> Formula:
    """The formula with what was typed in the place of its numbers; refused like one from a file."""
    tried = deepcopy(as_data(formula))
    tried |= {
        "version": _("试算"),
        "smallest_n": _number(values["smallest_n"]),
        "approved_by": formula.approved_by,
    }
    for rule in tried["rate"]:
        rule["weight"] = _number(values[f"weight.{rule['name']}"])
        for counter in rule["part"]:
            if typed_in := values.get(f"part.{rule['name']}.{counter}"):
                rule["part"][counter] = _number(typed_in)
    return read_formula(tried)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise Refusal("whatif.number", _("“%(text)s”不是整数，没有试算。") % {"text": text[:20]}) from error
