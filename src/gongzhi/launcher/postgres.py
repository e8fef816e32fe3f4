"""The embedded PostgreSQL: started when needed, found again by connecting, stopped by whoever leaves last.

Several commands may use one data folder at once (``gongzhi up`` and an import beside it). Each holds a shared
lock while it works; whoever finds at the end that nobody else holds one stops the server. A killed command
holds nothing, so the server that it left behind is adopted by the next one and stopped in the end.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from gongzhi.kernel.errors import Refusal
from gongzhi.launcher.account import account_for
from gongzhi.launcher.binaries import find_binaries
from gongzhi.launcher.cluster import (
    ROLE,
    SOCKET,
    SUPERUSER,
    check_version,
    create_cluster,
    environment_for,
    socket_folder,
    write_settings,
)
from gongzhi.launcher.folder import check_room, data_folder, fresh_log, last_lines
from gongzhi.launcher.lock import exclusive, try_lock
from gongzhi.launcher.processes import die_with_parent

RECOVERY_SECONDS = 300.0
RETRY_SECONDS = 20.0
STOP_SECONDS = 60.0
RECOVERING = "the database system is"
DYING = ("lock file", "shared memory block")


class Server:
    """One PostgreSQL server over ``data/postgres``, reached by its Unix socket only."""

    def __init__(self, data: Path, *, fast: bool = False) -> None:
        """Find the programs and the cluster, or make one; hold the lock.

        ``fast`` is for tests: no fsync, and the server ends when its starter is killed.

        Raises:
            Refusal: ``postgres.*`` (no programs, no account), ``data.*`` (folder), ``disk.full``.
        """
        self._guard = data / "postgres.lock"
        self._log = data / "logs" / "postgres.log"
        self._fast = fast
        self._process: subprocess.Popen[bytes] | None = None
        check_room(data)
        link = data / "postgres"
        self._account = account_for(link.resolve())
        self._binaries = find_binaries(self._account)
        if not (link.exists() or link.is_symlink()):
            create_cluster(data, self._account, self._binaries, fast=fast)
        self.cluster = link.resolve()
        check_version(self.cluster, self._binaries)
        write_settings(self.cluster, self._account, fast=fast)
        self._pid_file = self.cluster / "postmaster.pid"
        self._socket_folder = socket_folder(self.cluster, self._account)

    def url(self, role: str = ROLE, database: str = ROLE) -> str:
        """The address for libpq, psycopg and Django."""
        host = quote(str(self._socket_folder), safe="/")
        return f"postgresql:///{database}?host={host}&port=5432&user={role}"

    def listens(self) -> bool:
        """Whether somebody answers at the socket: a question of microseconds, for asking often."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            try:
                line.connect(str(self._socket_folder / SOCKET))
            except OSError:
                return False
        return True

    def _knock(self) -> str:
        """Empty when the server lets us in, else why not."""
        if not self._pid_file.exists():
            return "no pid file"  # whoever answers at the socket serves a folder that was deleted
        try:
            psycopg.connect(self.url(SUPERUSER, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            return str(error)
        return ""

    def ensure_running(self) -> None:
        """Start the server unless it answers; also one that died while it was in use.

        Raises:
            Refusal: ``postgres.failed`` with the server's own last words; ``disk.full``, ``launcher.busy``.
        """
        with exclusive(self._guard):
            self._bring_up()
            try:
                self._ensure_database()
            except psycopg.Error as error:
                said = f"数据库刚启动就断开了：{error}（日志见 {self._log}）"
                raise Refusal("postgres.failed", said) from None

    def _bring_up(self) -> None:
        """Start until it answers.

        A postmaster that was killed may leave back ends that hold its memory for a moment: tried again until
        they are gone. Recovery after a crash is waited for.
        """
        began = time.monotonic()
        while answer := self._knock():
            said = self._start()
            if not said:
                return
            if _patience(answer) < time.monotonic() - began or not any(sign in said for sign in DYING):
                check_room(self.cluster)
                sentence = f"数据库没有启动成功。PostgreSQL 说：\n{said}\n（全文见 {self._log}）"
                raise Refusal("postgres.failed", sentence)
            self._forget_dead_postmaster()
            time.sleep(0.3)

    def _start(self) -> str:
        """Start the server and wait until it is ready; if that fails, what it said."""
        if self._process:
            self._process.poll()
        check_room(self.cluster)
        log = fresh_log(self._log)
        before = log.stat().st_size if log.exists() else 0
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [str(self._binaries.folder / "postgres"), "-D", str(self.cluster)],
                env=environment_for(self.cluster),
                cwd=self.cluster,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=die_with_parent if self._fast else None,  # noqa: PLW1509 - before any thread
                **self._account.switch(),
            )
        began = time.monotonic()
        answer = ""
        while self._process.poll() is None and time.monotonic() - began < _patience(answer):
            if not (answer := self._knock()):
                return ""
            time.sleep(0.02)
        return f"{last_lines(log, 20, since=before)}\n{answer}".strip()

    def _forget_dead_postmaster(self) -> None:
        """Remove a pid file whose number now belongs to another program: containers hand out the same ones.

        Every process of a living or dying server works in the cluster folder; where none does, it is stale.
        """
        if sys.platform != "linux":
            return
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if (process / "cwd").readlink() == self.cluster:
                    return
            except OSError:
                continue
        self._pid_file.unlink(missing_ok=True)
        (self._socket_folder / f"{SOCKET}.lock").unlink(missing_ok=True)

    def _ensure_database(self) -> None:
        """The program's own role, which is no superuser, and its database."""
        name = sql.Identifier(ROLE)
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE]).rowcount:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(name))
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [ROLE]).rowcount:
                connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(name))

    def stop(self) -> None:
        """Fast shutdown; immediate when that takes more than a minute (the next start then recovers)."""
        for how in (signal.SIGINT, signal.SIGQUIT):
            deadline = time.monotonic() + STOP_SECONDS
            if self._lives():
                with suppress(OSError, ValueError, IndexError):
                    os.kill(int(self._pid_file.read_text().split()[0]), how)
            while self._lives() and time.monotonic() < deadline:
                time.sleep(0.02)
        if self._socket_folder != self.cluster:
            with suppress(OSError):
                self._socket_folder.rmdir()

    def _lives(self) -> bool:
        """Whether a server of ours runs or one answers; only then the pid file may be believed."""
        return self.listens() or (self._process is not None and self._process.poll() is None)


