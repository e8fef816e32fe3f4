"""The facts of a journal line in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.cases.vocabulary import EXCLUSION_REASONS, ApplicationKind, DispatchMode, PartKind, Solved
from gongzhi.catalogues.queries import catalogue
from gongzhi.files.vocabulary import Role
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.bodies import body_cards
from gongzhi.workflow.flows import Ask, Flow
from gongzhi.workflow.vocabulary import AskKind

Said = tuple[tuple[str, str], ...]

_NUMBERS = {
    "application": "申请",
    "part": "协办或会商",
    "voice": "合并的诉求",
    "into": "并入",
    "from": "原并入",
}
_WORDS: dict[str, tuple[str, Mapping[str, str]]] = {
    "mode": ("派单方式", dict(DispatchMode.choices())),
    "kind": ("事项", {**dict(ApplicationKind.choices()), **dict(PartKind.choices())}),
    "result": ("这一部分", dict(Solved.choices())),
}
"""Facts that operations add themselves: what they are called, and what their values are called."""


def said_facts(line: Mapping[str, Any], viewer: Viewer, flow: Flow) -> Said:
    """What a line's facts say: first what its move asked for, then what was found out."""
    facts, move = line["facts"], flow.by_name.get(line["move"])
    asks = move.asks if move is not None else ()
    asked = {ask.name for ask in asks}
    return (
        *(
            (_(ask.label), _value(ask, facts[ask.name]))
            for ask in asks
            if ask.name in facts and _value(ask, facts[ask.name])
        ),
        *_found(facts, asked, viewer),
    )


def _value(ask: Ask, value: Any) -> str:
    if ask.kind is AskKind.FLAG:
        return _("是") if value else _("否")
    if ask.kind is AskKind.CHOICE:
        return _(dict(ask.choices).get(value, str(value)))
    return str(value) if ask.kind is AskKind.TEXT else ""


def files_said(facts: Mapping[str, Any]) -> Said:
    """What was attached: what it shows, and how many files."""
    if "files" not in facts:
        return ()
    what = {"what": _(Role(facts["role"]).label), "n": len(facts["files"])}
    return ((_("附件"), _("%(what)s，%(n)s 个") % what),)


def _found(facts: Mapping[str, Any], asked: set[str], viewer: Viewer) -> Said:
    shown = [*files_said(facts)]
    if category := facts.get("traits", {}).get("category"):
        shown.append((_("类别"), catalogue(viewer).label(category, facts["traits"].get("catalogue", ""))))
    if facts.get("traits", {}).get("line"):
        shown.append((_("派单"), _("按派单目录")))
    if "proposed" in facts:
        card = body_cards(viewer).get(facts["proposed"])
        shown.append((_("建议承办单位"), card.name if card else ""))
    if "in_time" in facts:
        shown.append((_("首次联系"), _("按时") if facts["in_time"] else _("超时")))
    for name, (label, words) in _WORDS.items():
        if name in facts and name not in asked:
            shown.append((_(label), _(words.get(facts[name], str(facts[name])))))
    if (excluded := facts.get("traits", {}).get("excluded")) and "reason" not in asked:
        shown.append((_("理由"), _(dict(EXCLUSION_REASONS).get(excluded, excluded))))
    shown += [
        (_(label), str(facts[name]))
        for name, label in _NUMBERS.items()
        if name in facts and name not in asked
    ]
    return tuple(shown)
