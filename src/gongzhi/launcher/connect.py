"""A database for any command: the external one, or the embedded one of the data folder."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gongzhi.launcher.external import check_external
from gongzhi.launcher.folder import data_folder
from gongzhi.launcher.postgres import embedded
from gongzhi.launcher.secrets import load_or_create


def _leave_on_termination() -> None:
    """Let SIGTERM unwind the stack, so that a server we started is stopped, unless it is handled already."""
    in_main = threading.current_thread() is threading.main_thread()
    if in_main and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


@contextmanager
def open_database(data_dir: Path) -> Iterator[str]:
    """The database's address, with the environment ready for Django; enter it before Django is set up.

    Sets ``DATABASE_URL`` (unless it names an external server), ``GONGZHI_DATA`` and the three keys. An
    embedded server is started when it is not running, and stopped at the end when nobody else uses it.

    Raises:
        Refusal: ``database.*``, ``data.*``, ``postgres.*``, ``secrets.*``, ``disk.full``, ``launcher.busy``.
    """
    data = data_folder(data_dir)
    os.environ["GONGZHI_DATA"] = str(data)
    os.environ.update(load_or_create(data))
    if url := os.environ.get("DATABASE_URL"):
        check_external(url)
        yield url
        return
    _leave_on_termination()
    with embedded(data) as server:
        os.environ["DATABASE_URL"] = server.url()
        try:
            yield server.url()
        finally:
            del os.environ["DATABASE_URL"]
