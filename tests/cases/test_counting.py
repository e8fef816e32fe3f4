"""By what a case is counted, from its head; and that a number opens exactly its cases (R7, R30; DC-27)."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from gongzhi.cases.counting import COUNTERS, figures, recount
from gongzhi.cases.queries import figure_clause
from gongzhi.cases.queries import figures as figures_of
from gongzhi.cases.rules import asking
from gongzhi.cases.rules import case as rules
from gongzhi.cases.vocabulary import PROCESS
from gongzhi.catalogues.models import DispatchRule
from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.flows import Derive
from gongzhi.workflow.queries import Wanted, counted_for, subject_count
from gongzhi.workflow.subjects import Count, Head, Request
from tests.road import COMMUNITY, Road, head_of, rows
from tests.town import MONDAY, SINCE, Town

MARCH = 202603


def counters(head: Head) -> dict[str, int]:
    return {count.counter: count.month for count in figures(head)}


def test_a_case_is_counted_once_by_its_latest_word(town: Town) -> None:
    """A verdict that was overtaken by a later one is not counted any more, and so are promises and answers."""
    road = Road(town).file().to("answered")
    road.by(
        "callback",
        "call_back",
        facts={"reached": True, "solved": "unsolved", "satisfaction": "dissatisfied", "reason": "slow"},
    )
    assert {"solved:unsolved", "satisfaction:dissatisfied", "reason:slow"} <= counters(
        head_of(road.id)
    ).keys()
    road.by("callback", "rework")
    for who, move in (("street", "accept"), ("street", "answer")):
        road.by(who, move)
    road.by(
        "callback", "call_back", facts={"reached": True, "solved": "solved", "satisfaction": "dissatisfied"}
    )
    road.by("callback", "close")
    assert counters(head_of(road.id)) == dict.fromkeys(
        (
            "channel:web", "contact:due", "answer:given", "answer:met", "callback:valid", "solved:solved",
            "satisfaction:dissatisfied", "verdict:solved_unhappy", "loop:street",
        ),
        MARCH,
    )  # fmt: skip


def test_a_call_that_reached_nobody_does_not_unsay_a_verdict(town: Town) -> None:
    road = Road(town).file().to("reviewed")
    road.by("callback", "rework")
    for who, move in (("street", "accept"), ("street", "answer")):
        road.by(who, move)
    road.by("callback", "call_back", facts={"reached": False})
    assert "callback:valid" in counters(head_of(road.id))
    assert "callback:unreached" not in counters(head_of(road.id))


def test_what_is_excluded_is_set_aside_and_comes_back_with_what_came_meanwhile(town: Town) -> None:
    """R7: excluded, still handled, displayed; after an appeal counted by everything that it has come to."""
    head = head_of(Road(town).file().to("handling").id)
    asked = Request("exclude", found={"reason": "beyond_duty", "kind": "exclusion"})
    aside = after(head, asking.keep_excluded, asked)
    assert counters(aside) == {"channel:web": MARCH, "excluded": MARCH, "excluded:contact:due": MARCH}
    answered = after(aside, rules.keep_answer, asked)
    assert "excluded:answer:given" in counters(answered)
    assert counters(after(answered, rules.end_excluded, asked)) == dict.fromkeys(
        ("channel:web", "contact:due", "answer:given", "answer:met"), MARCH
    )


def after(head: Head, derive: Derive, request: Request) -> Head:
    return replace(head, traits={**head.traits, **derive(head, request, MONDAY, lambda *_: None).traits})


def test_a_family_replaces_only_itself() -> None:
    traits = {"counted": "contact:due@202602 solved:solved@202603"}
    assert recount(traits, ("contact:",), Count("contact:due", 202604)) == {
        "counted": "solved:solved@202603 contact:due@202604"
    }


def test_every_number_opens_as_many_cases(town: Town) -> None:
    """R30: for all counters, in every month and for each who reads, the list behind a number is as long as it says."""
    for index, stage in enumerate(("handling", "answered", "reviewed", "closed", "closed")):
        Road(town).file(text=f"第{index}件").to(stage)
    suzhou = town.places["苏州社区"]
    other = Road(town, lead="城管委").file(text="别处", place=(suzhou.id, suzhou.code))
    other.by("dispatcher", "classify", facts={"category": "0201", "place": suzhou.code})
    other.by("dispatcher", "dispatch")
    aside = Road(town).file(text="剔除").to("closed")
    traits = {**head_of(aside.id).traits, "excluded": "1"}
    rows(
        "UPDATE workflow_subject SET traits = %s::jsonb WHERE id = %s",
        orjson.dumps(traits).decode(),
        aside.id,
    )
    for who in ("leader", "street_head", "community", "department"):
        viewer = town.viewer(who)
        heads = [head_of(one) for (one,) in rows("SELECT id FROM workflow_subject")]
        inside = counted_for(viewer, PROCESS)
        for counter in (*COUNTERS, "excluded", *(f"excluded:{name}" for name in COUNTERS)):
            for month in (0, MARCH):
                clauses = (figure_clause(counter, month), inside)
                opened = subject_count(viewer, Wanted(PROCESS, clauses=clauses))
                assert (who, counter, opened) == (
                    who,
                    counter,
                    sum(counter in counters(h) for h in heads if _reads(town, who, h)),
                )


def _reads(town: Town, who: str, head: Head) -> bool:
    if who == "department":
        return head.lead_body_id == town.bodies["城管委"].id
    return head.place_code.startswith(
        {"leader": "99", "street_head": "990101001", "community": "990101001001"}[who]
    )


@pytest.mark.parametrize(
    "figure", ["none", "excluded:none", "excluded:excluded", "xexcluded:contact:due", "stage:filed"]
)
def test_a_figure_that_somebody_made_up_is_refused(figure: str) -> None:
    with pytest.raises(Refusal) as refused:
        figure_clause(figure, 0)
    assert refused.value.code == "search.figure"


def test_the_loop_is_the_level_of_the_unit_that_closed_it(town: Town) -> None:
    """DC-27."""
    assert head_of(Road(town).file(text="街道").to("closed").id).traits["loop"] == "street"
    DispatchRule.objects.create(
        city=town.city, category="0201", place=COMMUNITY, body=town.bodies["多福巷居委会"], basis="职责清单",
        starts_on=SINCE,
    )  # fmt: skip
    town.city.revision += 1
    town.city.save()
    Road(town, lead="多福巷居委会").file(text="社区").to("dispatched")
    Road(town, lead="城管委").file(text="区里").to("dispatched")
    found = dict(rows("SELECT title, traits->>'loop' FROM workflow_subject"))
    assert found == {"街道": "street", "社区": "community", "区里": "district"}
    assert figures_of(town.viewer("leader")).total.counters["loop:street"] == 1
