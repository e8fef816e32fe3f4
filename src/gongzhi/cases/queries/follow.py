"""What the reporter sees with number and code: no account, no other person's matter."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from gongzhi.cases.people import check_code, read_follow_link
from gongzhi.cases.queries.detail import CaseDetail, case_detail
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.numbers import read_number
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.viewers import anybody
from gongzhi.workflow.queries import subject_id_of


def follow(*, number: str, code: str) -> tuple[Viewer, CaseDetail]:
    """The reporter as a viewer, and the case (条例 art. 8: right to know the progress and to rate).

    Raises:
        Refusal: ``number.*``, or ``follow.unknown`` alike for an unknown number and a wrong code.
    """
    subject_id = subject_id_of(read_number(number))
    if subject_id is None or not check_code(subject_id, code):
        raise Refusal(
            "follow.unknown",
            "编号和查询码对不上。请对照回执核对，查询码是 8 位数字。",
            status=404,
            fields={"code": "请核对"},
        )
    return _reporter(subject_id)


def follow_by_link(token: str, now: datetime) -> tuple[Viewer, CaseDetail]:
    """As :func:`follow`, for who comes by a link.

    Raises:
        Refusal: ``follow.link``, ``follow.unknown``.
    """
    return _reporter(read_follow_link(token, now))


def _reporter(subject_id: UUID) -> tuple[Viewer, CaseDetail]:
    viewer = anybody(frozenset({subject_id}))
    found = case_detail(viewer, subject_id=subject_id)
    if found is None:
        raise Refusal("follow.unknown", "没有找到这件诉求。", status=404)
    return viewer, found
