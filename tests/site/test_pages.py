"""Every page in every size and look: nobody is kept out, nothing is too wide, nothing complains; and what it weighs."""

from __future__ import annotations

import gzip
import re
from email.message import Message
from typing import cast
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, Response

from tests.site.conftest import LAPTOP, PHONE, ROOT, OpenPage
from tests.site.people import CLOSED
from tests.site.test_resident import follow, on_the_receipt, report
from tests.site.watching import barriers, html_faults, load_axe, too_wide

SIZES = ((390, 844), (768, 1024), (1440, 900), (1920, 1080))
LOOKS = {"light": {"theme": "light"}, "dark": {"theme": "dark"}, "elder": {"theme": "light", "elder": "1"}}
PUBLIC = {
    "report": "/",
    "follow": "/follow/",
    "sign-in": "/sign-in/",
    "sign-in-expired": "/sign-in/?next=/desk/&expired=1",
    "rules": "/rules/",
    "published": "/open/",
    "published-none": "/open/?month=190001",
    "verify": "/verify/",
    "seals": "/seals/",
    "receipt-gone": "/receipt/",
    "unknown-address": "/nothing/",
    "living": "/ui/",
}
STAFF = {
    "desk": "/desk/",
    "desk-none": "/desk/?q=大象大象",
    "list": "/cases/?q=希望",
    "list-none": "/cases/?q=大象大象",
    "list-short": "/cases/?q=大",
    "figures": "/figures/?month=all",
    "figures-street": "/figures/?month=all&street=990101001",
    "figures-none": "/figures/?month=190001",
    "frozen-none": "/figures/frozen/",
    "whatif": "/figures/whatif/?weight.response_rate=10",
    "callbacks": "/callbacks/",
    "callbacks-sample": "/callbacks/?size=x",
    "case-unknown": "/cases/990101-26-0000001-9/",
}
MAIN = (
    "report",
    "receipt",
    "followed",
    "desk",
    "list",
    "case",
    "figures",
    "published",
    "callbacks",
    "whatif",
    "sign-in",
)
"""Of these a picture is kept in every look."""
PICTURED = (PHONE, LAPTOP)
DRAWN = ("color-contrast", "target-size", "scrollable-region-focusable")
"""What depends on size and look; all other rules of axe depend on the markup, and are asked for phone and laptop."""
PICTURES = ROOT / "tests" / "out"
FIRST_LOAD_BYTES = 150_000
PLANT = """
const text = document.createElement("p");
text.textContent = "看不清的字".repeat(9);
text.style.cssText = "color: #ccc; background: #fff; width: 900px";
document.querySelector("main").append(text, new Image());
"""
SECURITY = {
    "Content-Security-Policy": re.compile(r"default-src 'none'(?!.*unsafe)"),
    "X-Frame-Options": re.compile("DENY"),
    "X-Content-Type-Options": re.compile("nosniff"),
    "Referrer-Policy": re.compile("same-origin"),
    "Cross-Origin-Opener-Policy": re.compile("same-origin"),
}


def look_at(page: Page, name: str, look: str) -> list[str]:
    """What is wrong with the page that is open, in every size."""
    faults = [f"{name}: {fault}" for fault in html_faults(page.content())] if look == "light" else []
    load_axe(page)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        where = f"{name} {width} {look}"
        if (excess := too_wide(page)) > 0:
            faults.append(f"{where}: {excess} px too wide")
        whole = look == "light" and (width, height) in PICTURED
        faults += [f"{where}: {barrier}" for barrier in barriers(page, () if whole else DRAWN)]
        if name in MAIN and (width, height) in PICTURED:
            page.screenshot(path=PICTURES / f"{name}-{width}-{look}.png")
    return faults


def dress(page: Page, site: str, look: str) -> None:
    """What somebody has chosen at the foot and head of the page stays in cookies."""
    page.context.clear_cookies(name=re.compile("theme|elder"))
    page.context.add_cookies(
        [{"name": name, "value": value, "url": site} for name, value in LOOKS[look].items()]
    )


