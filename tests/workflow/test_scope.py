"""Who sees what: list, page of the case, search and move give every post the same answer."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from gongzhi.cases.operations.file_case import Demand, file_case
from gongzhi.cases.operations.move_case import move_case
from gongzhi.cases.queries import case_detail, case_page
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import Account, Body, City, Person, Place, Post
from gongzhi.orgs.queries.viewers import anybody, viewer_of_account
from gongzhi.orgs.vocabulary import BodyKind, Level, PostKind
from gongzhi.workflow.models import Subject
from gongzhi.workflow.queries import Wanted
from tests.road import STEP, Road, refusal, written
from tests.town import MONDAY, SINCE, Town

CASES = {
    "多福巷": ("多福巷社区", "东四街道办"),
    "多福巷第一网格": ("多福巷第一网格", "东四街道办"),
    "南门仓": ("南门仓社区", "城管委"),
    "苏州": ("苏州社区", "城管委"),
    "站东": ("站东社区", "建国门街道办"),
    "不知何处": ("东城区", ""),
}
"""Case → where it is, who was given it."""

EVERYTHING = set(CASES)
DONGSI = {"多福巷", "多福巷第一网格", "南门仓"}
SEES = {
    "clerk": EVERYTHING,
    "dispatcher": EVERYTHING,
    "callback": EVERYTHING,
    "leader": EVERYTHING,
    "admin": EVERYTHING,
    "street_head": DONGSI,
    "street": {"多福巷", "多福巷第一网格"},
    "other_street": {"站东"},
    "community": {"多福巷", "多福巷第一网格"},
    "department": {"南门仓", "苏州"},
    "housing": set(),
    "member": set(),
}
"""City posts by the city, the street's head by the street, the community by itself; units by what they were given.

