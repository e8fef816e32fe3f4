"""A pytest plugin (``-p tests.postgres``): one quick throw-away PostgreSQL for the whole session.

It is started before Django reads its settings and stopped at the end. Workers of pytest-xdist inherit its
address from the process that started them. A ``DATABASE_URL`` that is already set names the server to use instead.
"""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from gongzhi.kernel.errors import Refusal
from gongzhi.launcher.external import check_external
from gongzhi.launcher.postgres import temporary_database
from gongzhi.launcher.secrets import NAMES


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Wraps the hook in which pytest-django loads the settings, so it comes first."""
    for number, name in enumerate(NAMES):
        os.environ.setdefault(name, base64.b64encode(bytes([number]) * 32).decode())
    if "PYTEST_XDIST_WORKER" not in os.environ:
        try:
            _provide_database(early_config)
        except Refusal as refusal:
            raise pytest.UsageError(refusal.sentence) from None
    return (yield)


def _provide_database(config: pytest.Config) -> None:
    stack = ExitStack()
    config.add_cleanup(stack.close)
    os.environ["GONGZHI_DATA"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="gongzhi-data-"))
    if url := os.environ.get("DATABASE_URL"):
        check_external(url)
    else:
        os.environ["DATABASE_URL"] = stack.enter_context(temporary_database())
        stack.callback(os.environ.pop, "DATABASE_URL")
