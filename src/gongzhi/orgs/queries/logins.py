"""Who can sign in to a demo city."""

from __future__ import annotations

from typing import NamedTuple

from gongzhi.orgs.models import Account, Post


class DemoLogin(NamedTuple):
    """A login with the title, the person and the body behind it, as words for people."""

    login: str
    title: str
    person: str
    body: str


def demo_logins() -> list[DemoLogin]:
    """The accounts of invented people, in the order in which the cities' folders name them.

    The title is the last of the person's posts: a grid worker is a community worker first.
    """
    accounts = Account.objects.filter(person__generated=True, is_active=True).select_related("person")
    posts = Post.objects.filter(person__account__in=accounts).select_related("body").order_by("id")
    last = {post.person_id: post for post in posts}
    return [
        DemoLogin(
            account.login,
            last[account.person_id].title,
            account.person.name,
            last[account.person_id].body.name,
        )
        for account in accounts.order_by("id")
    ]
