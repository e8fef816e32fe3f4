"""Who has no valid token hears so at every address, and learns nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongzhi.kernel import clock
from gongzhi.orgs.models import Account, Token
from gongzhi.orgs.operations.tokens import create_token, revoke_tokens
from tests.api.calling import Answer, Caller
from tests.road import refusal, rows
from tests.town import Town

DAY = timedelta(days=1)
REFUSED = Answer(
    401,
    {
        "code": "token.invalid",
        "sentence": "访问令牌缺失、过期或已停用。请用 gongzhi token create 重新生成。",
        "fields": {},
        "details": {},
    },
)


def with_token(token: str) -> Caller:
    caller = Caller()
    caller.token = token
    return caller


def made(login: str = "clerk", valid_for: timedelta = DAY, name: str = "api") -> str:
    return create_token(login=login, name=name, valid_for=valid_for, now=clock.now())


def test_a_fresh_token_opens_and_only_its_digest_is_kept(town: Town) -> None:
    token = made()
    assert token.startswith("gz_")
    assert with_token(token).get("/cases") == Answer(200, {"cases": [], "next": None})
    (row,) = rows("SELECT t::text FROM orgs_token t")
    assert token[3:] not in row[0]


@pytest.mark.parametrize(
    "token", ["", "gz_wrong", "gz_" + "x" * 10_000, "gz_％００", "\x00", "Bearer", "gz_' OR 1=1 --"]
)
def test_a_wrong_token_is_refused(town: Town, token: str) -> None:
    made()
    assert with_token(token).get("/cases") == REFUSED


def test_an_expired_token_is_refused(town: Town) -> None:
    caller = with_token(made(valid_for=timedelta(seconds=0)))
    assert caller.get("/cases") == REFUSED


def test_a_revoked_token_is_refused_and_others_stay(town: Town) -> None:
    gone, stays, other = made(), made(name="other"), made("dispatcher")
    assert revoke_tokens(login="clerk", name="api", now=clock.now()) == 1
    assert with_token(gone).get("/cases") == REFUSED
    assert with_token(stays).get("/cases").status == 200
    assert with_token(other).get("/cases").status == 200
    assert revoke_tokens(login="clerk", name="api", now=clock.now()) == 0


def test_the_token_of_a_closed_account_is_refused(town: Town) -> None:
    caller = with_token(made())
    Account.objects.filter(login="clerk").update(is_active=False)
    assert caller.get("/cases") == REFUSED


@pytest.mark.parametrize("login", ["nobody", "", "CLERK "])
def test_nobody_gets_a_token_for_an_unknown_login(town: Town, login: str) -> None:
    assert refusal(lambda: made(login)) == "account.unknown"
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/cases"),
        ("post", "/cases"),
        ("get", "/cases/01890000-0000-7000-8000-000000000000"),
        ("post", "/cases/01890000-0000-7000-8000-000000000000/moves"),
        ("get", "/figures"),
    ],
)
def test_every_address_asks_for_the_token_first(town: Town, method: str, path: str) -> None:
    caller = Caller()
    answer = caller.get(path) if method == "get" else caller.post(path, b"not json")
    assert answer == REFUSED


def test_the_description_of_the_api_is_public(town: Town) -> None:
    answer = Caller().get("/openapi.json")
    assert (answer.status, answer.body["openapi"][:3]) == (200, "3.1")
