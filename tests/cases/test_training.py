"""The city's classifier: versions, which one is in force, and what it may learn from (issue 3 "Suggestions")."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from gongzhi.cases.labelled import Labelled
from gongzhi.cases.models import Classifier
from gongzhi.cases.operations import store_suggestions
from gongzhi.cases.operations.train_classifier import train_classifier
from gongzhi.cases.queries.classifier import active_classifier, model_path
from gongzhi.cases.queries.confirmed import ENOUGH, confirmed_messages, corrections, needs_training
from gongzhi.orgs.queries.viewers import system_viewer
from tests.cases.learning import HEATING, NOISY, messages, trained
from tests.road import STEP, Road, refusal
from tests.town import MONDAY, Town


def test_the_first_version_comes_into_force_and_is_known_by_its_digest(town: Town) -> None:
    viewer, report = trained()
    kept = Classifier.objects.get(city=town.city)
    assert (report.version, report.rows, report.classes, report.active) == (
        1,
        240,
        ("0101", "0201", "03"),
        True,
    )
    assert (kept.version, kept.source, kept.made_at, kept.active) == (1, "留言.csv", MONDAY, True)
    assert (kept.accuracy, kept.threshold) == (report.accuracy, report.threshold)
    active = active_classifier(viewer)
    assert active is not None
    assert (active.id, active.version) == (kept.id, 1)
    assert active.model.guesses(HEATING)[0].label == "03"


def test_a_version_that_is_not_worse_replaces_the_one_in_force(town: Town) -> None:
    trained()
    viewer, report = trained(messages=messages(300, seed=2), now=MONDAY + STEP)
    assert (report.version, report.active, report.before, report.after) == (2, True, 1.0, 1.0)
    active = active_classifier(viewer)
    assert active is not None
    assert active.version == 2
    assert list(Classifier.objects.order_by("version").values_list("version", "active")) == [
        (1, False),
        (2, True),
    ]


def test_a_worse_version_is_kept_but_not_put_in_force(town: Town) -> None:
    trained()
    shuffled = messages(240, seed=3)
    shuffled.labels = shuffled.labels[1:] + shuffled.labels[:1]
    shuffled.labels[:120] = messages(240, seed=3).labels[:120]
    viewer, report = trained(messages=shuffled, now=MONDAY + STEP)
    assert report.before is not None
    assert report.after is not None
    assert report.after < report.before
    assert not report.active
    active = active_classifier(viewer)
    assert active is not None
    assert active.version == 1


def test_a_file_that_is_missing_or_changed_is_not_used_and_intake_goes_on(town: Town) -> None:
    viewer, _ = trained()
    path = model_path(viewer.city_code, 1)
    for spoil in (lambda: path.write_bytes(path.read_bytes()[:-1]), path.unlink):
        spoil()
        town.city.refresh_from_db()
        town.city.revision += 1
        town.city.save()
        assert active_classifier(system_viewer()) is None
        road = Road(town).file(text=f"{HEATING}{spoil}")
        store_suggestions(system_viewer(), now=road.now)


def test_labels_that_the_catalogue_does_not_know_are_named_and_rare_ones_count_above(town: Town) -> None:
    given = messages()
    given.texts += [f"太空电梯{i}" for i in range(6)] + [f"打桩噪声{i}" for i in range(9)]
    given.labels += ["太空"] * 6 + ["02"] * 6 + ["0101"] * 3
    _, report = trained(messages=given)
    assert report.left_out == {"太空": 6}
    assert report.classes == ("0101", "02", "0201", "03")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Labelled([f"停水{i}" for i in range(60)], ["没有的类别"] * 60), "classify.unknown_labels"),
        (Labelled(["停水"], ["03"]), "classify.few_rows"),
        (Labelled([f"停水{i}" for i in range(60)], ["03"] * 60), "classify.one_class"),
    ],
)
def test_what_cannot_be_learnt_leaves_nothing_behind(town: Town, given: Labelled, code: str) -> None:
    assert refusal(lambda: trained(messages=given)) == code
    assert not Classifier.objects.exists()


@pytest.mark.parametrize("login", ["dispatcher", "leader", "clerk"])
def test_only_who_manages_the_city_may_train(town: Town, login: str) -> None:
    viewer = town.viewer(login)
    assert (
        refusal(lambda: train_classifier(viewer, messages=messages(), source="x", now=MONDAY))
        == "not_allowed"
    )
    assert not Classifier.objects.exists()


def test_a_city_learns_from_what_people_have_said_and_not_from_the_model(town: Town) -> None:
    closed = Road(town).file(text="半夜施工太吵").to("closed")
    sorted_ = Road(town).file(text="广场舞太吵").to("triage")
    Road(town).file(text="没有人看过")
    trained()
    automatic = Road(town).file(text=HEATING)
    stored = store_suggestions(system_viewer(), now=automatic.now + STEP)
    assert stored.automatic >= 1
    found = confirmed_messages(system_viewer())
    assert sorted(zip(found.texts, found.labels, strict=True)) == [
        ("半夜施工太吵。半夜施工太吵", "0201"),
        ("广场舞太吵。广场舞太吵", "0201"),
    ]
    assert {closed.id, sorted_.id}.isdisjoint({automatic.id})


def test_a_correction_is_a_category_that_a_person_set_instead(town: Town) -> None:
    viewer, _ = trained()
    assert not needs_training(viewer)
    roads = [Road(town, now=MONDAY + STEP).file(text=f"{NOISY}第{i}家") for i in range(ENOUGH + 1)]
    store_suggestions(viewer, now=MONDAY + 2 * STEP)
    for i, road in enumerate(roads):
        road.now += 3 * STEP
        road.by("dispatcher", "classify", facts={"category": "0201" if i == 0 else "03"})
    assert corrections(viewer, MONDAY) == ENOUGH
    assert needs_training(viewer)
    assert corrections(viewer, MONDAY + timedelta(days=1)) == 0
    assert model_path("x", 1).parent == settings.DATA_FOLDER / "models"
