"""A program that calls the API with a token."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson
from django.test import Client

from gongzhi.kernel import clock
from gongzhi.orgs.operations.tokens import create_token
from tests.road import Road
from tests.town import Town

API = "/api/v1"


@dataclass(frozen=True)
class Answer:
    """Status and body."""

    status: int
    body: Any

    @property
    def code(self) -> str:
        """The code of a refusal."""
        return str(self.body.get("code", ""))


@dataclass
class Caller:
    """Calls as the person of this login; without one, as nobody."""

    login: str = ""
    token: str = field(init=False, default="")
    client: Client = field(init=False, default_factory=Client)

    def __post_init__(self) -> None:
        if self.login:
            year = timedelta(days=365)
            self.token = create_token(login=self.login, name="test", valid_for=year, now=clock.now())

    def get(self, path: str, **query: Any) -> Answer:
        """Read."""
        return self._answer("GET", path, query_params=query)

    def post(self, path: str, body: Any, *, key: str = "") -> Answer:
        """Write; bytes go as they are."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        keyed = {"Idempotency-Key": key} if key else {}
        return self._answer("POST", path, sent, keyed, content_type="application/json")

    def _answer(
        self, method: str, path: str, sent: bytes = b"", headers: dict[str, str] | None = None, **options: Any
    ) -> Answer:
        known = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        found = self.client.generic(method, API + path, sent, headers={**known, **(headers or {})}, **options)
        return Answer(found.status_code, orjson.loads(found.content))


def road(town: Town, *, lead: str = "东四街道办", **changes: Any) -> Road:
    """A case of yesterday, so that moves of this moment come after it."""
    return Road(town, lead, clock.now() - timedelta(days=1)).file(**changes)
