import pytest
from tests.road import *


@pytest.mark.parametrize(
    "f",
    [
        {"reached": True, "solved": []},
        {"reached": True, "solved": ["x"], "satisfaction": "satisfied"},
        {"reached": True, "solved": {}, "satisfaction": "satisfied"},
    ],
)
def test_a(town, f):
    r = Road(town).file().to("answered")
    print(refusal(lambda: r.by("callback", "call_back", facts=f)))


@pytest.mark.parametrize(
    "f",
    [
        {"place": 990101001001},
        {"place": 0, "category": "01"},
        {"place": False, "category": "01"},
        {"place": "\x00"},
        {"place": "\ud800"},
        {"category": "\ud800"},
        {"\ud800": 1},
        {"category": {"\x00": 1}},
        {"place": [], "category": "01"},
        {"place": "990101001001", "category": " 01 "},
    ],
)
def test_b(transactional_town, f):
    r = Road(transactional_town).file()
    print(refusal(lambda: r.by("dispatcher", "classify", facts=f)))
    from gongzhi.workflow.operations.doctor import doctor

    assert not doctor().differences
