"""Places in free text: an invented district with compounds, buildings and grids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.language.gazetteer import Found, Gazetteer, Name

from .places_at_hand import invented

PARTS = (
    Name("C1", "锦绣嘉园", "compound", "Y101", aliases=("柳荫大院",)),
    Name("C2", "春晓小区", "compound", "Y101"),
    Name("C3", "春晓小区", "compound", "Y201"),
    Name("C1-3", "3号楼", "building", "Y101-G1", inside=("C1",)),
    Name("C1-12", "锦绣嘉园12号楼", "building", "Y101-G2", inside=("C1",)),
    Name("C2-3", "3号楼", "building", "Y101-G1", inside=("C2",)),
    Name("Y101-G1", "第一网格", "grid", "Y101"),
    Name("Y101-G2", "白石街道柳荫社区第二网格", "grid", "Y101"),
)
PLACES = (*invented(), *PARTS)
GAZETTEER = Gazetteer.build(PLACES)


def test_every_place_is_found_by_its_path() -> None:
    names = {name.code: name for name in PLACES}
    for name in invented()[1:]:
        path = f"云山区{names[name.parent or ''].name}{name.name}" if name.level == "community" else name.name
        found = GAZETTEER.find(f"反映{path}的路灯不亮。")
        assert (found.best, found.certain) == (name.code, True), path


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我住在柳荫社区，楼道堆物。", "Y101"),
        ("我住在柳荫社区居民委员会旁边的平房。", "Y101"),
        ("反映白石街道办事处辖区内道路积水。", "Y1"),
        ("青竹街道紫藤园什么时候改造？", "Y202"),
        ("紫藤圆社区的井盖坏了。", "Y202"),
        ("青竹街道紫藤院的井盖坏了。", "Y202"),
        ("青竹街道望江抬社区停水。", "Y205"),
        ("双塔似社区没有路灯。", "Y105"),
        ("白石街道双塔胡社区没有路灯。", "Y105"),
        ("二十里铺社区停电。", "Y303"),
        ("20里铺社区停电。", "Y303"),
        ("２０里铺社区停电。", "Y303"),
        ("白石街道6条社区停电。", "Y104"),
        ("青竹街道工文社区噪声扰民。", "Y204"),
        ("李村社区的垃圾没有清运。", "Y407"),
        ("锦绣嘉园停水。", "C1"),
        ("柳荫大院停水。", "C1"),
        ("锦绣嘉园3号楼停水。", "C1-3"),
        ("锦绣嘉园三号楼停水。", "C1-3"),
        ("锦绣嘉园３＃楼停水。", "C1-3"),
        ("锦绣嘉园3栋2单元停水。", "C1-3"),
        ("锦绣嘉园12号楼停水。", "C1-12"),
        ("锦绣嘉园十二号楼停水。", "C1-12"),
        ("锦绣嘉园13号楼停水。", "C1"),
        ("柳荫社区春晓小区3号楼漏水。", "C2-3"),
        ("白石街道柳荫社区第一网格有人占道。", "Y101-G1"),
        ("柳荫社区2网格有人占道。", "Y101-G2"),
        ("钟楼社区很好，不像隔壁水磨坊社区。", "Y207"),
        ("我以前住在泉南社区，现在住在砖塔社区。", "Y403"),
    ],
)
def test_certain(text: str, code: str) -> None:
    found = GAZETTEER.find(text)
    assert (found.best, found.certain) == (code, True)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("春晓小区的电梯坏了。", None),
        ("白石街道、青竹街道交界处积水。", "Y1"),
        ("家住六条的居民反映停水。", "Y104"),
        ("和平桥的路灯不亮。", "Y3"),
        ("云山区某处井盖丢失。", "Y"),
        ("白石街道柳汤沟社区没有路灯。", "Y1"),
        ("临江市花园社区的垃圾没有清运。", None),
        ("隔壁泉南社区就管得很好。", None),
        ("工文社区噪声扰民。", "Y204"),
    ],
)
def test_asks(text: str, best: str | None) -> None:
    found = GAZETTEER.find(text)
    assert (found.best, found.certain) == (best, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "　",
        "希望大家都能过上幸福的生活。",
        "小区花园里没有人打扫。",
        "存在安全隐患，请尽快处理。",
        "居民安贞不渝",
        "𠮷😀👨‍👩‍👧",
        "12345",
        "3号楼没有电梯。",
    ],
)
def test_finds_nothing(text: str) -> None:
    assert GAZETTEER.find(text).best is None


def test_says_why() -> None:
    found = GAZETTEER.find("反映白石街道双塔似社区没有路灯。")
    assert found.candidates[0].reasons == ("“双塔似社区”与“双塔寺社区居委会”拼音相同", "与“白石街道”同在一处")
    slipped = GAZETTEER.find("白石街道双塔胡社区没有路灯。")
    assert slipped.candidates[0].reasons[0] == "“双塔胡社区”与“双塔寺社区居委会”只差一个字"
    shortened = GAZETTEER.find("青竹街道工文社区噪声扰民。")
    assert shortened.candidates[0].reasons[0] == "“工文社区”可能是“工人文化宫社区居委会”的简称"
    numbered = GAZETTEER.find("锦绣嘉园三号楼停水。")
    assert numbered.candidates[0].reasons == ("提到“锦绣嘉园”", "提到“三号楼”")


def test_proposes_both_when_a_name_is_shared() -> None:
    assert {candidate.code for candidate in GAZETTEER.find("春晓小区的电梯坏了。").candidates} == {"C2", "C3"}
    within = GAZETTEER.find("云山区白石街道和青竹街道春晓小区的电梯坏了。")
    assert within.best == "C3"


def test_a_place_that_holds_both_is_the_answer_to_confirm() -> None:
    twins = Gazetteer.build([*PLACES, Name("C4", "春晓小区", "compound", "Y102")])
    found = twins.find("白石街道春晓小区的电梯坏了。")
    assert (found.best, found.certain) == ("Y1", False)


def test_another_city_before_the_name_speaks_against_it() -> None:
    assert GAZETTEER.find("紫云街道花园社区停水。").certain is False
    assert GAZETTEER.find("青竹街道花园社区停水。").certain is True


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([Name("1", "东湖街道", 1), Name("1", "西湖街道", 1)], "a code comes twice"),
        ([Name("1", "东湖街道", 1, "0")], "1 lies in 0, which is not among the names"),
        ([Name("1", "东湖街道", 1, inside=("0",))], "1 lies in 0, which is not among the names"),
        ([Name("1", "东湖街道", 1, "2"), Name("2", "西湖街道", 1, "1")], "cycle"),
    ],
)
def test_refuses_a_broken_hierarchy(names: list[Name], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Gazetteer.build(names)


def test_what_holds_everything_says_nothing() -> None:
    names = [Name("S", "临江省", "province"), Name("C", "云山市", "city", "S")]
    names += [Name("1", "白石街道", "street", "C"), Name("2", "青竹街道", "street", "C")]
    gazetteer = Gazetteer.build(names)
    assert gazetteer.find("临江省云山市的路灯不亮。").certain is False
    found = gazetteer.find("临江省云山市白石街道的路灯不亮。")
    assert (found.best, found.certain) == ("1", True)


def test_an_empty_gazetteer_finds_nothing() -> None:
    assert Gazetteer.build([]).find("白石街道") == Found(None, (), certain=False)


@given(
    st.text(alphabet="白石街道柳荫社区青竹花园3三十号楼的在隔壁，。 𠮷", max_size=40) | st.text(max_size=40)
)
def test_answers_are_consistent(text: str) -> None:
    found = GAZETTEER.find(text)
    known = {name.code for name in PLACES}
    assert found == GAZETTEER.find(text)
    assert len(found.candidates) <= 3
    assert {candidate.code for candidate in found.candidates} <= known
    assert all(candidate.reasons for candidate in found.candidates)
    if found.certain:
        assert found.best == found.candidates[0].code


@given(st.sampled_from(invented()[1:]), st.text(alphabet="这里的路面坏了很久没有人修请处理谢", max_size=60))
def test_words_without_places_change_nothing(name: Name, words: str) -> None:
    street = next((place.name for place in invented() if place.code == name.parent and place.code != "Y"), "")
    assert GAZETTEER.find(f"地址：{street}{name.name}。{words}").best == name.code


def test_a_level_that_is_deep_enough_is_certain_whatever_follows() -> None:
    text = "反映柳荫社区楼下烧烤店油烟太大"
    assert (GAZETTEER.find(text).best, GAZETTEER.find(text).certain) == ("Y101", False)
    enough = Gazetteer.build(PLACES, enough=["community"]).find(text)
    assert (enough.best, enough.certain) == ("Y101", True)
