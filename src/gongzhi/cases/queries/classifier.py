"""The text classifier in force in a city: which version, and the model itself."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gongzhi.cases.models import Classifier
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.language.classifier import TextClassifier

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ActiveClassifier:
    """A version with its model."""

    id: int
    version: int
    model: TextClassifier


def active_classifier(viewer: Viewer) -> ActiveClassifier | None:
    """The classifier in force; None when there is none, or its file is missing or not what was made.

    Kept in the process under the version of the city's reference data, which activation raises.
    """
    return _active(viewer.city_id, viewer.city_code, viewer.revision)


def model_path(city_code: str, version: int) -> Path:
    """Where the numbers of a version are kept."""
    return settings.DATA_FOLDER / "models" / f"{city_code}-{version}.npz"


@lru_cache(maxsize=4)
def _active(city_id: int, city_code: str, _revision: int) -> ActiveClassifier | None:
    kept = Classifier.objects.filter(city_id=city_id, active=True).first()
    if kept is None:
        return None
    try:
        content = model_path(city_code, kept.version).read_bytes()
        if hashlib.sha256(content).digest() != bytes(kept.digest):
            raise Refusal("classify.model", "分类模型的文件与登记的不符。请重新训练。")
        return ActiveClassifier(kept.id, kept.version, TextClassifier.load(content))
    except (OSError, Refusal) as error:
        _log.warning("classifier %s-%s is not used: %s", city_code, kept.version, error)
        return None
