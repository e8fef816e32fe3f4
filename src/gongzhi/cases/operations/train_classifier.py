"""Train the city's classifier anew; put it in force only when it is not worse.

Needs scikit-learn: imported by the command alone, never while serving. Retraining by the worker runs the
command in a process of its own.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from gongzhi.cases.labelled import Labelled
from gongzhi.cases.models import Classifier
from gongzhi.cases.operations.file_case import one_line
from gongzhi.cases.queries.classifier import ActiveClassifier, active_classifier, model_path
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel.errors import Refusal, not_allowed
from gongzhi.kernel.viewer import Viewer
from gongzhi.language.training import FEWEST_OF_A_CLASS, Learnt, learn
from gongzhi.orgs.operations.upserts import writing
from gongzhi.orgs.vocabulary import OrgsCapability

SEED = 1
_SOURCE = 80
_COMPARED = 30
"""Fewer messages that the model in force has not seen do not show which is better."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The new version and how it did.

    ``left_out``: labels that the catalogue does not know or that are too rare, with their number of rows.
    ``before`` is the accuracy of the version in force on the messages new to it, ``after`` that of the new one
    on the same; both None when there was nothing to compare.
    """

    version: int
    rows: int
    classes: tuple[str, ...]
    accuracy: float
    macro_f1: float
    threshold: float | None
    coverage: float
    active: bool
    before: float | None
    after: float | None
    left_out: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """All of it, for ``--json``."""
        return asdict(self)


def train_classifier(
    viewer: Viewer, *, messages: Labelled, source: str, now: datetime, seed: int = SEED
) -> Trained:
    """Learn from the messages and keep the model as the city's next version (SX-09).

    Labels are names or codes of the category catalogue; a code with too few messages counts for the class above
    it. The new version comes into force when there is none, or when it is not worse: on the messages that the
    one in force has not seen, each judged by a model that had not learnt from it.

    Raises:
        Refusal: ``not_allowed``, ``classify.*``; nothing is written then.
    """
    if not viewer.can(OrgsCapability.MANAGE):
        raise not_allowed()
    texts, labels, left_out = _by_catalogue(viewer, messages)
    learnt = learn(texts, labels, seed=seed)
    before, after = _compared(active_classifier(viewer), learnt, texts, labels)
    better = before is None or after is None or after >= before
    content = learnt.classifier.dump()
    with writing(viewer) as city:
        known = Classifier.objects.filter(city=city)
        version = 1 + max(known.values_list("version", flat=True), default=0)
        if better:
            known.filter(active=True).update(active=False)
        Classifier.objects.create(
            city=city, version=version, made_at=now, source=one_line(source)[:_SOURCE], rows=len(texts),
            classes=list(learnt.classifier.classes), accuracy=learnt.accuracy, macro_f1=learnt.macro_f1,
            threshold=learnt.classifier.threshold, coverage=learnt.coverage,
            digest=hashlib.sha256(content).digest(), active=better,
        )  # fmt: skip
        _write(model_path(city.code, version), content)
    return Trained(
        version, len(texts), learnt.classifier.classes, learnt.accuracy, learnt.macro_f1,
        learnt.classifier.threshold, learnt.coverage, better, before, after, left_out,
    )  # fmt: skip


def _by_catalogue(viewer: Viewer, messages: Labelled) -> tuple[list[str], list[str], dict[str, int]]:
    """Texts with codes of the catalogue, and what had to be left out."""
    known, left_out = catalogue(viewer), Counter[str]()
    coded = []
    for text, label in zip(messages.texts, messages.labels, strict=True):
        entry = known.find(label)
        if entry is None:
            left_out[label] += 1
        else:
            coded.append((text, entry.code))
    if messages.texts and not coded:
        raise Refusal(
            "classify.unknown_labels",
            f"类别目录里没有这些类别：{'、'.join(list(left_out)[:5])}。请改用目录里的名称或代码。",
            labels=list(left_out),
        )
    codes = _raised([code for _, code in coded])
    for (_, code), raised in zip(coded, codes, strict=True):
        if not raised:
            left_out[code] += 1
    kept = [(text, raised) for (text, _), raised in zip(coded, codes, strict=True) if raised]
    return [text for text, _ in kept], [code for _, code in kept], dict(left_out)


def _raised(codes: Sequence[str]) -> list[str]:
    """Each code, or the class above it that has enough messages; empty when none has."""
    raised = list(codes)
    while rare := {code for code, n in Counter(raised).items() if code and n < FEWEST_OF_A_CLASS}:
        raised = [code[:-2] if code in rare else code for code in raised]
    return raised


def _compared(
    active: ActiveClassifier | None, learnt: Learnt, texts: Sequence[str], labels: Sequence[str]
) -> tuple[float | None, float | None]:
    """Accuracy of the old and the new on what the old has not seen, at the level of the coarser one."""
    if active is None:
        return None, None
    fresh = [i for i, text in enumerate(texts) if not active.model.has_seen(text)]
    if len(fresh) < _COMPARED:
        return None, None
    width = min(max(map(len, model.classes)) for model in (active.model, learnt.classifier))
    truth = [labels[i][:width] for i in fresh]
    old = [active.model.guesses(texts[i], 1)[0].label[:width] for i in fresh]
    new = [learnt.answers[i][:width] for i in fresh]
    return _share(old, truth), _share(new, truth)


def _share(answers: Sequence[str], truth: Sequence[str]) -> float:
    return sum(map(str.__eq__, answers, truth)) / len(truth)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(path)
