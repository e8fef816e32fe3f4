"""A folder that PostgreSQL's own user can enter (pytest's own are closed), in an environment without a database."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from gongzhi.launcher import open_database
from gongzhi.launcher.secrets import NAMES


def bare(patch: pytest.MonkeyPatch) -> None:
    """What the session's own database set is not there."""
    for name in ("DATABASE_URL", "GONGZHI_DATA", *NAMES):
        patch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the patch of the test itself: two of them, undone in the wrong order, take away what the session set."""
    bare(monkeypatch)


@contextmanager
def open_folder() -> Iterator[Path]:
    """An empty folder, gone afterwards; also what the launcher had to put elsewhere for it."""
    folder = Path(tempfile.mkdtemp(prefix="gongzhi-launcher-"))
    folder.chmod(0o711)
    yield folder
    for link in folder.rglob("postgres"):
        if link.is_symlink():
            shutil.rmtree(link.resolve(), ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for one test."""
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def settled() -> Iterator[Path]:
    """A data folder that has been started once, with a row to find again; each test leaves it as it was."""
    with open_folder() as folder:
        with pytest.MonkeyPatch.context() as patch:
            bare(patch)
            with open_database(folder / "var") as url, psycopg.connect(url) as connection:
                connection.execute("CREATE TABLE kept AS SELECT '朝阳门' AS street")
        yield folder / "var"


@pytest.fixture
def data(home: Path) -> Path:
    """A data folder that does not exist yet."""
    return home / "var"
