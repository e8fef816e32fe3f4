"""Stories of photos: reported with one, seen by those who work on it, answered with another; and what goes wrong."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.files import samples
from tests.files.samples import encoded, scene, telling
from tests.site.conftest import LAPTOP, PHONE, OpenPage
from tests.site.test_pages import PICTURES
from tests.site.test_resident import follow, on_the_receipt
from tests.site.watching import barriers, load_axe, too_wide

STORY = "多福巷社区三号楼门前的井盖翘起来了，晚上看不见，怕老人摔着。"


def photo(name: str = "井盖.jpg", content: bytes = b"") -> FilePayload:
    """A file as it lies on the device."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": content or telling()}


def choose(page: Page, *files: FilePayload) -> None:
    """Choose files as from the gallery."""
    page.locator("[data-chosen]").set_input_files(list(files))


def loaded(page: Page) -> list[int]:
    """The widths of the pictures that have come, as the browser has decoded them."""
    images = page.locator(".gallery img")
    for n in range(images.count()):
        images.nth(n).scroll_into_view_if_needed()
    page.wait_for_function("[...document.querySelectorAll('.gallery img')].every((image) => image.complete)")
    return [int(width) for width in images.evaluate_all("(all) => all.map((image) => image.naturalWidth)")]


def looked_at(page: Page, name: str) -> None:
    """No barrier, not too wide; a picture of it is kept."""
    load_axe(page)
    assert barriers(page) == []
    assert too_wide(page) == 0
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def reported(page: Page, *files: FilePayload, text: str = STORY) -> tuple[str, str]:
    """Report with these files; number and code."""
    page.goto("/")
    choose(page, *files)
    page.get_by_label("发生了什么").fill(text)
    page.get_by_role("button", name="提交").click()
    return on_the_receipt(page)


def test_a_report_with_a_photo_reaches_those_who_work_on_it(open_page: OpenPage) -> None:
    """Peers A1, D4: the photo goes with the words, from the phone to the desk, and the answer comes with another."""
    # Given a resident on the phone who takes a photo first
    page = open_page(PHONE)
    page.goto("/")
    choose(page, photo(content=encoded(scene(3000, 2000), exif=samples.exif(1, samples.GPS))))
    expect(page.locator(".picker-list canvas")).to_have_count(1)
    page.get_by_label("发生了什么").fill(STORY)
    looked_at(page, "report-390")
    page.get_by_role("button", name="提交").click()
    # Then the receipt shows it, upright and small
    number, code = on_the_receipt(page)
    assert loaded(page) == [480]
    looked_at(page, "receipt-390")
    # And whoever works on the case sees it beside the words
    desk = open_page(LAPTOP, who="community")
    desk.goto(f"/cases/{number}/")
    assert loaded(desk) == [480]
    # When they add pictures from before and after the work
    for role, shift in (("办理前", 10), ("办理后", 50)):
        desk.get_by_text("添加照片或材料").click()
        choose(desk, photo(f"{role}.jpg", encoded(scene(800, 600, shift))))
        desk.get_by_role("radio", name=role).check()
        if role == "办理后":
            looked_at(desk, "attach-1440")
        desk.get_by_role("button", name="添加", exact=True).click()
        expect(desk.get_by_role("status")).to_contain_text("已收下 1 个文件")
    # Then both stand side by side on the laptop, one below the other on the phone
    assert loaded(desk) == [480, 480, 480]
    before, after = (desk.locator(".before-after section").nth(n).bounding_box() for n in (0, 1))
    assert before
    assert after
    assert (before["y"] == after["y"], before["x"] < after["x"]) == (True, True)
    looked_at(desk, "case-1440")
    desk.set_viewport_size({"width": 390, "height": 844})
    before, after = (desk.locator(".before-after section").nth(n).bounding_box() for n in (0, 1))
    assert before
    assert after
    assert before["y"] < after["y"]
    looked_at(desk, "case-390")
    desk.emulate_media(media="print")
    assert desk.locator(".gallery img").first.is_visible()
    # And the resident sees what was done
    follow(page, number, code)
    assert loaded(page) == [480, 480, 480]
    looked_at(page, "follow-390")


def test_a_photo_alone_is_a_report(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    reported(page, photo(content=encoded(scene(shift=70))), text="")
    expect(page.get_by_role("main")).to_contain_text("照片反映的问题")


def test_a_photo_that_cannot_be_read_does_not_keep_the_words_out(open_page: OpenPage) -> None:
    """NC-10: a photo is never asked for, and never stands in the way."""
    page = open_page(PHONE)
    reported(page, photo("坏.jpg", samples.HTML), photo("好.jpg"), text="楼道的窗户关不上，风很大。")
    expect(page.get_by_role("main")).to_contain_text("有 1 个文件没有收下")
    expect(page.get_by_role("main")).to_contain_text("坏.jpg：文件的名称和内容对不上")
    assert len(loaded(page)) == 1
    looked_at(page, "receipt-left-390")


def test_more_can_be_added_later_and_nothing_is_kept_twice(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    number, code = reported(page, text="健身器材的扶手断了，小心划手。")
    for sentence in ("已收下 1 个文件", "没有重复保存"):
        follow(page, number, code)
        page.get_by_text("补充照片或材料").click()
        choose(page, photo())
        page.get_by_role("button", name="补充", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text(sentence)
        assert len(loaded(page)) == 1
    page.get_by_text("补充照片或材料").click()
    page.get_by_role("button", name="补充", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("请先拍照或选择文件")


def test_what_was_chosen_can_be_taken_away_again(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto("/")
    choose(page, photo("一.jpg"), photo("二.jpg"))
    choose(page, photo("三.jpg"))
    expect(page.locator(".picker-list li")).to_have_count(3)
    page.get_by_role("button", name="不要 二.jpg").click()
    names = page.locator("[data-chosen]").evaluate("(input) => [...input.files].map((file) => file.name)")
    assert names == ["一.jpg", "三.jpg"]


def test_a_large_photo_is_made_smaller_before_it_is_sent(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto("/")
    noise = Image.effect_noise((3000, 2000), 120).convert("RGB")
    content = encoded(noise, quality=98)
    choose(page, photo("大.jpg", content))
    expect(page.locator(".picker-list canvas")).to_have_count(1)
    sizes = page.locator("[data-chosen]").evaluate("(input) => [...input.files].map((file) => file.size)")
    assert sizes[0] < len(content) * 0.8


def test_a_photo_offers_its_place_when_its_owner_asks(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto("/")
    expect(page.get_by_role("button", name="用照片里的位置")).to_be_hidden()
    choose(page, photo())
    page.get_by_role("button", name="用照片里的位置").click()
    expect(page.locator("[data-said]")).to_contain_text("照片里的位置不在本地")


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_without_a_script_the_inputs_are_plain_ones(open_page: OpenPage, size: Any) -> None:
    page = open_page(size, java_script_enabled=False)
    page.goto("/")
    chosen = page.locator("[data-chosen]")
    expect(chosen).to_be_visible()
    chosen.set_input_files([photo()])
    page.get_by_label("发生了什么").fill(f"没有脚本也能带照片（{size[0]}）。")
    page.get_by_role("button", name="提交").click()
    on_the_receipt(page)
    expect(page.locator(".gallery img")).to_have_count(1)
