"""Reply templates on the page of a case: a preview, and one tap that puts it into the move to be edited."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongzhi.cases.queries import CaseDetail
from gongzhi.cases.web.parts import place_said
from gongzhi.catalogues.queries import render_template, reply_templates
from gongzhi.catalogues.vocabulary import ReplyMove
from gongzhi.kernel.viewer import Viewer
from gongzhi.ui.moments import exact
from gongzhi.ui.web import address

_MOVES = {"answer": ReplyMove.ANSWER, "contact": ReplyMove.CONTACT, "explain": ReplyMove.INTERIM}
"""The moves whose words can begin with a template."""


@dataclass(frozen=True, slots=True)
class ReplyShown:
    """A template filled in for one case."""

    id: str
    move: str
    label: str
    title: str
    text: str
    url: str


def replies_shown(viewer: Viewer, found: CaseDetail) -> tuple[ReplyShown, ...]:
    """The templates that fit the category and the moves that are open now."""
    values = {
        "编号": found.head.number,
        "地点": place_said(found),
        "单位": found.lead,
        "时限": exact(found.head.due_at, _) if found.head.due_at else "",
    }
    here = address("case", found.head.number)
    return tuple(
        ReplyShown(
            id=str(reply.id),
            move=move.name,
            label=_(move.label),
            title=_(reply.title),
            text=render_template(reply, values),
            url=f"{here}?use={reply.id}",
        )
        for move in found.moves
        if move.name in _MOVES
        for reply in reply_templates(viewer, found.head.traits.get("category", ""), _MOVES[move.name])
    )


def chosen_reply(viewer: Viewer, found: CaseDetail, chosen: str) -> tuple[str, str]:
    """(move, words) of the template with this id; both empty when it does not fit, or none was chosen."""
    shown = replies_shown(viewer, found) if chosen else ()
    return next(((reply.move, reply.text) for reply in shown if reply.id == chosen), ("", ""))
