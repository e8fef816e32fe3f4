"""Stories of those who work on a case: each signs in as somebody else, and sees only what is theirs to do."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.site.conftest import PHONE, OpenPage, sign_in
from tests.site.people import ANSWERED_LATE, SENT_BACK, TWO_DISPATCHERS
from tests.site.test_resident import follow, on_the_receipt, report

TO_DO = ".moves > .move > summary, .moves > div.move button"


def move_of(page: Page, label: str) -> Locator:
    """The fold or the button of a move."""
    return page.locator(".moves > .move").filter(has=page.get_by_text(label, exact=True))


def make(page: Page, label: str, words: str = "", **chosen: str) -> None:
    """Make a move: open its fold, choose, write, send."""
    move = move_of(page, label)
    if move.locator("summary").count():
        if move.get_attribute("open") is None:
            move.locator("summary").click()
        for name, option in chosen.items():
            move.get_by_label(name).select_option(label=option)
        if words:
            move.locator("textarea").fill(words)
    move.locator("form > button").click()
    page.wait_for_load_state()


def to_do(page: Page) -> list[str]:
    """The moves that the page offers."""
    return [text.strip() for text in page.locator(TO_DO).all_inner_texts()]


def test_a_case_goes_through_all_hands(open_page: OpenPage) -> None:
    # Given a case that a resident has filed on her phone
    resident = open_page(PHONE)
    report(resident, "多福巷社区一家饭馆的排风机夜里一直响。", 电话="13800138000", 称呼="王女士")
    number, code = on_the_receipt(resident)
    address = f"/cases/{number}/"

    _clerk_only_reads(open_page, address)
    _dispatcher_sends_it_to_the_street(open_page, number)
    _street_answers(open_page, address)
    _somebody_else_calls_back_and_closes(open_page, address)
    _resident_wants_it_done_again(resident, number, code)

    # And the street has it again
    street = open_page(who="street")
    street.goto(address)
    expect(street.locator(".timeline")).to_contain_text("昨晚又响到一点。")
    assert to_do(street) == ["接单", "提出派单异议", "申请延期"]


def _clerk_only_reads(open_page: OpenPage, address: str) -> None:
    # The clerk of the hotline sees it, and could only answer it at once
    clerk = open_page(who="clerk")
    clerk.goto(address)
    assert to_do(clerk) == ["当场答复", "内部备注"]


def _dispatcher_sends_it_to_the_street(open_page: OpenPage, number: str) -> None:
    # The dispatcher finds it on her desk, without the resident's number, and says what it is and whose
    dispatcher = open_page(who="dispatcher")
    dispatcher.goto(f"/desk/?q={number}")
    dispatcher.locator(".row-title").click()
    expect(dispatcher.locator("h1")).to_contain_text("多福巷社区一家饭馆的排风机夜里一直响")
    assert to_do(dispatcher) == ["分类定位", "派单", "直接答复"]
    assert dispatcher.locator(".private").count() == 0
    move_of(dispatcher, "分类定位").locator("summary").click()
    dispatcher.get_by_label("噪声", exact=True).check()
    make(dispatcher, "分类定位")
    expect(dispatcher.get_by_role("status")).to_have_text("已分类定位。")
    expect(dispatcher.locator(".facts").first).to_contain_text("多福巷社区")
    make(dispatcher, "派单", "请今晚去看", 承办单位="东四街道办")
    assert to_do(dispatcher) == ["并入另一件", "内部备注", "督办"]


def _street_answers(open_page: OpenPage, address: str) -> None:
    # The street takes it, calls the resident and answers
    street = open_page(who="street")
    street.goto(address)
    expect(street.locator(".turn")).to_contain_text("东四街道办")
    expect(street.locator(".turn")).to_have_text(re.compile(r"办理，答应 .+ 前答复。"))
    expect(street.locator(".private")).to_contain_text("138****8000")
    expect(street.locator(".private")).to_contain_text("王**")
    assert to_do(street) == ["接单", "提出派单异议", "申请延期"]
    make(street, "接单")
    assert to_do(street) == ["答复", "记录联系", "告知进展"]
    make(street, "记录联系", "约好今晚八点去看")
    make(street, "答复", "已经让饭馆换了排风机，夜里十点后关。")
    assert to_do(street) == ["申请剔除", "内部备注"]


def _somebody_else_calls_back_and_closes(open_page: OpenPage, address: str) -> None:
    # Somebody else calls back, and closes it
    callback = open_page(who="callback")
    callback.goto(address)
    expect(callback.locator(".turn")).to_have_text(re.compile(r"处理，答应 .+ 前回访。"))
    assert to_do(callback) == ["记录回访", "内部备注"]
    move_of(callback, "记录回访").locator("summary").click()
    callback.get_by_label("联系上了诉求人").check()
    callback.get_by_label("已解决", exact=True).check()
    callback.get_by_label("满意", exact=True).check()
    make(callback, "记录回访")
    assert to_do(callback) == ["办结", "退回重办", "内部备注"]
    make(callback, "办结")
    expect(callback.locator(".turn")).to_contain_text("已经办结")
    assert to_do(callback) == ["重新办理"]


def _resident_wants_it_done_again(resident: Page, number: str, code: str) -> None:
    # The resident reads the answer and asks for it to be done again; number and code never stand in the address
    follow(resident, number, code)
    expect(resident.locator(".answer")).to_have_text("已经让饭馆换了排风机，夜里十点后关。")
    assert to_do(resident) == ["重新办理"]
    make(resident, "重新办理")
    expect(resident.locator(".field-error").first).to_contain_text("请填写“还有什么没有解决”")
    make(resident, "重新办理", "昨晚又响到一点。")
    expect(resident.get_by_role("status")).to_have_text("已经收到：重新办理。")
    expect(resident.locator(".turn")).to_contain_text("东四街道办")
    assert to_do(resident) == ["补充情况"]
    assert resident.url.endswith("/follow/")


def test_a_case_that_is_not_ours_goes_back_with_a_reason(open_page: OpenPage) -> None:
    # Given a case that was sent to the wrong unit
    street = open_page(who="street")
    street.goto("/desk/")
    street.get_by_role("link", name=SENT_BACK).click()
    # When the street objects without saying why
    objection = move_of(street, "提出派单异议")
    objection.locator("summary").click()
    objection.get_by_label("说明").fill("占道归城管委，建议派城管委。")
    objection.locator("form > button").click()
    # Then it is told what is missing, and what was written is still there
    expect(street.locator(".field-error").first).to_contain_text("必填")
    expect(objection.get_by_label("说明")).to_have_value("占道归城管委，建议派城管委。")
    # When it names reason, basis and unit
    objection.get_by_label("不属于本单位职责").check()
    objection.get_by_label("依据的法规、职责清单条目").fill("街道职责清单第 12 项")
    objection.get_by_label("应由哪个单位承办").select_option(label="城管委")
    objection.locator("form > button").click()
    # Then the case stays where it is and says that somebody decides
    expect(street.locator(".case-head")).to_contain_text("派单异议待审核")
    # And the dispatcher finds the objection on her desk, and gives the case to the proposed unit with one choice less
    dispatcher = open_page(who="dispatcher")
    dispatcher.goto(street.url)
    dispatcher.get_by_role("link", name=re.compile("派单异议 · ")).click()
    expect(dispatcher.get_by_role("main")).to_contain_text("占道归城管委，建议派城管委。")
    expect(dispatcher.locator("#redirect-body option:checked")).to_have_text("城管委")
    make(dispatcher, "同意并改派")
    expect(dispatcher.get_by_role("status")).to_have_text("已同意并改派。")
    street.reload()
    expect(street.locator(".turn")).to_contain_text("城管委")


def test_of_two_who_move_one_case_the_second_is_told(open_page: OpenPage) -> None:
    # Given two windows with the same case
    first, second = open_page(who="dispatcher"), open_page(who="dispatcher")
    first.goto("/desk/")
    first.get_by_role("link", name=TWO_DISPATCHERS).click()
    expect(first.locator("h1")).to_have_text(TWO_DISPATCHERS)
    second.goto(first.url)
    # When the first dispatches it and then the second
    make(first, "派单", "属地街道", 承办单位="东四街道办")
    make(second, "派单", "我觉得归住建委", 承办单位="住建委")
    # Then the second is refused, reads why, and has the words still
    notice = second.get_by_role("alert")
    expect(notice).to_contain_text("这件事刚刚被别人处理过")
    expect(notice).to_contain_text("我觉得归住建委")
    expect(second.locator(".turn")).to_contain_text("东四街道办")
    expect(second.locator(".timeline")).not_to_contain_text("住建委")


def test_words_survive_an_expired_session(open_page: OpenPage) -> None:
    # Given an answer half an hour in the writing
    street = open_page(who="street")
    street.goto("/desk/")
    street.get_by_role("link", name=ANSWERED_LATE).click()
    expect(street.locator("h1")).to_have_text(ANSWERED_LATE)
    # When the session ends before it is sent
    street.context.clear_cookies(name="sessionid")
    make(street, "答复", "已经约好周三上门，带配件来换。")
    # Then the page asks to sign in again, and says that nothing is lost
    expect(street.get_by_role("main")).to_contain_text("登录已过期")
    sign_in(street, "street")
    # And back at the case the words are there, ready to be sent
    expect(street.locator("h1")).to_have_text(ANSWERED_LATE)
    expect(move_of(street, "答复").locator("textarea")).to_have_value("已经约好周三上门，带配件来换。")
    make(street, "答复")
    expect(street.locator(".answer")).to_have_text("已经约好周三上门，带配件来换。")


def test_the_desk_is_worked_from_the_keyboard(open_page: OpenPage) -> None:
    # Given the desk of somebody with several cases
    page = open_page(who="dispatcher")
    page.goto("/desk/")
    titles = page.locator(".row-title")
    keyboard = page.keyboard
    # j and k go down and up and stay within the list
    for key, focused in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        keyboard.press(key)
        expect(titles.nth(focused)).to_be_focused()
    # / searches, and letters typed there are letters
    keyboard.press("/")
    keyboard.type("jk")
    expect(page.get_by_label("搜索")).to_have_value("jk")
    # ? explains, and Escape goes back
    page.locator("h1").click()
    keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    keyboard.press("Escape")
    # Enter opens
    keyboard.press("j")
    title = titles.first.inner_text()
    keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)


def test_who_signs_in_with_a_wrong_password_keeps_the_login(open_page: OpenPage) -> None:
    page = open_page()
    sign_in(page, "leader", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("登录名或密码不对")
    expect(page.get_by_label("登录名")).to_have_value("leader")
    expect(page.get_by_label("密码")).to_have_value("")