@pytest.mark.parametrize("look", LOOKS)
def test_public_pages_keep_nobody_out(open_page: OpenPage, site: str, look: str) -> None:
    page = open_page(PHONE)
    dress(page, site, look)
    faults = []
    for name, address in PUBLIC.items():
        page.goto(address)
        faults += look_at(page, name, look)
    report(page, "多福巷社区有一处围挡挡住了盲道，请移开。" * 5, 电话="123")
    faults += look_at(page, "report-wrong", look)
    page.get_by_label("电话").fill("")
    page.get_by_role("button", name="提交").click()
    number, code = on_the_receipt(page)
    faults += look_at(page, "receipt", look)
    follow(page, number, f"{code[:-1]}x")
    faults += look_at(page, "follow-wrong", look)
    follow(page, number, code)
    faults += look_at(page, "followed", look)
    assert faults == []


@pytest.mark.parametrize("look", LOOKS)
def test_staff_pages_keep_nobody_out(open_page: OpenPage, site: str, look: str) -> None:
    page = open_page(who="callback")
    dress(page, site, look)
    faults = []
    for name, address in STAFF.items():
        page.goto(address)
        faults += look_at(page, name, look)
    page.goto(f"/cases/?q={CLOSED}")
    page.get_by_role("link", name=CLOSED).click()
    page.locator(".move > summary").first.click()
    faults += look_at(page, "case", look)
    page.locator(".move[open] form > button").click()
    page.wait_for_load_state()
    faults += look_at(page, "case-refused", look)
    street = open_page(who="street")
    dress(street, site, look)
    street.goto("/figures/")
    faults += look_at(street, "not-allowed", look)
    assert faults == []


def test_the_first_load_is_light(open_page: OpenPage) -> None:
    for address, who in (("/", ""), ("/desk/", "dispatcher")):
        page = open_page(PHONE, who=who)
        answers: list[Response] = []

        def keep(answer: Response, kept: list[Response] = answers) -> None:
            kept.append(answer)

        page.on("response", keep)
        page.goto(address)
        weights = {
            answer.url: len(gzip.compress(answer.body()))
            for answer in answers
            if re.match(r"text/(html|css|javascript)", answer.headers.get("content-type", ""))
        }
        assert len(weights) >= 9
        assert sum(weights.values()) < FIRST_LOAD_BYTES, weights


def test_the_guards_find_what_is_planted(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto("/rules/")
    load_axe(page)
    assert (too_wide(page), barriers(page), barriers(page, DRAWN), html_faults(page.content())) == (
        0,
        [],
        [],
        [],
    )
    page.evaluate(PLANT)
    assert too_wide(page) > 0
    assert [fault.partition(":")[0] for fault in barriers(page)] == ["color-contrast", "image-alt"]
    assert [fault.partition(":")[0] for fault in barriers(page, DRAWN)] == ["color-contrast"]
    faults = html_faults('<!doctype html><html lang="zh"><p id=a><b id=a></p></html>')
    assert faults[:2] == ["line 1: id a twice", "line 1: </p> within ['html', 'p', 'b']"]


def headers_of(address: str) -> Message:
    """The headers of an answer, whatever its status."""
    try:
        with urlopen(address) as answer:  # noqa: S310 - our own server on this machine
            return cast(Message, answer.headers)
    except HTTPError as error:
        return error.headers


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/nothing/", "/receipt/", "/rules/"])
def test_every_answer_carries_the_security_headers(site: str, address: str) -> None:
    headers = headers_of(site + address)
    missing = [name for name, wanted in SECURITY.items() if not wanted.search(headers.get(name, ""))]
    assert missing == []
    for cookie in headers.get_all("Set-Cookie", []):
        assert "samesite=lax" in cookie.lower()


def test_no_script_can_read_the_session(open_page: OpenPage) -> None:
    page = open_page(who="leader")
    page.goto("/desk/")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert (cookies["sessionid"]["httpOnly"], cookies["sessionid"]["sameSite"]) == (True, "Lax")
    assert "sessionid" not in page.evaluate("document.cookie")
    report(page, "邮筒倒了。")
    receipt = next(one for one in page.context.cookies() if one["name"] == "receipt")
    assert (receipt["httpOnly"], receipt["sameSite"], receipt["path"]) == (True, "Lax", "/receipt/")
