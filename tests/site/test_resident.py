"""Stories of people without an account: report, follow, ask again; and everything that can go wrong on the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error, Page, Route, expect

from gongzhi.kernel.numbers import number as canonical_number
from tests.site.conftest import PHONE, OpenPage

STORY = "多福巷社区楼下烧烤店油烟太大，晚上十一点还在营业，孩子没法睡觉。"
WRONG_CHECK_DIGIT = "990101-26-0000001-9"


def report(page: Page, text: str, **fields: str) -> None:
    """Fill the form and send it."""
    page.goto("/")
    page.get_by_label("发生了什么").fill(text)
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="提交").click()


def on_the_receipt(page: Page) -> tuple[str, str]:
    """Number and code."""
    expect(page.get_by_role("heading", level=1)).to_have_text("已经收到")
    number, code = page.locator(".slip-number").all_text_contents()
    return number, code


def follow(page: Page, number: str, code: str) -> None:
    """Ask for the progress."""
    page.goto("/follow/")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询").click()


def test_a_resident_reports_on_the_phone_and_sees_who_has_the_ball(open_page: OpenPage) -> None:
    # Given a resident with a phone and without an account
    page = open_page(PHONE)
    # When she reports what happened and leaves her telephone number
    report(page, STORY, 电话="138-0013-8000", 称呼="王女士")
    # Then she holds a receipt with number, code and the place that was understood
    number, code = on_the_receipt(page)
    assert re.fullmatch(r"990101-\d\d-\d{7}-\d", number)
    assert re.fullmatch(r"\d{8}", code)
    expect(page.get_by_role("main")).to_contain_text(STORY)
    expect(page.locator(".facts")).to_contain_text("多福巷社区")
    # And with both she learns whose turn it is and what is promised, and nothing of it stands in the address
    follow(page, number, code)
    turn = r"现在由\s*指挥中心\s*处理，答应 (今天|明天) \d\d:\d\d 前派单。"
    expect(page.locator(".turn")).to_have_text(re.compile(turn))
    expect(page.locator(".timeline")).to_contain_text("提出诉求")
    assert page.url.endswith("/follow/")
    # And nothing private is shown
    expect(page.get_by_role("main")).not_to_contain_text("8000")


def test_a_place_that_is_not_certain_is_shown_in_her_own_words(open_page: OpenPage) -> None:
    # Given a place that nobody can find
    page = open_page(PHONE)
    report(page, "有一盏路灯整夜闪，照得人睡不着。", 在哪里="菜市场后面第三棵槐树")
    # Then receipt and progress both show what she typed
    number, code = on_the_receipt(page)
    expect(page.locator(".facts")).to_contain_text("菜市场后面第三棵槐树")
    follow(page, number, code)
    expect(page.locator(".facts")).to_contain_text("菜市场后面第三棵槐树")


def test_the_same_form_sent_again_gives_the_same_receipt(open_page: OpenPage) -> None:
    # Given a network that brings the report to the city but loses the answer
    page = open_page(PHONE)
    page.goto("/")
    page.route("**/", _lose_the_answer, times=1)
    page.get_by_label("发生了什么").fill("公交站的顶棚漏雨，等车的人没处躲。")
    with pytest.raises(Error, match="ERR_FAILED"), page.expect_navigation():
        page.get_by_role("button", name="提交").click()
    page.wait_for_url(re.compile("^chrome-error:"), wait_until="commit")
    # When she goes back, finds her words and sends them again
    page.goto("/")
    expect(page.get_by_label("发生了什么")).to_have_value("公交站的顶棚漏雨，等车的人没处躲。")
    page.get_by_role("button", name="提交").click()
    # Then nothing is filed twice, and the receipt says so
    on_the_receipt(page)
    expect(page.get_by_role("main")).to_contain_text("没有重复登记")


def _lose_the_answer(route: Route) -> None:
    route.fetch(max_redirects=0)
    route.abort()


def test_the_receipt_stays_on_the_device_that_filed(open_page: OpenPage) -> None:
    report(open_page(PHONE), "楼道灯不亮，老人上楼看不清台阶。")
    somebody_else = open_page(PHONE)
    somebody_else.goto("/receipt/")
    expect(somebody_else.get_by_role("main")).to_contain_text("请用编号和查询码查进度")


def test_what_cannot_be_filed_is_explained_and_kept(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    for text, contact, sentence in (
        ("", "", "请写下要反映的事情"),
        ("   ", "13800138000", "请写下要反映的事情"),
        ("噪" * 100_000, "", "最多 20,000 字"),
        ("小区门口的井盖松了。", "随便写的", "请核对号码或邮箱"),
    ):
        # When something is sent that cannot be filed
        report(page, text, 在哪里="东四街道", 电话=contact)
        # Then a sentence says what to change, above the form and at its field
        expect(page.get_by_role("alert")).to_contain_text(sentence)
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.locator(".field-error")).to_contain_text(sentence)
        # And everything typed is still there
        assert page.get_by_label("发生了什么").input_value() == text
        assert page.get_by_label("电话").input_value() == contact
        assert page.get_by_label("在哪里").input_value() == "东四街道"


def test_a_number_that_cannot_be_one_is_explained(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    for number, code, sentence in (
        ("", "", "编号应是 16 位数字"),
        ("12345", "00000000", "编号应是 16 位数字"),
        (WRONG_CHECK_DIGIT, "00000000", "编号有一位对不上"),
    ):
        follow(page, number, code)
        expect(page.get_by_role("alert")).to_contain_text(sentence)
        assert page.get_by_label("编号").input_value() == number
        assert page.get_by_label("查询码").input_value() == code


def test_an_unknown_number_and_a_wrong_code_sound_the_same(open_page: OpenPage) -> None:
    # Given a case, and the number of one that was never filed
    page = open_page(PHONE)
    report(page, "社区花园的长椅断了一根木条。")
    number, code = on_the_receipt(page)
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    heard = []
    for asked in (number, canonical_number("990101", 2026, 9_999_999)):
        # When somebody guesses
        follow(page, asked, wrong)
        heard.append(page.get_by_role("alert").inner_text())
        assert page.get_by_label("编号").input_value() == asked
    # Then nobody learns which cases exist
    assert heard[0] == heard[1]
    assert "编号和查询码对不上" in heard[0]


def test_rare_characters_come_back_as_they_were_written(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    text = "𠮷祥里１２号楼🔥着火隐患<b>请</b>&amp;看一下"
    report(page, text)
    number, code = on_the_receipt(page)
    # Full-width digits are digits
    follow(page, number.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}), f" {code} ")
    expect(page.get_by_role("main")).to_contain_text(text)


def test_words_survive_a_lost_page(open_page: OpenPage) -> None:
    # Given a half-written report
    page = open_page(PHONE)
    page.goto("/")
    page.get_by_label("发生了什么").press_sequentially("写到一半")
    # When the page is lost
    page.goto("/rules/")
    page.goto("/")
    # Then it is there again, and gone once it was received
    expect(page.get_by_label("发生了什么")).to_have_value("写到一半")
    page.get_by_role("button", name="提交").click()
    on_the_receipt(page)
    page.goto("/")
    expect(page.get_by_label("发生了什么")).to_have_value("")
