"""Stories of those who look at many cases: search, filter, page, export, and figures that open what they count."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.site.conftest import OpenPage

PAGE = 50


def titles(page: Page) -> list[str]:
    """The titles of this page of a list."""
    return page.locator(".row-title").all_inner_texts()


def all_numbers(page: Page, address: str) -> list[str]:
    """The numbers of all cases behind an address, page after page, in their order."""
    page.goto(address)
    found: list[str] = []
    while True:
        found += [
            str(link.get_attribute("href")).strip("/").rpartition("/")[2]
            for link in page.locator(".row-title").all()
        ]
        following = page.get_by_role("link", name="下一页")
        if not following.count():
            return found
        following.click()


def test_two_characters_find_what_was_said(open_page: OpenPage) -> None:
    # Given somebody who reads the whole city
    page = open_page(who="leader")
    page.goto("/cases/")
    # When two characters are searched
    page.get_by_label("搜索").fill("暖气")
    page.get_by_role("button", name="筛选").click()
    # Then every row has them
    assert len(titles(page)) > 0
    assert [title for title in titles(page) if "暖气" not in title] == []
    # One character is too few, and the page says so
    page.goto("/cases/?q=暖")
    expect(page.get_by_role("main")).to_contain_text("请至少输入两个字")
    # What nobody has said is not found, and the way back is one link
    page.goto("/cases/?q=大象大象")
    page.get_by_role("link", name="清除条件").click()
    assert len(titles(page)) == PAGE


def test_a_list_is_filtered_by_street_and_stage(open_page: OpenPage) -> None:
    page = open_page(who="leader")
    page.goto("/cases/")
    page.get_by_label("街道").select_option(label="东四街道")
    page.get_by_label("环节").select_option(label="已办结")
    page.get_by_role("button", name="筛选").click()
    stages, places = page.locator(".row-stage"), page.locator(".row-place")
    assert set(stages.all_inner_texts()) == {"已办结"}
    assert set(places.all_inner_texts()) == {"多福巷社区", "南门仓社区"}
    # And what was chosen is still chosen
    expect(page.get_by_label("环节")).to_have_value("closed")


def test_paging_shows_every_case_once(open_page: OpenPage) -> None:
    page = open_page(who="leader")
    page.goto("/figures/?month=all")
    total = _count(page.locator(".total .big").inner_text())
    numbers = all_numbers(page, "/cases/")
    assert (len(numbers), len(set(numbers))) == (total, total)
    page.get_by_role("link", name="第一页").click()
    assert len(titles(page)) == PAGE


def test_the_export_is_what_the_screen_shows(open_page: OpenPage, tmp_path: Path) -> None:
    # Given a filtered list of more than one page
    page = open_page(who="leader")
    address = "/cases/?street=990101001"
    numbers = all_numbers(page, address)
    page.goto(address)
    # When it is exported and opened again
    with page.expect_download() as expected:
        page.get_by_role("link", name="导出这些").click()
    path = tmp_path / "cases.xlsx"
    expected.value.save_as(path)
    header, *rows, last = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    # Then it holds the same cases in the same order, and says at its end what it is
    assert header[:4] == ("编号", "标题", "环节", "类别")
    assert [row[0] for row in rows] == numbers
    assert [row[1] for row in rows[:PAGE]] == titles(page)
    assert [row[2] for row in rows[:PAGE]] == page.locator(".row-stage").all_text_contents()
    assert str(last[0]).endswith(f"{len(numbers)} 件")
    assert "street=990101001" in str(last[0])


def test_each_figure_opens_exactly_its_cases(open_page: OpenPage) -> None:
    # Given the figures of all time, of this month, and of one street
    page = open_page(who="leader")
    counted: dict[str, int] = {}
    for address in ("/figures/?month=all", "/figures/", "/figures/?month=all&street=990101001"):
        page.goto(address)
        counted |= _counted(page)
    # Then each number opens as many cases, and the list says so
    assert len(counted) > 100
    opened = {address: _opened(page, address) for address in counted}
    assert opened == counted
    # And every page of the longest list is there
    longest = max(counted, key=lambda address: counted[address])
    assert len(all_numbers(page, longest)) == counted[longest]


def _counted(page: Page) -> dict[str, int]:
    """Every number on the page that leads to a list."""
    links = page.locator("main a[href*='figure=']").evaluate_all(
        "(all) => all.map((a) => [a.getAttribute('href'), a.innerText])"
    )
    return {href: _count(text) for href, text in links if "%" not in text}


def _opened(page: Page, address: str) -> int:
    page.goto(address)
    told = re.search(r"共 ([\d,]+) 件", page.locator(".pager, .empty").first.inner_text())
    return _count(told[1]) if told else 0


def test_the_figures_are_exported_as_they_are_shown(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(who="leader")
    page.goto("/figures/?month=all")
    shown = page.locator(".figure").nth(1).inner_text()
    with page.expect_download() as expected:
        page.get_by_role("link", name="导出").click()
    path = tmp_path / "figures.xlsx"
    expected.value.save_as(path)
    header, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    assert header[:4] == ("表", "项目", "件数", "指标")
    response = next(row for row in rows if row[3] == "响应率")
    assert f"{response[4]}" in shown
    assert f"n = {response[5]} 件" in shown
    told = "\n".join(str(row[0]) for row in rows[-6:])
    for said in (
        "范围：试验市东城区 · 全部时间",
        "/figures/?month=all",
        "公式版本：本系统口径",
        "依据：",
        "统计到：",
    ):
        assert said in told


def _count(text: str) -> int:
    return int(text.replace(",", ""))
