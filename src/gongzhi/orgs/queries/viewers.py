"""From an account, a token or nobody to a :class:`Viewer`: one statement, and one more after a change of posts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.utils.crypto import constant_time_compare

from gongzhi.kernel.clock import local
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Seat, Viewer
from gongzhi.orgs.grants import everything, granted, public
from gongzhi.orgs.models import Account, City
from gongzhi.orgs.rules import scope_of

_WHO = """
SELECT c.id, c.code, c.revision, a.id, p.id, p.name, (
    SELECT coalesce(json_agg(json_build_object(
        'id', po.id, 'body', b.id, 'kind', po.kind, 'title', po.title, 'name', b.name,
        'places', CASE
            WHEN EXISTS (SELECT 1 FROM orgs_post_places pp WHERE pp.post_id = po.id) THEN (
                SELECT json_agg(json_build_array(pl.code, pl.level))
                FROM orgs_post_places pp JOIN orgs_place pl ON pl.id = pp.place_id WHERE pp.post_id = po.id)
            WHEN bp.id IS NULL THEN '[]'::json
            ELSE json_build_array(json_build_array(bp.code, bp.level)) END,
        'below', (
            WITH RECURSIVE line AS (
                SELECT b.id UNION SELECT s.id FROM orgs_body s JOIN line ON s.superior_id = line.id)
            SELECT json_agg(line.id) FROM line)
        ) ORDER BY po.id), '[]'::json)::text
    FROM orgs_post po JOIN orgs_body b ON b.id = po.body_id LEFT JOIN orgs_place bp ON bp.id = b.place_id
    WHERE po.person_id = p.id AND po.starts_on <= %(today)s AND (po.ends_on IS NULL OR po.ends_on >= %(today)s)
)
FROM orgs_person p JOIN orgs_city c ON c.id = p.city_id LEFT JOIN orgs_account a ON a.person_id = p.id
WHERE
"""
_BY_ACCOUNT = _WHO + "a.id = %(account)s"
_BY_POST = (
    _WHO
    + """c.id = %(city)s AND p.id IN (SELECT po.person_id FROM orgs_post po WHERE po.kind = ANY(%(kinds)s)
    AND po.starts_on <= %(today)s AND (po.ends_on IS NULL OR po.ends_on >= %(today)s)) ORDER BY p.id"""
)
_ADMITTED = """
SELECT a.id, a.password, c.revision FROM orgs_account a
JOIN orgs_person p ON p.id = a.person_id JOIN orgs_city c ON c.id = p.city_id WHERE a.is_active AND
"""
_WITH_ACCOUNT = _ADMITTED + "a.id = %s"
_WITH_TOKEN = (
    _ADMITTED
    + """a.id = (SELECT t.account_id FROM orgs_token t
    WHERE t.digest = %s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %s))"""
)


def viewer_of_account(account_id: int, now: datetime) -> Viewer | None:
    """The viewer behind an account; None when it is no longer active."""
    for account, _password, revision in rows(_WITH_ACCOUNT, [account_id]):
        return _seated(account, revision, local(now).date())
    return None


def viewer_of_session(account_id: int, session_hash: str, now: datetime) -> Viewer | None:
    """The viewer behind a session; None when the account is closed or its password has changed since."""
    for account, password, revision in rows(_WITH_ACCOUNT, [account_id]):
        if constant_time_compare(_session_hash(password), session_hash):
            return _seated(account, revision, local(now).date())
    return None


def viewer_of_token(secret: str, now: datetime) -> Viewer | None:
    """The viewer behind an API token; None when it is unknown, expired or revoked."""
    digest = hashlib.sha256(secret.encode()).digest()
    for account, _password, revision in rows(_WITH_TOKEN, [digest, now]):
        return _seated(account, revision, local(now).date())
    return None


def viewers_in_posts(city_id: int, kinds: Iterable[str], now: datetime) -> list[Viewer]:
    """Everybody who holds a post of one of these kinds; for playing people (``gongzhi replay``)."""
    return _viewers(_BY_POST, {"city": city_id, "kinds": sorted(kinds), "today": local(now).date()})


def anybody(subject_ids: frozenset[UUID] = frozenset(), city_code: str | None = None) -> Viewer:
    """The viewer who has not signed in, in the one city of this installation or the named one.

    Raises:
        Refusal: ``city.missing`` when no city is loaded.
    """
    city = (City.objects.filter(code=city_code) if city_code else City.objects.order_by("id")).first()
    if city is None:
        raise Refusal("city.missing", "还没有载入城市数据。请先运行 gongzhi city load。", status=503)
    return Viewer(city.id, city.code, city.revision, subject_ids=subject_ids, public=public())


def system_viewer(city_code: str | None = None) -> Viewer:
    """The viewer of a command run by the operator at the machine: it may do everything in its city."""
    city = anybody(city_code=city_code)
    scope = City.objects.values_list("scope", flat=True).get(id=city.city_id)
    seat = Seat(0, 0, "system", "系统", "系统", everything(), (scope,), frozenset())
    return Viewer(city.city_id, city.city_code, city.revision, name="系统", seats=(seat,), public=public())


@lru_cache(maxsize=1024)
def _session_hash(password: str) -> str:
    return Account(password=password).get_session_auth_hash()


@lru_cache(maxsize=1024)
def _seated(account_id: int, _revision: int, today: date) -> Viewer:
    """The account with the posts of that day; whether it may come in at all is asked each time.

    Posts, bodies, places and names change only with the revision: :func:`gongzhi.orgs.operations.upserts.writing`.
    """
    return _viewers(_BY_ACCOUNT, {"account": account_id, "today": today})[0]


def _viewers(statement: str, params: Mapping[str, Any]) -> list[Viewer]:
    return [_read(row) for row in rows(statement, params)]


def _read(row: Sequence[Any]) -> Viewer:
    city, code, revision, account, person, name, posts = row
    seats = tuple(map(_seat, orjson.loads(posts)))
    return Viewer(city, code, revision, account, person, name, seats, public=public())


def _seat(post: Mapping[str, Any]) -> Seat:
    return Seat(
        post_id=post["id"],
        body_id=post["body"],
        kind=post["kind"],
        title=post["title"],
        body_name=post["name"],
        capabilities=granted(post["kind"]),
        scopes=tuple(scope_of(code, level) for code, level in post["places"] or ()),
        body_ids=frozenset(post["below"]),
    )
