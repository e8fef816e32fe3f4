"""Take in a demand for somebody else: the telephone, a visit, a letter; answered at once or filed for dispatch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.cases.operations.file_case import Demand, Filed, file_case
from gongzhi.cases.operations.move_case import move_case
from gongzhi.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a demand ends without being dispatched, and what the caller is told (条例 art. 11)."""

    outcome: str
    words: str


@transaction.atomic
def take_in(viewer: Viewer, *, demand: Demand, settlement: Settlement | None, now: datetime) -> Filed:
    """File the demand; with a settlement it is answered at once, and both stand or fall together.

    A repeated filing gets the first receipt and is not answered a second time.

    Raises:
        Refusal: as :func:`file_case` and :func:`move_case`; nothing is written then.
    """
    filed = file_case(viewer, demand=demand, now=now)
    if settlement is not None and not filed.repeated:
        move_case(
            viewer,
            subject_id=filed.id,
            move="answer_at_once",
            words=settlement.words,
            facts={"outcome": settlement.outcome},
            now=now,
        )
    return filed
