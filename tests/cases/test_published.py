"""Figures for everybody: the city's rates without what could point at anybody (条例 art. 34; R27)."""

from __future__ import annotations

from datetime import datetime

from django.test import Client

from gongzhi.cases.operations import freeze_month
from gongzhi.kernel.clock import CHINA
from gongzhi.orgs.queries.viewers import system_viewer
from tests.road import Road
from tests.town import Town

APRIL = datetime(2026, 4, 8, 9, tzinfo=CHINA)


def page(month: str = "202603") -> str:
    answer = Client().get(f"/open/?month={month}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_small_cells_are_hidden_and_no_case_is_linked(transactional_town: Town) -> None:
    town = transactional_town
    suzhou = town.places["苏州社区"]
    for index in range(12):
        Road(town).file(text=f"第{index}件").to("closed")
    for index in range(3):
        road = Road(town, lead="城管委").file(text=f"别处{index}", place=(suzhou.id, suzhou.code))
        road.by("dispatcher", "classify", facts={"category": "0101", "place": suzhou.code})
    shown = page()
    assert "还没有冻结" in shown
    assert "少于 5" in shown
    assert "/cases/?" not in shown
    assert '<span class="big">15</span>' in shown
    # The three of 建国门街道 are hidden, and the twelve beside them, from which they could be worked out
    streets = shown[shown.index("按街道") : shown.index("按类别")]
    assert streets.count("少于 5") == 2
    # When the month is frozen, its figures stay
    freeze_month(system_viewer(), month=202603, now=APRIL)
    Road(town).file(text="后来").to("closed")
    frozen = page()
    assert "冻结，不再改动" in frozen
    assert '<span class="big">15</span>' in frozen


def test_staff_see_frozen_and_tried_figures(transactional_town: Town) -> None:
    for index in range(12):
        Road(transactional_town).file(text=f"第{index}件").to("closed")
    freeze_month(system_viewer(), month=202603, now=APRIL)
    client = Client()
    client.force_login(transactional_town.accounts["leader"])
    assert "2026 年 3 月" in client.get("/figures/frozen/").content.decode()
    assert "内容摘要" in client.get("/figures/frozen/202603/").content.decode()
    tried = client.get("/figures/whatif/?month=202603&weight.response_rate=0&weight.resolution_rate=65")
    assert (tried.status_code, "试算" in tried.content.decode()) == (200, True)
    refused = client.get("/figures/whatif/?month=202603&weight.response_rate=10")
    assert (refused.status_code, "权重合计应为 100 %" in refused.content.decode()) == (400, True)
