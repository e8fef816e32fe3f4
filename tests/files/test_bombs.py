"""Attachment bombs: refused fast, with memory that has a bound (ASVS 5.2), in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.files import samples
from tests.files.samples import encoded, scene

ROOT = Path(__file__).resolve().parents[2]
MOST_MEGABYTES = 900
"""Of addresses, for the whole process with Django, NumPy's threads and the decoders in it."""
LOOK = f"""
import json, resource, sys, time
import django
django.setup()
from gongzhi.files.operations import take_in
from tests.files.samples import named
name, path = sys.argv[1:]
file = named(name, open(path, "rb").read())
resource.setrlimit(resource.RLIMIT_AS, ({MOST_MEGABYTES} * 2**20,) * 2)
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
batch = take_in([file])
print(json.dumps({{
    "codes": [one.refusal.code for one in batch.left],
    "sizes": [[one.width, one.height] for one in batch.taken],
    "cpu": time.process_time() - started,
    "megabytes": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
}}))
"""


def look(tmp_path: Path, name: str, content: bytes) -> dict[str, object]:
    path = tmp_path / "sent"
    path.write_bytes(content)
    run = subprocess.run(
        [sys.executable, "-c", LOOK, name, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, object] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("50000x50000.png", samples.huge_png()),
        ("12000x12000.gif", samples.huge_gif(12_000, 12_000)),
        ("400mb.docx", samples.zip_bomb()),
        ("overlapping.docx", samples.overlapping_bomb()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, name: str, content: bytes) -> None:
    assert len(content) < 500_000
    found = look(tmp_path, name, content)
    assert found["codes"] == ["file.bomb"]
    assert float(str(found["cpu"])) < 0.5
    assert float(str(found["megabytes"])) < 20


def test_the_largest_picture_of_a_telephone_is_taken_within_the_bound(tmp_path: Path) -> None:
    found = look(tmp_path, "50mp.jpg", encoded(scene(8160, 6120), progressive=True, subsampling=0))
    assert (found["codes"], found["sizes"]) == ([], [[2560, 1920]])
    assert float(str(found["megabytes"])) < 500
