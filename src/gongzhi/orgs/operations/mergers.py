"""The end of a body: by itself, or in another that takes over."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import DateField, F, Q, QuerySet, Value
from django.db.models.functions import Greatest

from gongzhi.kernel.errors import Refusal, not_found
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import Body, City, Post
from gongzhi.orgs.operations.upserts import writing
from gongzhi.orgs.rules import is_in_force, successor


def merge_body(viewer: Viewer, body_id: int, into_id: int, on: date) -> None:
    """From ``on`` the body is no more and ``into_id`` takes its place, also over the bodies below it.

    The posts in the body end with it. Who holds its matters now, :func:`orgs.queries.bodies.successor_of` says.

    Raises:
        Refusal: ``not_allowed``, ``not_found``, ``body.ended`` when one of them is not in force,
            ``body.circle`` when they are one and the same.
    """
    with writing(viewer) as city:
        body, into = _in_force(city, body_id, on), _in_force(city, into_id, on)
        merged = dict(
            Body.objects.filter(city=city, merged_into__isnull=False).values_list("id", "merged_into_id")
        )
        successor(body.id, merged | {body.id: into.id})
        _end(body, on, into)
        _below(body, on).update(superior=into)
        if into.superior_id == body.id:
            Body.objects.filter(id=into.id).update(superior=body.superior_id)


def end_body(viewer: Viewer, body_id: int, on: date) -> None:
    """From ``on`` the body is no more, and nobody takes its place; its posts end with it.

    Raises:
        Refusal: ``not_allowed``, ``not_found``, ``body.ended``, ``body.has_subordinates``.
    """
    with writing(viewer) as city:
        body = _in_force(city, body_id, on)
        below = _below(body, on).count()
        if below:
            raise Refusal(
                "body.has_subordinates",
                f"“{body.name}”还有 {below} 个下级机构，请先调整它们的上级。",
                status=409,
            )
        _end(body, on, None)


def _in_force(city: City, body_id: int, on: date) -> Body:
    body = Body.objects.filter(city=city, id=body_id).first()
    if body is None:
        raise not_found("这个机构")
    if not is_in_force(body.starts_on, body.ends_on, on):
        raise Refusal(
            "body.ended", f"“{body.name}”在 {on:%Y年%m月%d日} 不是存续的机构，请核对日期。", status=409
        )
    return body


def _below(body: Body, on: date) -> QuerySet[Body]:
    return Body.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), superior=body)


def _end(body: Body, on: date, into: Body | None) -> None:
    last_day = on - timedelta(days=1)
    Body.objects.filter(id=body.id).update(ends_on=last_day, merged_into=into)
    posts = Post.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last_day), body=body)
    posts.update(ends_on=Greatest(F("starts_on"), Value(last_day, DateField())))
