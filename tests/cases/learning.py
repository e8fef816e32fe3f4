"""Labelled messages in the words of the town's catalogue, and a city that has learnt from them."""

from __future__ import annotations

from typing import Any

from gongzhi.cases.labelled import Labelled
from gongzhi.cases.operations.train_classifier import Trained, train_classifier
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.viewers import system_viewer
from tests.language.labelled_messages import invented
from tests.town import MONDAY

IN_TOWN = {"噪声": "噪声", "供暖": "水电气热", "停车": "0101"}
HEATING = "暖气一直不热，婴儿受凉，阀门坏了，锅炉室温不够"
NOISY = "烧烤店音响半夜太吵，施工震动睡不着"


def messages(count: int = 240, seed: int = 1) -> Labelled:
    """Messages of three classes, by name or code."""
    texts, labels = invented(count, seed)
    return Labelled(texts, [IN_TOWN[label] for label in labels])


def trained(**changes: Any) -> tuple[Viewer, Trained]:
    """The system's viewer after the city has learnt, and what became of it."""
    given = {"messages": messages(), "source": "留言.csv", "now": MONDAY, **changes}
    report = train_classifier(system_viewer(), **given)
    return system_viewer(), report