def _patience(answer: str) -> float:
    """How many seconds to go on trying with a server that answers so: recovery after a crash may take long."""
    return RECOVERY_SECONDS if RECOVERING in answer else RETRY_SECONDS


@contextmanager
def embedded(data: Path, *, fast: bool = False) -> Iterator[Server]:
    """A running server over the data folder; stopped at the end unless another command still uses it.

    Raises:
        Refusal: what ``Server`` and ``Server.ensure_running`` raise.
    """
    data = data_folder(data)
    guard, users = data / "postgres.lock", data / "postgres.users"
    with exclusive(guard):
        server = Server(data, fast=fast)
        use = try_lock(users, shared=True)
    try:
        server.ensure_running()
        yield server
    finally:
        with exclusive(guard):
            if use is not None:
                os.close(use)
            last = try_lock(users)
            if last is not None:
                server.stop()
                os.close(last)


@contextmanager
def database(data_dir: Path) -> Iterator[str]:
    """The address of the embedded database of this data folder, running for as long as the context lasts."""
    with embedded(data_dir) as server:
        yield server.url()


@contextmanager
def temporary_database() -> Iterator[str]:
    """A quick throw-away database for tests: no fsync, gone at the end."""
    data = Path(tempfile.mkdtemp(prefix="gongzhi-test-"))
    data.chmod(0o711)  # the server's user goes through it when we are root
    try:
        with embedded(data, fast=True) as server:
            yield server.url()
    finally:
        for folder in ((data / "postgres").resolve(), data):
            shutil.rmtree(folder, ignore_errors=True)
