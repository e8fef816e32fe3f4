"""The demo city, loaded once: whole, with a login for each role and somebody responsible for everything everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import DjangoDbBlocker

from gongzhi.cases.queries import figures
from gongzhi.cases.vocabulary import CaseCapability, Stage
from gongzhi.catalogues.queries import catalogue, responsible_line
from gongzhi.config.cities import DEMO, load_whole_city
from gongzhi.config.demo_cases import COUNT, play_demo_cases
from gongzhi.kernel import clock
from gongzhi.orgs.models import Body, Place
from gongzhi.orgs.operations.load_city import DEMO_PASSWORD
from gongzhi.orgs.queries.choices import handling_bodies
from gongzhi.orgs.queries.logins import demo_logins
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.orgs.vocabulary import Level
from gongzhi.workflow.operations.doctor import doctor
from tests.emptying import empty
from tests.road import rows

ROLES = {
    "admin": "/desk/", "clerk": "/cases/", "dispatcher": "/cases/", "callback": "/cases/", "leader": "/figures/",
    "department": "/desk/", "street": "/desk/", "community": "/cases/", "grid": "/cases/",
}  # fmt: skip
"""Each login with the page that matters to it."""


@dataclass(frozen=True)
class Demo:
    """What was loaded."""

    counts: dict[str, int]
    cases: int


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    """The city with its cases, for all tests of this module.

    Committed, not held in one long transaction: the journal is sealed only when no older transaction runs, and
    tests of that may run beside these.
    """
    before, settings.DEMO = settings.DEMO, True
    with django_db_blocker.unblock():
        yield Demo(load_whole_city(DEMO, 1), play_demo_cases(1))
        empty()
        Session.objects.all().delete()
    settings.DEMO = before


def test_all_tables_are_filled(demo: Demo) -> None:
    assert set(demo.counts) == {
        "places", "bodies", "people", "posts", "accounts", "categories", "questions", "dispatch",
        "refusals", "templates", "formulas", "deadlines", "retention",
    }  # fmt: skip
    assert all(demo.counts.values())
    real = Place.objects.filter(generated=False)
    assert real.filter(level=Level.STREET).count() == 17
    assert real.filter(level=Level.COMMUNITY).count() == 169
    assert demo.counts["categories"] == rows("SELECT count(*) FROM catalogues_category")[0][0]


def test_somebody_answers_for_every_category_in_every_street(demo: Demo) -> None:
    viewer, now = system_viewer(), clock.now()
    categories = catalogue(viewer).entries
    streets = list(
        Place.objects.filter(level__in=[Level.STREET, Level.DISTRICT]).values_list("code", flat=True)
    )
    handling = {int(option.value) for option in handling_bodies(viewer, CaseCapability.HANDLE)}
    places_of = dict(Body.objects.filter(place__isnull=False).values_list("id", "place__code"))
    missing, elsewhere = [], []
    for category in categories:
        for street in streets:
            line = responsible_line(viewer, category.code, street, now)
            if line is None or line.body_id not in handling:
                missing.append((category.code, street))
            elif line.place and places_of[line.body_id][:9] != street[:9]:
                elsewhere.append((category.code, street))
    assert len(categories) > 80
    assert missing == []
    assert elsewhere == []


def test_one_login_per_role_signs_in_and_opens_its_page(demo: Demo) -> None:
    logins = demo_logins()
    assert {one.login for one in logins} == set(ROLES)
    for one in logins:
        client = Client()
        entered = client.post("/sign-in/", {"login": one.login, "password": DEMO_PASSWORD}, follow=True)
        assert (one.login, entered.status_code, entered.request["PATH_INFO"]) == (one.login, 200, "/desk/")
        page = client.get(ROLES[one.login])
        assert page.status_code == 200
        assert one.person in page.content.decode()
    assert Client().post("/sign-in/", {"login": "admin", "password": "wrong"}).status_code != 302


def test_cases_stand_at_every_stage_and_none_lives_in_the_future(demo: Demo) -> None:
    assert demo.cases == COUNT
    shown = figures(system_viewer())
    assert shown.filed == COUNT
    assert set(shown.by_stage) >= {
        Stage.FILED,
        Stage.DISPATCHED,
        Stage.HANDLING,
        Stage.ANSWERED,
        Stage.CLOSED,
    }
    assert all(rate.n > 50 for rate in shown.rates)
    assert rows("SELECT count(*) FROM workflow_entry WHERE at > %s", clock.now()) == [(0,)]
    assert rows(
        "SELECT count(DISTINCT left(place_code, 9)) FROM workflow_subject WHERE closed_at IS NOT NULL"
    ) == [(17,)]


def test_the_doctor_finds_nothing(demo: Demo) -> None:
    diagnosis = doctor()
    assert (diagnosis.subjects, diagnosis.differences) == (COUNT, [])


def test_generated_rows_say_so(demo: Demo) -> None:
    for table in ("orgs_body", "orgs_person", "orgs_post"):
        assert rows(f"SELECT bool_and(generated) FROM {table}") == [(True,)]
    assert rows("SELECT generated FROM orgs_city") == [(True,)]
