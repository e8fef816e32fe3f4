"""Cases about the same matter: found however they are told again, seen only by those who may (peers.md D5)."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from bench.messages import rare_words, stories

from gongzhi.cases.operations import sample_grams
from gongzhi.cases.operations.file_case import Demand, checked, file_many
from gongzhi.cases.queries import Message, SimilarMatter, similar_cases, similar_matters
from gongzhi.cases.queries.similar import likenesses
from gongzhi.cases.vocabulary import DemandKind
from gongzhi.catalogues.queries import catalogue
from gongzhi.orgs.queries.viewers import system_viewer
from tests.language.message_noise import told_again
from tests.road import COMMUNITY, Road
from tests.town import MONDAY, Town

FAN = "福瑞祥饭馆的排风机夜里十一点还在转，声音很大，孩子没法睡觉"
AGAIN = "福瑞祥饭馆排风机夜里还在转，声音特别大，孩子没法睡觉！"


def ids(town: Town, message: Message, login: str = "dispatcher") -> list[Any]:
    return [one.id for one in similar_cases(town.viewer(login), message)]


@pytest.mark.parametrize(("noise", "least"), [(0, 0.998), (1, 0.995), (2, 0.973)])
def test_a_matter_told_again_is_found(town: Town, noise: int, least: float) -> None:
    names = ["多福巷社区", "南门仓社区", "苏州社区", "站东社区"]
    places = [(town.places[name].id, town.places[name].code) for name in names]
    told = [row for row, _ in zip(stories(3, names, rare_words(60)), range(600), strict=False)]
    demands = [
        checked(Demand(text=text, place=places[place], source="bench", external_id=str(i)), MONDAY)
        for i, (_, place, text) in enumerate(told)
    ]
    viewer = system_viewer()
    filed = file_many(viewer, demands=demands, now=MONDAY)
    assert sample_grams(town.city.id, now=MONDAY) == 600
    dice = random.Random(noise)
    chosen = dice.sample(range(600), 200)
    again = [
        Message(
            told_again(told[i][2], noise, dice), MONDAY + timedelta(days=5), place_code=places[told[i][1]][1]
        )
        for i in chosen
    ]
    found = likenesses(viewer, again)
    hits = sum(filed[i].id in {one.id for one in alike} for i, alike in zip(chosen, found, strict=True))
    assert hits / len(chosen) >= least


def test_both_are_told_side_by_side(town: Town) -> None:
    first = Road(town).file(text=FAN, lon=116.41, lat=39.93)
    Road(town).file(text="胡同里的路灯坏了三盏", contact="13800138009")
    (one,) = similar_cases(
        town.viewer("dispatcher"),
        Message(AGAIN, MONDAY + timedelta(days=3), place_code=COMMUNITY, lon=116.4112, lat=39.93),
    )
    assert (one.id, one.number, one.text, one.place) == (first.id, first.filed.number, FAN, "多福巷社区")
    assert (one.days, one.opened_at, one.stage) == (3, MONDAY, "filed")
    assert one.metres is not None
    assert 95 < one.metres < 110
    assert 0.5 < one.similarity <= 1


def test_far_away_in_place_or_time_is_another_matter(town: Town) -> None:
    first = Road(town).file(text=FAN, lon=116.41, lat=39.93)
    here = Message(AGAIN, MONDAY, place_code=COMMUNITY)
    assert ids(town, here) == [first.id]
    assert ids(town, Message(AGAIN, MONDAY)) == [first.id]
    assert ids(town, Message(AGAIN, MONDAY, place_code="990101002001")) == []
    assert ids(town, Message(AGAIN, MONDAY, lon=116.45, lat=39.93)) == []
    assert ids(town, Message(AGAIN, MONDAY + timedelta(days=89))) == [first.id]
    assert ids(town, Message(AGAIN, MONDAY + timedelta(days=91))) == []
    assert ids(town, Message(AGAIN, MONDAY, subject_id=first.id)) == []


def test_what_has_no_place_yet_may_be_anywhere(town: Town) -> None:
    first = Road(town).file(text=FAN, place=None)
    assert ids(town, Message(AGAIN, MONDAY, place_code="990101002001")) == [first.id]


@pytest.mark.parametrize("text", ["", "坏", "😀", "\x00", "，。！"])
def test_a_message_that_says_nothing_is_like_nothing(town: Town, text: str) -> None:
    Road(town).file(text=FAN)
    assert ids(town, Message(text, MONDAY)) == []


def test_each_sees_what_is_his(town: Town) -> None:
    first = Road(town).file(text=FAN)
    message = Message(AGAIN, MONDAY)
    for login in ("dispatcher", "clerk", "community", "street_head"):
        assert ids(town, message, login) == [first.id]
    for login in ("housing", "other_street", "member"):
        assert ids(town, message, login) == []
    assert similar_cases(town.nobody, message) == []


def test_everybody_may_know_that_others_have_said_it_and_nothing_that_they_wrote(town: Town) -> None:
    """The public adds a voice: where, what, when, how many; no number, no name, no word of the text."""
    noise = catalogue(town.nobody).find("噪声")
    first = Road(town).file(text=FAN, category=noise)
    second = Road(town, now=MONDAY + timedelta(days=1)).file(
        text=AGAIN, category=noise, contact="13800138007"
    )
    found = similar_matters(
        town.nobody, Message(FAN + "啊", MONDAY + timedelta(days=2), place_code=COMMUNITY)
    )
    assert found == [
        SimilarMatter(
            nearest=first.id,
            place="东四街道多福巷社区",
            what="环境保护",
            first_at=MONDAY,
            last_at=second.now,
            voices=2,
        )
    ]
    assert {field.name for field in fields(SimilarMatter)} == {
        "nearest", "place", "what", "first_at", "last_at", "voices",
    }  # fmt: skip


@pytest.mark.parametrize("kind", [DemandKind.REPORT, DemandKind.PRAISE])
def test_reports_of_wrongdoing_are_not_spoken_of(town: Town, kind: DemandKind) -> None:
    Road(town).file(text=FAN, kind=kind)
    assert similar_matters(town.nobody, Message(AGAIN, MONDAY)) == []


def test_the_sample_is_taken_once_a_day_or_when_much_has_come_in(town: Town) -> None:
    assert sample_grams(town.city.id, now=MONDAY) == 0
    Road(town).file(text=FAN)
    assert sample_grams(town.city.id, now=MONDAY) == 1
    assert sample_grams(town.city.id, now=MONDAY + timedelta(hours=1)) == 0
    Road(town).file(text="胡同里的路灯坏了", contact="13800138009")
    assert sample_grams(town.city.id, now=MONDAY + timedelta(hours=1)) == 2
    assert sample_grams(town.city.id, now=MONDAY + timedelta(days=2)) == 2


def test_words_that_everybody_uses_must_stand_together(town: Town) -> None:
    """Where even the rarest pair is in too many cases, a few of them together are looked for."""
    viewer = system_viewer()
    demands = [
        checked(Demand(text=f"{text}{i}", source="bench", external_id=f"{text}{i}"), MONDAY)
        for text in ("电梯坏了", "路灯不亮", "井盖松动")
        for i in range(450)
    ]
    file_many(viewer, demands=demands, now=MONDAY)
    sample_grams(town.city.id, now=MONDAY)
    (found,) = likenesses(viewer, [Message("电梯坏了", MONDAY)])
    assert len(found) == 5
    assert min(one.similarity for one in found) > 0.18
