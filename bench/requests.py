"""What is asked of the web server: for each operation an endless row of requests, and who asks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection
from django.test import Client

from bench.floor import Samples
from gongzhi.kernel import clock
from gongzhi.orgs.models import Account
from gongzhi.orgs.operations.tokens import create_token

LOGINS = ("clerk", "dispatcher", "callback", "department")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    method: str
    path: str
    login: str = "dispatcher"
    body: bytes = b""
    page: bool = False


@dataclass
class Callers:
    """Tokens and sessions of the demo logins."""

    tokens: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def make(cls) -> Callers:
        made = cls()
        for login in LOGINS:
            made.tokens[login] = create_token(
                login=login, name="bench", valid_for=timedelta(days=1), now=clock.now()
            )
            client = Client()
            client.force_login(Account.objects.get(login=login), settings.AUTHENTICATION_BACKENDS[0])
            made.sessions[login] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return made

    def headers(self, ask: Ask) -> dict[str, str]:
        """What the request carries to say who asks."""
        if ask.page:
            return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.sessions[ask.login]}"}
        return {"Authorization": f"Bearer {self.tokens[ask.login]}", "Content-Type": "application/json"}


@dataclass
class Road:
    """The six moves that bring a filed case to its end, one after the other, on ever new cases."""

    cases: Iterator[UUID]
    body_id: int

    def __iter__(self) -> Iterator[Ask]:
        for case_id in self.cases:
            for login, moving in self._steps():
                yield Ask("POST", f"/api/v1/cases/{case_id}/moves", login, orjson.dumps(moving))

    def _steps(self) -> list[tuple[str, dict[str, object]]]:
        verdict = {"reached": True, "solved": "solved", "satisfaction": "satisfied"}
        return [
            ("dispatcher", {"move": "dispatch", "body_id": self.body_id, "words": "请按职责办理"}),
            ("department", {"move": "accept"}),
            ("department", {"move": "contact", "words": "已电话联系，约定明天上午到现场。"}),
            ("department", {"move": "answer", "words": "经现场核实，已责令整改，感谢您的反映。"}),
            ("callback", {"move": "call_back", "facts": verdict}),
            ("callback", {"move": "close"}),
        ]


def filings(samples: Samples, places: Sequence[str], categories: Sequence[str], seed: int) -> Iterator[Ask]:
    """New demands, each with a text of its own; another seed gives others."""
    dice = random.Random(seed)
    for serial in count():
        filing = {
            "text": f"{samples.texts[serial % len(samples.texts)]}第{serial}次反映。",
            "category": dice.choice(categories),
            "place": dice.choice(places),
            "reporter": "王女士",
            "contact": f"139{dice.randrange(10**8):08d}",
        }
        yield Ask("POST", "/api/v1/cases", "clerk", orjson.dumps(filing))


def lists(samples: Samples, path: str, *, page: bool) -> Iterator[Ask]:
    """Lists of fifty by stage and street."""
    dice = random.Random(2)
    while True:
        stage, street = dice.choice(samples.areas)
        yield Ask("GET", f"{path}?{urlencode({'stage': stage, 'street': street})}", page=page)


def searches(samples: Samples) -> Iterator[Ask]:
    """A rare word each time."""
    for serial in count():
        yield Ask("GET", f"/api/v1/cases?{urlencode({'q': samples.words[serial % len(samples.words)]})}")


def details(keys: Sequence[str], path: str, *, page: bool) -> Iterator[Ask]:
    """Any case, old or new."""
    dice = random.Random(3)
    while True:
        yield Ask("GET", path.format(dice.choice(keys)), page=page)


def figures() -> Iterator[Ask]:
    """The city's figures."""
    while True:
        yield Ask("GET", "/api/v1/figures")


def full_areas(most: int = 60) -> list[tuple[str, str]]:
    """(stage, street) where a list of fifty is full, of every stage that has such streets."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT stage, left(place_code, 9) FROM workflow_subject WHERE substr(place_code, 7, 3) <> '000'
            GROUP BY 1, 2 HAVING count(*) >= 50 ORDER BY md5(stage || left(place_code, 9)) LIMIT %s""",
            [most],
        )
        return [(stage, street) for stage, street in cursor.fetchall()]


def chosen_keys(many: int) -> tuple[list[str], list[str]]:
    """Ids and numbers of cases all over the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text, number FROM workflow_subject ORDER BY md5(number) LIMIT %s", [many])
        rows = cursor.fetchall()
    return [identity for identity, _ in rows], [number for _, number in rows]
