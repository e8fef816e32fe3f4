"""Who may know who reported, and that nobody looks without a purpose and a line (R25; 条例 art. 8, 35)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from gongzhi.cases.operations import find_by_contact, reveal_contact
from gongzhi.cases.operations.removal import remove_contacts
from gongzhi.cases.operations.reveal import REVEALS, SEARCHES
from gongzhi.cases.people import knowing_seat, may_know_contact
from gongzhi.cases.queries import case_detail, reveals_of
from gongzhi.cases.vocabulary import RevealPurpose
from gongzhi.kernel.errors import Refusal
from tests.api.calling import Caller
from tests.api.calling import road as filed_yesterday
from tests.road import CONTACT, Road, head_of, left, refusal, rows
from tests.town import MONDAY, Town

EVERYBODY = (
    "admin clerk dispatcher callback department housing street street_head other_street community leader member"
).split()


def filed(town: Town, stage: str = "dispatched", **changes: object) -> Road:
    return Road(town).file(reporter="王女士", **changes).to(stage)


def lines() -> list[tuple[object, ...]]:
    return rows("SELECT action, target, purpose, words FROM kernel_auditline ORDER BY id")


@pytest.mark.parametrize(
    ("stage", "knowing"),
    [
        ("filed", {"clerk", "callback"}),
        ("dispatched", {"clerk", "callback", "street"}),
        ("answered", {"clerk", "callback", "street"}),
        ("closed", {"clerk", "callback", "street"}),
    ],
)
def test_clerks_of_the_place_and_who_holds_or_leads_know_the_caller(
    town: Town, stage: str, knowing: set[str]
) -> None:
    road = filed(town, stage)
    may = {who for who in EVERYBODY if knowing_seat(town.viewer(who), head_of(road.id), ()) is not None}
    masked = {
        who
        for who in EVERYBODY
        if (found := case_detail(town.viewer(who), subject_id=road.id)) and found.contact
    }
    shown = {
        who
        for who in EVERYBODY
        if not refusal(
            partial(reveal_contact, town.viewer(who), subject_id=road.id, purpose="contact", now=road.now)
        )
    }
    assert (may, masked, shown) == (knowing, knowing, knowing)


def test_a_body_that_was_merely_involved_sees_the_case_and_not_the_caller(town: Town) -> None:
    """It objected and the case went to another; it goes on seeing it. Only a part that needs contact lets it know."""
    road = Road(town, lead="城管委").file(reporter="王女士").to("dispatched")
    road.handed_over("department", "东四街道办")
    department = town.viewer("department")
    found = case_detail(department, subject_id=road.id)
    assert found is not None
    assert (found.reporter, found.contact) == ("", "")
    before = left()
    assert (
        refusal(lambda: reveal_contact(department, subject_id=road.id, purpose="contact", now=road.now))
        == "not_allowed"
    )
    assert left() == before
    (seat,) = department.seats
    assert [may_know_contact(found.head, seat, part_needs_contact=needs) for needs in (False, True)] == [
        False,
        True,
    ]


@pytest.mark.parametrize("needs", [False, True])
def test_a_co_handler_knows_the_caller_only_while_its_part_needs_the_contact(town: Town, needs: bool) -> None:
    road = Road(town).file(reporter="王女士").to("handling")
    road.by("street", "ask_part", facts={"needs_contact": needs})

    def look() -> tuple[str, str]:
        found = case_detail(town.viewer("housing"), subject_id=road.id)
        assert found is not None
        code = refusal(
            lambda: reveal_contact(
                town.viewer("housing"), subject_id=road.id, purpose="contact", now=road.now
            )
        )
        return found.contact, code

    nothing = ("", "not_allowed")
    assert look() == (("138****8000", "") if needs else nothing)
    road.task_by("housing", "accept")
    road.task_by("housing", "answer", facts={"result": "solved"})
    assert look() == nothing


def test_no_part_gives_the_contact_to_a_post_without_the_capability(town: Town) -> None:
    head = head_of(filed(town).id)
    (seat,) = town.viewer("street_head").seats
    assert not may_know_contact(head, seat, part_needs_contact=True)


def test_a_contact_is_shown_whole_for_a_minute_and_the_reporter_learns_who_and_why(town: Town) -> None:
    road = filed(town)
    shown = reveal_contact(
        town.viewer("street"), subject_id=road.id, purpose="place", words=" 楼号不清 ", now=MONDAY
    )
    assert (shown.reporter, shown.contact) == ("王女士", CONTACT)
    assert shown.shown_until == MONDAY + timedelta(seconds=60)
    assert lines() == [("revealed", road.filed.number, "核实地点", "楼号不清")]
    (one,) = reveals_of(head_of(road.id))
    assert (one.at, one.body, one.post, one.purpose, one.words) == (
        MONDAY, "东四街道办", "承办人", "核实地点", "楼号不清",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "changes", "code"),
    [
        ("street", {"purpose": ""}, "reveal.purpose"),
        ("street", {"purpose": "好奇"}, "reveal.purpose"),
        ("street", {"purpose": "other", "words": "  "}, "reveal.words"),
        ("other_street", {}, "not_found"),
        ("dispatcher", {}, "not_allowed"),
        ("leader", {}, "not_allowed"),
    ],
)
def test_a_refused_look_shows_and_leaves_nothing(
    town: Town, who: str, changes: dict[str, str], code: str
) -> None:
    road = filed(town)
    before = left()
    given = {"purpose": "contact", "words": "", **changes}
    with pytest.raises(Refusal) as refused:
        reveal_contact(town.viewer(who), subject_id=road.id, now=MONDAY, **given)
    assert (refused.value.code, left()) == (code, before)
    assert CONTACT not in refused.value.sentence


def test_what_is_not_there_cannot_be_looked_at(town: Town) -> None:
    nameless = Road(town).file(contact="").to("dispatched")
    removed = filed(town, text="另一件")
    remove_contacts([removed.id])
    for road in (nameless, removed):
        assert (
            refusal(
                partial(
                    reveal_contact, town.viewer("street"), subject_id=road.id, purpose="contact", now=MONDAY
                )
            )
            == "reveal.nothing"
        )
    assert lines() == []


def test_a_seat_looks_thirty_times_an_hour(town: Town) -> None:
    road, street = filed(town), town.viewer("street")

    def look(minutes: int = 0) -> str:
        now = MONDAY + timedelta(minutes=minutes)
        return refusal(lambda: reveal_contact(street, subject_id=road.id, purpose="contact", now=now))

    assert [look() for _ in range(REVEALS.times + 1)] == [""] * REVEALS.times + ["too_many"]
    assert (len(lines()), look(60)) == (REVEALS.times, "")


def test_a_caller_is_found_by_the_whole_number_in_every_writing(town: Town) -> None:
    roads = [filed(town, "filed", text=f"第 {index} 件") for index in range(3)]
    filed(town, "filed", text="别人的", contact="13900139000")
    for writing in (CONTACT, "138-0013 8000", "１３８００１３８０００"):
        found = find_by_contact(town.viewer("callback"), contact=writing, now=MONDAY)
        assert {row.id for row in found.rows} == {road.id for road in roads}
    assert find_by_contact(town.viewer("clerk"), contact="13800138001", now=MONDAY).rows == ()
    found_lines = lines()
    assert [(action, words) for action, _, _, words in found_lines] == [
        *[("searched", "找到 3 件")] * 3,
        ("searched", "找到 0 件"),
    ]
    assert CONTACT not in str(found_lines)


def test_clerks_find_in_their_area_only(town: Town) -> None:
    road = filed(town)
    clerk = town.accounts["clerk"].person.posts.get()
    clerk.places.set([town.places["建国门街道"]])
    assert find_by_contact(town.viewer("clerk"), contact=CONTACT, now=MONDAY).rows == ()
    clerk.places.set([town.places["东四街道"]])
    rows("UPDATE orgs_city SET revision = revision + 1")
    (row,) = find_by_contact(town.viewer("clerk"), contact=CONTACT, now=MONDAY).rows
    assert row.id == road.id


@pytest.mark.parametrize(
    ("who", "contact", "code"),
    [
        ("street", CONTACT, "not_allowed"),
        ("dispatcher", CONTACT, "not_allowed"),
        ("clerk", "", "case.contact"),
        ("clerk", " - ", "case.contact"),
        ("clerk", "138", "case.contact"),
        ("clerk", "%", "case.contact"),
    ],
)
def test_a_refused_search_leaves_nothing(town: Town, who: str, contact: str, code: str) -> None:
    filed(town)
    before = left()
    assert refusal(lambda: find_by_contact(town.viewer(who), contact=contact, now=MONDAY)) == code
    assert left() == before


def test_numbers_cannot_be_tried_through_without_end(town: Town) -> None:
    clerk = town.viewer("clerk")
    codes = [
        refusal(partial(find_by_contact, clerk, contact=f"138{n:08d}", now=MONDAY))
        for n in range(SEARCHES.times + 1)
    ]
    assert codes == [""] * SEARCHES.times + ["too_many"]


def test_the_api_shows_a_contact_and_finds_by_it_and_no_cache_keeps_either(town: Town) -> None:
    road = filed_yesterday(town, reporter="王女士").to("dispatched")
    street, clerk = Caller("street"), Caller("clerk")
    path = f"/cases/{road.id}/contact"
    answer = street.post(path, {"purpose": RevealPurpose.CONTACT})
    assert (answer.status, answer.body["reporter"], answer.body["contact"]) == (200, "王女士", CONTACT)
    assert street.post(path, {"purpose": "x"}).status == 422
    assert (street.post(path, {"purpose": "other"}).code, Caller("leader").post(path, {"purpose": "other"}).code) == (
        "reveal.words", "not_allowed",
    )  # fmt: skip
    found = clerk.post("/cases/by-contact", {"contact": CONTACT})
    assert [case["id"] for case in found.body["cases"]] == [str(road.id)]
    kept = clerk.client.post(
        "/api/v1/cases/by-contact", {"contact": CONTACT}, content_type="application/json",
        headers={"Authorization": f"Bearer {clerk.token}"},
    )  # fmt: skip
    assert kept.headers["Cache-Control"] == "no-store"
