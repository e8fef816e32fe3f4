"""One real server on a database of its own, and browsers that object to everything that a person would."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
import pytest
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from tests.site.people import PASSWORD
from tests.site.watching import Watch, watched

ROOT = Path(__file__).resolve().parents[2]
PHONE, LAPTOP = (390, 844), (1440, 900)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
READY_SECONDS = 60
SETTLE = "import django; django.setup(); from tests.site.settle import settle; settle()"

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the site: the town on a database of its own, served as ``gongzhi up`` serves it."""
    base = os.environ["DATABASE_URL"]
    name = f"site_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
    with psycopg.connect(base, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}"')
    surroundings = {
        **os.environ,
        "DATABASE_URL": urlunsplit(urlsplit(base)._replace(path=f"/{name}")),
        "DJANGO_SETTINGS_MODULE": "gongzhi.config.settings",
    }
    subprocess.run([sys.executable, "-c", SETTLE], cwd=ROOT, env=surroundings, check=True)
    port = _free_port()
    serve = [str(Path(sys.executable).with_name("gongzhi")), "serve", "--port", str(port)]
    with subprocess.Popen(serve, cwd=ROOT, env=surroundings) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/rules/", server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)
    with psycopg.connect(base, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}"')  # not by force: see tests/config/conftest.py


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - our own server on this machine
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"the site does not answer at {address}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the stories of one file.

    Not for the whole session: while it lives, its event loop keeps other tests of the process from the database.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def kept_sessions() -> dict[str, StorageState]:
    """The cookies of those who have signed in, by login."""
    return {}


@pytest.fixture
def open_page(site: str, chromium: Browser, kept_sessions: dict[str, StorageState]) -> Iterator[OpenPage]:
    """Opens windows of separate people; at the end no window may have had anything to complain of."""
    watches: list[Watch] = []

    def open_one(size: tuple[int, int] = LAPTOP, *, who: str = "", **options: Any) -> Page:
        if who in kept_sessions:
            options["storage_state"] = kept_sessions[who]
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", base_url=site, **options
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        watches.append(watched(page))
        if who and who not in kept_sessions:
            sign_in(page, who)
            kept_sessions[who] = context.storage_state()
        return page

    yield open_one
    complaints = [complaint for watch in watches for complaint in watch.complaints]
    for watch in watches:
        watch.page.context.close()
    assert complaints == []


def sign_in(page: Page, who: str, password: str = PASSWORD) -> None:
    """Through the form, like everybody."""
    if "/sign-in/" not in page.url:
        page.goto("/sign-in/")
    page.get_by_label("登录名").fill(who)
    page.get_by_label("密码").fill(password)
    page.get_by_role("main").get_by_role("button", name="登录").click()