The administrator reads nothing by place: the government sees what its hotline centre has in hand.
"""


@pytest.fixture
def roads(town: Town) -> dict[str, Road]:
    found = {}
    for text, (where, lead) in CASES.items():
        place = town.places[where]
        found[text] = Road(town, lead=lead).file(text=f"{text}烧烤噪声", place=(place.id, place.code))
        if lead:
            found[text].by("dispatcher", "classify", facts={"category": "0201", "place": place.code})
            found[text].by("dispatcher", "dispatch")
    return found


def listed(viewer: Viewer, roads: dict[str, Road], **wanted: str) -> set[str]:
    names = {road.id: name for name, road in roads.items()}
    query = wanted.pop("query", "")
    page = case_page(viewer, Wanted("case", **wanted), query=query)  # type: ignore[arg-type]
    assert len(page.rows) == len({row.id for row in page.rows})
    return {names[row.id] for row in page.rows}


def opened(viewer: Viewer, roads: dict[str, Road]) -> set[str]:
    by_id = {name for name, road in roads.items() if case_detail(viewer, subject_id=road.id)}
    by_number = {name for name, road in roads.items() if case_detail(viewer, number=road.filed.number)}
    assert by_id == by_number
    return by_id


def not_hidden(viewer: Viewer, roads: dict[str, Road]) -> set[str]:
    """The cases of which a move tells more than that nothing was found."""
    codes = {
        name: refusal(partial(move_case, viewer, subject_id=road.id, move="close", now=road.now + STEP))
        for name, road in roads.items()
    }
    return {name for name, code in codes.items() if code != "not_found"}


@pytest.mark.parametrize("who", SEES)
def test_list_page_search_and_move_agree(town: Town, roads: dict[str, Road], who: str) -> None:
    viewer = town.viewer(who)
    assert listed(viewer, roads) == SEES[who]
    assert opened(viewer, roads) == SEES[who]
    assert listed(viewer, roads, query="烧烤") == SEES[who]
    assert not_hidden(viewer, roads) == SEES[who]
    assert set(Subject.objects.visible_to(viewer)) == {
        Subject.objects.get(id=roads[name].id) for name in SEES[who]
    }


@pytest.mark.parametrize("who", SEES)
def test_a_filter_shows_no_more_than_may_be_seen(town: Town, roads: dict[str, Road], who: str) -> None:
    viewer = town.viewer(who)
    assert listed(viewer, roads, street="990101001") == SEES[who] & DONGSI
    assert listed(viewer, roads, community="990101002001") == SEES[who] & {"苏州"}
    assert listed(viewer, roads, stage="filed") == SEES[who] & {"不知何处"}
    assert listed(viewer, roads, category="0201") == SEES[who] - {"不知何处"}


def test_who_has_not_signed_in_sees_nothing(town: Town, roads: dict[str, Road]) -> None:
    assert (listed(town.nobody, roads), opened(town.nobody, roads), not_hidden(town.nobody, roads)) == (
        set(),
        set(),
        set(),
    )


def test_the_reporter_sees_what_the_code_was_shown_for(town: Town, roads: dict[str, Road]) -> None:
    reporter = roads["苏州"].reporter
    assert (listed(reporter, roads), opened(reporter, roads), not_hidden(reporter, roads)) == (
        {"苏州"},
        {"苏州"},
        {"苏州"},
    )


def test_who_was_given_a_case_goes_on_seeing_it(town: Town, roads: dict[str, Road]) -> None:
    roads["苏州"].handed_over("department", "住建委")
    assert listed(town.viewer("department"), roads) == SEES["department"]


def test_a_case_that_moves_to_another_street_goes_out_of_sight(town: Town, roads: dict[str, Road]) -> None:
    road = roads["不知何处"]
    road.by("dispatcher", "classify", facts={"place": "990101001002"})
    assert listed(town.viewer("street_head"), roads) == DONGSI | {"不知何处"}
    road.by("dispatcher", "classify", facts={"place": "990101002001"})
    assert listed(town.viewer("street_head"), roads) == DONGSI


def test_what_is_not_there_and_what_is_not_to_be_seen_sound_alike(town: Town, roads: dict[str, Road]) -> None:
    viewer, now = town.viewer("other_street"), roads["苏州"].now + STEP
    hidden, absent = (
        refusal(partial(move_case, viewer, subject_id=subject_id, move="accept", now=now))
        for subject_id in (roads["苏州"].id, uuid4())
    )
    assert (hidden, absent) == ("not_found", "not_found")


@pytest.fixture
def dispatcher_of_another_city(town: Town) -> Viewer:
    """Everything that a dispatcher may do, for a city whose codes look like the town's."""
    city = City.objects.create(code="990102", name="试验市西城区", scope="990101")
    root = Place.objects.create(city=city, name="西城区", code="990101000000", level=Level.DISTRICT)
    center = Body.objects.create(
        city=city, code="B", name="西城指挥中心", kind=BodyKind.HOTLINE_CENTER, place=root
    )
    person = Person.objects.create(city=city, code="w", name="西城派单员")
    for kind in (PostKind.DISPATCHER, PostKind.CALLBACK_CLERK, PostKind.LEADER, PostKind.HANDLER):
        Post.objects.create(person=person, body=center, kind=kind, title=kind.label, starts_on=SINCE)
    viewer = viewer_of_account(Account.objects.create(login="west", person=person, password="!").id, MONDAY)
    assert viewer is not None
    return viewer


def test_another_city_sees_nothing_of_ours_and_we_nothing_of_theirs(
    town: Town, roads: dict[str, Road], dispatcher_of_another_city: Viewer
) -> None:
    west = dispatcher_of_another_city
    before = written()
    assert (listed(west, roads), opened(west, roads), not_hidden(west, roads)) == (set(), set(), set())
    assert refusal(
        lambda: move_case(
            west,
            subject_id=roads["不知何处"].id,
            move="classify",
            facts={"place": "990101000000"},
            now=MONDAY + STEP,
        )
    ) == ("not_found")
    assert written() == before
    theirs = file_case(anybody(city_code="990102"), demand=Demand(text="西城的事"), now=MONDAY)
    assert theirs.number.startswith("990102-26-")
    assert case_detail(west, subject_id=theirs.id) is not None
    assert {who for who in SEES if case_detail(town.viewer(who), subject_id=theirs.id)} == set()
    assert listed(town.viewer("leader"), roads) == EVERYTHING


def test_a_case_can_be_given_only_to_a_body_of_its_own_city(
    town: Town, roads: dict[str, Road], dispatcher_of_another_city: Viewer
) -> None:
    (seat, *_) = dispatcher_of_another_city.seats
    road = roads["不知何处"]
    assert refusal(lambda: road.by("dispatcher", "dispatch", body_id=seat.body_id)) == "body.unknown"
