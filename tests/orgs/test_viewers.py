"""Who somebody is stays remembered between requests, and is never older than the last change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from gongzhi.orgs.models import Account, Person, Post
from gongzhi.orgs.operations.mergers import end_body, merge_body
from gongzhi.orgs.operations.upserts import writing
from gongzhi.orgs.queries.viewers import viewer_of_account, viewer_of_session
from gongzhi.orgs.vocabulary import PostKind
from tests.town import MONDAY, Town

TODAY = MONDAY.date()
DAY = timedelta(days=1)


def bodies_of(town: Town, login: str, **when: Any) -> list[str]:
    return [seat.body_name for seat in town.viewer(login, **when).seats]


def test_a_post_that_ends_with_its_body_is_gone_at_once(town: Town) -> None:
    assert bodies_of(town, "department") == ["城管委"]
    end_body(town.viewer("admin"), town.bodies["城管委"].id, TODAY)
    assert bodies_of(town, "department") == []


def test_a_body_that_goes_below_another_is_seen_from_there_at_once(town: Town) -> None:
    housing = town.bodies["住建委"].id
    assert housing not in town.viewer("street_head").body_ids
    with writing(town.viewer("admin")):
        type(town.bodies["住建委"]).objects.filter(id=housing).update(superior=town.bodies["东四街道办"])
    assert housing in town.viewer("street_head").body_ids
    merge_body(town.viewer("admin"), town.bodies["城管委"].id, housing, TODAY)
    assert bodies_of(town, "department") == []


def test_a_change_that_is_undone_changes_nobody(town: Town) -> None:
    before = town.viewer("department")
    with writing(town.viewer("admin"), dry_run=True):
        Person.objects.filter(code="department").update(name="别名")
    assert town.viewer("department") == before


def test_posts_begin_and_end_with_the_day_without_any_change(town: Town) -> None:
    Post.objects.filter(person__code="department").update(ends_on=TODAY)
    Post.objects.create(
        person=Person.objects.get(code="department"), body=town.bodies["住建委"], kind=PostKind.HANDLER,
        title="承办人", starts_on=TODAY + DAY,
    )  # fmt: skip
    assert bodies_of(town, "department") == ["城管委"]
    assert bodies_of(town, "department", now=MONDAY + DAY) == ["住建委"]
    assert bodies_of(town, "department") == ["城管委"]


def test_a_closed_account_is_nobody_at_once_although_it_is_remembered(town: Town) -> None:
    account = town.accounts["department"]
    assert viewer_of_account(account.id, MONDAY) is not None
    Account.objects.filter(id=account.id).update(is_active=False)
    assert viewer_of_account(account.id, MONDAY) is None
    Account.objects.filter(id=account.id).update(is_active=True)
    assert viewer_of_account(account.id, MONDAY) is not None


def test_a_new_password_ends_the_sessions_of_the_old_one_at_once(town: Town) -> None:
    account = town.accounts["department"]
    session = account.get_session_auth_hash()
    assert viewer_of_session(account.id, session, MONDAY) == town.viewer("department")
    account.set_password("另一个很长的密码")
    account.save()
    assert viewer_of_session(account.id, session, MONDAY) is None
    assert viewer_of_session(account.id, account.get_session_auth_hash(), MONDAY) is not None


@pytest.mark.django_db
def test_a_connection_that_the_server_has_closed_is_known_without_asking() -> None:
    """On a connection of its own: the test's transaction lives on the usual one."""
    mine = connection.copy()
    with mine.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    assert mine.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert not mine.is_usable()
    mine.close()
    assert not mine.is_usable()
    mine.connect()
    assert mine.is_usable()
    mine.close()
