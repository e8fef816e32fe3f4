"""Stories of looking at a contact, in a browser: it is hidden again by itself, and the reporter sees who looked."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.site.conftest import LAPTOP, PHONE, OpenPage
from tests.site.test_resident import follow, on_the_receipt, report
from tests.site.watching import barriers, load_axe, too_wide

STORY = "南门仓社区垃圾桶满了三天没人收，味道很大。"
NUMBER = "13700137000"


def open_case(page: Page, number: str) -> None:
    page.goto(f"/cases/{number}/")


def look(page: Page, purpose: str) -> None:
    page.get_by_text("查看联系方式", exact=True).click()
    page.get_by_label("用途").select_option(label=purpose)
    page.get_by_role("button", name="显示 60 秒").click()


def test_a_clerk_looks_for_a_minute_and_the_reporter_reads_it(open_page: OpenPage) -> None:
    # Given a resident who left her number
    resident = open_page(PHONE)
    report(resident, STORY, 电话=NUMBER, 称呼="李女士")
    number, code = on_the_receipt(resident)
    expect(resident.locator(".digest")).to_have_text(re.compile(r"^[0-9a-f]{64}$"))
    # When the clerk who calls back looks without saying what for
    clerk = open_page(LAPTOP, who="callback")
    clerk.clock.install()
    open_case(clerk, number)
    private = clerk.locator(".private")
    expect(private).to_contain_text("137****7000")
    look(clerk, "请选择")
    # Then she is asked for it, on the same page, and nothing is shown
    expect(private).to_contain_text("请选择用途")
    expect(private).not_to_contain_text(NUMBER)
    # When she says what for
    clerk.get_by_label("用途").select_option(label="回访")
    clerk.get_by_role("button", name="显示 60 秒").click()
    # Then name and number stand there whole, to be dialled
    expect(private).to_contain_text(NUMBER)
    expect(private).to_contain_text("李女士")
    expect(private.get_by_role("link", name="拨打")).to_have_attribute("href", f"tel:{NUMBER}")
    assert clerk.url.endswith(f"/cases/{number}/")
    # And after a minute they are masked again
    clerk.clock.fast_forward(61_000)
    expect(private).not_to_contain_text(NUMBER)
    expect(private).to_contain_text("137****7000")
    # And the resident reads when, which body and post, and what for
    follow(resident, number, code)
    looked = resident.locator("section", has=resident.get_by_role("heading", name="谁看过我的联系方式"))
    expect(looked).to_contain_text("指挥中心 · 回访员")
    expect(looked).to_contain_text("回访")


def test_without_a_script_the_contact_has_a_page_of_its_own(open_page: OpenPage) -> None:
    resident = open_page(PHONE)
    report(resident, f"{STORY}又来了。", 电话=NUMBER)
    number, _code = on_the_receipt(resident)
    open_page(PHONE, who="clerk").goto("/desk/")
    clerk = open_page(PHONE, who="clerk", java_script_enabled=False)
    open_case(clerk, number)
    look(clerk, "联系诉求人")
    expect(clerk.locator(".private")).to_contain_text(NUMBER)
    assert clerk.url.endswith(f"/cases/{number}/reporter/")


def test_a_resident_downloads_the_receipt_and_checks_it(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    report(page, f"{STORY}还没有收。")
    number, _code = on_the_receipt(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载回执文件").click()
    assert download.value.suggested_filename == f"receipt-{number}.json"
    page.goto("/verify/")
    page.get_by_label("回执文件").set_input_files(str(download.value.path()))
    page.get_by_label("当时所写的内容").fill(f"{STORY}还没有收。")
    page.get_by_role("button", name="核对").click()
    expect(page.locator(".notice")).to_contain_text("原文与登记时一字不差。")
    expect(page.locator(".notice")).to_contain_text("还没有封存")


def test_the_pages_about_the_own_fit_and_hinder_nobody(open_page: OpenPage) -> None:
    resident = open_page(PHONE)
    report(resident, f"{STORY}第四次了。", 电话=NUMBER)
    number, code = on_the_receipt(resident)
    found = {"receipt": measured(resident)}
    follow(resident, number, code)
    for summary in resident.locator("summary").all():
        summary.click()
        found[f"follow {summary.text_content()}"] = measured(resident)
    clerk, admin = open_page(PHONE, who="clerk"), open_page(PHONE, who="admin")
    open_case(clerk, number)
    look(clerk, "回访")
    expect(clerk.locator(".private")).to_contain_text(NUMBER)
    found["case"] = measured(clerk)
    for page, address in ((resident, "/verify/"), (resident, "/seals/"), (clerk, "/cases/by-contact/"), (admin, "/audit/")):  # fmt: skip
        page.goto(address)
        found[address] = measured(page)
    assert {name: faults for name, faults in found.items() if faults != (0, [])} == {}


def measured(page: Page) -> tuple[int, list[str]]:
    load_axe(page)
    return too_wide(page), barriers(page)
