"""``gongzhi classify`` as people type it, and what the background does with what it made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gongzhi.cases.models import Classifier, Suggestion
from tests.cases.incoming import write_csv
from tests.cases.learning import IN_TOWN
from tests.config.running import PROJECT, environment, gongzhi
from tests.language.labelled_messages import invented
from tests.road import Road
from tests.town import Town

SERVING = """
import sys
import django
django.setup()
import gongzhi.config.urls, gongzhi.config.jobs
from django.urls import get_resolver
get_resolver().url_patterns
print(sorted({"sklearn", "scipy", "rjieba"} & set(sys.modules)))
"""


def labelled(path: Path, count: int, seed: int, **changes: str) -> Path:
    texts, labels = invented(count, seed)
    lines = [
        {"留言详情": text, "一级标签": changes.get(label, IN_TOWN[label])}
        for text, label in zip(texts, labels, strict=True)
    ]
    return write_csv(
        path, [*lines, {"留言详情": "", "一级标签": "噪声"}], encoding="gb18030", columns=list(lines[0])
    )


def test_evaluate_measures_without_a_database(tmp_path: Path) -> None:
    train, test = labelled(tmp_path / "学.csv", 200, 1), labelled(tmp_path / "考.csv", 80, 2)
    done = gongzhi(
        tmp_path, "classify", "evaluate", "--train", train, "--test", test, "--json", url="nowhere:"
    )
    assert (done.status, done.complained) == (0, "")
    found = done.json
    assert (found["accuracy"], found["macro_f1"], found["coverage_at_95"], found["n"]) == (1.0, 1.0, 1.0, 80)
    assert 0 < found["us_per_message"] < 5000
    assert found["train"]["rejected"] == found["test"]["rejected"] == 1
    assert found["test"]["rejects"] == [
        {"row": 82, "code": "classify.no_text", "sentence": "这一行没有文字。"}
    ]
    spoken = gongzhi(tmp_path, "classify", "evaluate", "--train", train, "--test", test, url="nowhere:")
    assert "学了 200 条，考了 80 条：准确率 100.0%" in spoken.said
    assert "检验第 82 行：这一行没有文字。" in spoken.said


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--text", "没有"), "sheet.columns"),
        (("--label", "没有"), "sheet.columns"),
        (("--label", "留言详情"), "classify.few_rows"),
    ],
)
def test_what_cannot_be_evaluated_is_said_in_a_sentence(
    tmp_path: Path, args: tuple[str, ...], code: str
) -> None:
    file = labelled(tmp_path / "留言.csv", 60, 1)
    done = gongzhi(tmp_path, "classify", "evaluate", "--train", file, "--test", file, *args, "--json")
    assert (done.status, done.said) == (2, "")
    assert f"（{code}）" in done.complained


def test_train_makes_versions_from_a_file_and_from_the_citys_own_cases(
    transactional_town: Town, tmp_path: Path
) -> None:
    file = labelled(tmp_path / "留言.csv", 200, 1)
    done = gongzhi(tmp_path, "classify", "train", file, "--json")
    assert done.status == 0, done.complained
    assert (done.json["version"], done.json["active"], done.json["rows"]) == (1, True, 200)
    assert (tmp_path / "models" / "990101-1.npz").exists()
    spoken = gongzhi(tmp_path, "classify", "train", file)
    assert "第 2 版：200 条，3 类" in spoken.said
    assert "已启用。" in spoken.said
    few = gongzhi(tmp_path, "classify", "train", "--from-cases")
    assert (few.status, "classify.few_rows" in few.complained) == (2, True)
    neither = gongzhi(tmp_path, "classify", "train")
    assert (neither.status, "classify.what" in neither.complained) == (2, True)
    assert Classifier.objects.count() == 2


def test_nothing_that_serves_carries_what_only_training_needs(tmp_path: Path) -> None:
    """Memory of web and worker: scikit-learn and the dictionary stay out."""
    argv = [sys.executable, "-c", SERVING]
    env = {**environment(tmp_path, "postgresql:///x"), "DJANGO_SETTINGS_MODULE": "gongzhi.config.settings"}
    done = subprocess.run(argv, env=env, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_the_worker_suggests(transactional_town: Town, queue: None, tmp_path: Path) -> None:
    road = Road(transactional_town).file(text="多福巷社区噪声太大")
    code = (
        "import django; django.setup()\nfrom gongzhi.config import jobs\n"
        "jobs.sample_wording(timestamp=0); jobs.suggest(timestamp=0); jobs.retrain(timestamp=0)"
    )
    env = {**environment(tmp_path), "DJANGO_SETTINGS_MODULE": "gongzhi.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert Suggestion.objects.get(subject_id=road.id).category == "0201"
