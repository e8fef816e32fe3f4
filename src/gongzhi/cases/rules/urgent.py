"""Signs in what somebody says that the emergency services are meant (条例 art. 2, 11 (1), 29). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Emergency:
    """A service and the signs by which it is meant."""

    number: str
    service: str
    signs: re.Pattern[str]


EMERGENCIES = (
    Emergency(
        "119",
        "消防救援",
        re.compile(r"着火|起火|失火|火灾|冒浓烟|爆炸|困在电梯|坍塌|燃气泄漏|煤气泄漏|煤气味"),
    ),
    Emergency("120", "医疗急救", re.compile(r"昏迷|晕倒|大出血|心脏骤停|中毒|触电|溺水|有人受伤")),
    Emergency("110", "公安报警", re.compile(r"持刀|抢劫|绑架|斗殴|打架|跳楼|轻生|自杀|被拐")),
    Emergency("122", "交通事故", re.compile(r"车祸|撞人|撞车")),
)


def emergency_in(text: str) -> Emergency | None:
    """The first service whose signs stand in the text; None when there is none. A sign is no proof."""
    return next((one for one in EMERGENCIES if one.signs.search(text)), None)
