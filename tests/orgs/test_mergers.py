"""Bodies end or go into others by date, and nothing below them is lost."""

from __future__ import annotations

from datetime import date

import pytest

from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import Body, City, Person, Post
from gongzhi.orgs.operations.mergers import end_body, merge_body
from gongzhi.orgs.queries.bodies import successor_of
from gongzhi.orgs.vocabulary import BodyKind, OrgsCapability, PostKind

pytestmark = pytest.mark.django_db
ON = date(2026, 4, 1)


@pytest.fixture
def viewer() -> Viewer:
    city = City.objects.create(code="110101", name="东城区", scope="110101")
    government = Body.objects.create(city=city, code="G", name="区政府", kind=BodyKind.GOVERNMENT)
    for code in ("A", "B", "C"):
        Body.objects.create(
            city=city, code=code, name=f"{code}局", kind=BodyKind.DEPARTMENT, superior=government
        )
    Body.objects.create(
        city=city, code="A1", name="A局一科", kind=BodyKind.DEPARTMENT, superior=Body.objects.get(code="A")
    )
    person = Person.objects.create(city=city, code="1", name="王宁")
    for starts_on in (date(2020, 1, 1), date(2027, 1, 1)):
        Post.objects.create(
            person=person,
            body=Body.objects.get(code="A"),
            kind=PostKind.HEAD,
            title="局长",
            starts_on=starts_on,
        )
    return Viewer(city.id, public=frozenset({OrgsCapability.MANAGE}))


def body(code: str) -> Body:
    return Body.objects.select_related("superior", "merged_into").get(code=code)


def test_a_merged_body_ends_the_day_before_and_hands_over_what_is_below(viewer: Viewer) -> None:
    merge_body(viewer, body_id=body("A").id, into_id=body("B").id, on=ON)
    assert (body("A").ends_on, body("A").merged_into) == (date(2026, 3, 31), body("B"))
    assert body("A1").superior == body("B")
    dates = Post.objects.order_by("starts_on").values_list("starts_on", "ends_on")
    assert list(dates) == [(date(2020, 1, 1), date(2026, 3, 31)), (date(2027, 1, 1), date(2027, 1, 1))]
    assert City.objects.get().revision == 2


def test_the_successor_is_at_the_end_of_the_chain(viewer: Viewer) -> None:
    merge_body(viewer, body_id=body("A").id, into_id=body("B").id, on=ON)
    merge_body(viewer, body_id=body("B").id, into_id=body("C").id, on=date(2026, 5, 1))
    heirs = [successor_of(viewer.city_id, body(code).id) for code in ("A", "B", "C", "G")]
    assert heirs == [body("C").id, body("C").id, body("C").id, body("G").id]


def test_a_body_can_go_into_one_below_it(viewer: Viewer) -> None:
    merge_body(viewer, body_id=body("A").id, into_id=body("A1").id, on=ON)
    assert body("A1").superior == body("G")


def test_a_body_with_others_below_does_not_just_end(viewer: Viewer) -> None:
    with pytest.raises(Refusal, match=r"body\.has_subordinates"):
        end_body(viewer, body_id=body("A").id, on=ON)
    end_body(viewer, body_id=body("A1").id, on=ON)
    end_body(viewer, body_id=body("A").id, on=ON)
    assert (body("A").ends_on, body("A").merged_into) == (date(2026, 3, 31), None)


@pytest.mark.parametrize(
    ("code", "into", "refused"), [("A", "A", "body.circle"), ("A", "X", "not_found"), ("X", "A", "not_found")]
)
def test_what_can_not_be_merged_is_refused(viewer: Viewer, code: str, into: str, refused: str) -> None:
    ids = dict(Body.objects.values_list("code", "id"))
    with pytest.raises(Refusal) as caught:
        merge_body(viewer, body_id=ids.get(code, 0), into_id=ids.get(into, 0), on=ON)
    assert caught.value.code == refused
    assert not Body.objects.filter(ends_on__isnull=False).exists()


def test_an_ended_body_is_not_merged_again_and_nobody_merges_without_the_capability(viewer: Viewer) -> None:
    end_body(viewer, body_id=body("C").id, on=ON)
    with pytest.raises(Refusal, match=r"body\.ended"):
        merge_body(viewer, body_id=body("B").id, into_id=body("C").id, on=ON)
    with pytest.raises(Refusal, match="not_allowed"):
        merge_body(Viewer(viewer.city_id), body_id=body("A").id, into_id=body("B").id, on=ON)
