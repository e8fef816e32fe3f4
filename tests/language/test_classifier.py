"""What a message is about: learnt from labelled messages, calibrated, explained, kept safely (DC-26)."""

from __future__ import annotations

import io

import numpy as np
import pytest

from gongzhi.kernel.errors import Refusal
from gongzhi.language.classifier import TextClassifier
from gongzhi.language.training import ENOUGH, Learnt, learn, measure, surest
from tests.language.labelled_messages import halves, invented, real


@pytest.fixture(scope="module")
def learnt() -> Learnt:
    return learn(*invented(240, seed=1), seed=1)


def test_new_messages_are_sorted_with_confidence_and_reasons(learnt: Learnt) -> None:
    texts, labels = invented(200, seed=2)
    measured = measure(learnt.classifier, texts, labels)
    assert (measured.n, measured.accuracy, measured.macro_f1, measured.coverage_at_95) == (200, 1.0, 1.0, 1.0)
    first, *others = learnt.classifier.guesses("楼下暖气一直不热，家里有婴儿，请物业查看阀门")
    assert first.label == "供暖"
    assert set(first.words) <= {"暖气", "不热", "婴儿", "阀门"}
    assert len(first.words) == 3
    assert {guess.label for guess in others} == {"噪声", "停车"}
    assert first.confidence + sum(guess.confidence for guess in others) == pytest.approx(1, abs=1e-5)
    assert measured.us_per_message < 1000


def test_a_message_without_a_known_word_is_not_sure_of_anything(learnt: Learnt) -> None:
    assert learnt.classifier.threshold is not None
    for text in ("", "😀𠮷", "\x00\ud800"):
        guess = learnt.classifier.guesses(text)[0]
        assert guess.confidence < learnt.classifier.threshold
        assert guess.words == ()


def test_the_same_messages_and_seed_give_the_same_file() -> None:
    first, again = (learn(*invented(120, seed=3), seed=5) for _ in range(2))
    assert first.classifier.dump() == again.classifier.dump()
    assert first.answers == again.answers


def test_a_model_read_from_its_file_says_the_same(learnt: Learnt) -> None:
    read = TextClassifier.load(learnt.classifier.dump())
    texts, _ = invented(50, seed=4)
    assert [read.guesses(text) for text in texts] == [learnt.classifier.guesses(text) for text in texts]
    assert read.threshold == learnt.classifier.threshold
    assert read.has_seen(invented(240, seed=1)[0][7])
    assert not read.has_seen("没有见过的一句话")


@pytest.mark.parametrize("broken", ["cut", "empty", "text", "pickle", "other", "misfit"])
def test_a_broken_file_is_refused_and_nothing_in_it_is_run(learnt: Learnt, broken: str) -> None:
    whole = learnt.classifier.dump()
    stream = io.BytesIO()
    with np.load(io.BytesIO(whole)) as kept:
        arrays = {name: kept[name] for name in kept.files}
    changed = {
        "pickle": {"classes": np.array([print], dtype=object)},
        "other": {"format": np.array(99)},
        "misfit": {"bias": np.zeros(99, np.float32)},
    }
    np.savez(stream, allow_pickle=True, **{**arrays, **changed.get(broken, {})})
    content = {"cut": whole[: len(whole) // 2], "empty": b"", "text": b"print(1)"}.get(
        broken, stream.getvalue()
    )
    with pytest.raises(Refusal) as refused:
        TextClassifier.load(content)
    assert refused.value.code == "classify.model"


@pytest.mark.parametrize(
    ("texts", "labels", "code"),
    [
        (["暖气不热"] * 10, ["供暖"] * 10, "classify.few_rows"),
        ([f"暖气不热{i}" for i in range(50)], ["供暖"] * 50, "classify.one_class"),
        ([f"暖气不热{i}" for i in range(50)], ["供暖"] * 47 + ["噪声"] * 3, "classify.rare_class"),
        ([chr(0x4E00 + i) for i in range(50)], ["供暖", "噪声"] * 25, "classify.no_words"),
    ],
)
def test_what_cannot_be_learnt_is_said(texts: list[str], labels: list[str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        learn(texts, labels, seed=1)
    assert refused.value.code == code


def test_two_classes_are_enough() -> None:
    texts, labels = invented(300, seed=6)
    two = [(text, label) for text, label in zip(texts, labels, strict=True) if label != "停车"]
    learnt = learn([text for text, _ in two], [label for _, label in two], seed=1)
    assert learnt.accuracy == 1.0
    assert learnt.classifier.guesses("半夜施工太吵")[0].label == "噪声"


@pytest.mark.parametrize(
    ("sure", "right", "least", "found"),
    [
        ([0.9, 0.8, 0.7, 0.6], [True, True, True, False], 1, (0.7, 0.75)),
        ([0.9, 0.8, 0.7, 0.6], [True, True, True, True], 1, (0.6, 1.0)),
        ([0.9, 0.8, 0.7, 0.6], [False, True, True, True], 1, (None, 0.0)),
        ([0.9, 0.8, 0.8, 0.6], [True, True, False, False], 1, (0.9, 0.25)),
        ([0.9, 0.8, 0.7, 0.6], [True, True, True, False], 4, (None, 0.0)),
    ],
)
def test_the_threshold_is_the_smallest_confidence_that_was_right_often_enough(
    sure: list[float], right: list[bool], least: int, found: tuple[float | None, float]
) -> None:
    assert surest(np.array(sure), np.array(right), least) == found


def test_no_threshold_where_words_say_nothing() -> None:
    texts, labels = invented(200, seed=7)
    guessing = learn(texts, labels[1:] + labels[:1], seed=1)
    assert guessing.classifier.threshold is None
    assert guessing.coverage == 0
    assert guessing.accuracy < 0.6
    assert ENOUGH == 50


def test_real_messages_reach_the_goal() -> None:
    """Issue 3 "Shown by": macro F1 on a seeded 75/25 split, repeated texts removed first."""
    texts, labels = real()
    reached = {}
    for seed in (1, 2, 3) if texts else ():
        train, test = halves(texts, labels, seed)
        learnt = learn([texts[i] for i in train], [labels[i] for i in train], seed=1)
        reached[seed] = measure(learnt.classifier, [texts[i] for i in test], [labels[i] for i in test])
    f1 = [one.macro_f1 for one in reached.values()]
    assert not f1 or sum(f1) / len(f1) >= 0.88, reached
    assert all(one.coverage_at_95 >= 0.7 and one.us_per_message < 1000 for one in reached.values()), reached
