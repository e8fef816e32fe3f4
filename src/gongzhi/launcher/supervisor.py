"""``gongzhi up``: one light parent that starts everything, keeps it alive, and stops it in order."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import click

from gongzhi.kernel.errors import Refusal
from gongzhi.launcher import warm
from gongzhi.launcher.external import check_external
from gongzhi.launcher.folder import data_folder, last_lines
from gongzhi.launcher.lock import try_lock
from gongzhi.launcher.postgres import Server, embedded
from gongzhi.launcher.processes import TICK_SECONDS, Child, run
from gongzhi.launcher.secrets import load_or_create

READY_SECONDS = 60.0
LOOK_AT_DATABASE_SECONDS = 1.0
DEATHS_AT_START = 3
LARGEST_PORT = 65535


@dataclass(frozen=True)
class Program:
    """The commands that make up the program, each an argv, and the folder of its source files."""

    sources: Path
    migrate: tuple[str, ...]
    load_demo: tuple[str, ...]
    logins: tuple[str, ...]
    web: tuple[str, ...]
    worker: tuple[str, ...]


def _command(*words: str) -> tuple[str, ...]:
    return (str(Path(sys.executable).with_name("gongzhi")), *words)


GONGZHI = Program(
    sources=Path(__file__).resolve().parent.parent,
    migrate=_command("migrate"),
    load_demo=_command("demo", "load", "--if-empty"),
    logins=_command("demo", "logins"),
    web=_command("serve"),
    worker=_command("worker"),
)


class _Stopped(Exception):  # noqa: N818 - a request, not a fault
    """The person asked us to stop while we were starting."""


@contextmanager
def _stop_signals() -> Iterator[Callable[[], bool]]:
    """Note Ctrl-C, SIGTERM and a closed terminal instead of dying of them; yields whether one has come."""
    received: list[int] = []
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, lambda got, _frame: received.append(got)) for number in numbers}
    try:
        yield lambda: bool(received)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _only_one(data: Path, address: str) -> Iterator[None]:
    """Hold the data folder for one ``up``; the lock file tells the others our address."""
    path = data / "up.lock"
    handle = try_lock(path)
    if handle is None:
        running = path.read_text("utf-8").strip()
        raise Refusal(
            "up.already_running",
            f"这个数据文件夹已经有一个共治在运行：{running} 。直接打开即可；"
            "要另开一个，请用 --data 和 --port 指定别的。",
            address=running,
        )
    try:
        path.write_text(address, "utf-8")
        yield
    finally:
        os.close(handle)


def check_port(port: int) -> None:
    """Refuse (``port.taken``, ``port.forbidden``, ``port.invalid``) a port on which we can't listen."""
    if not 1 <= port <= LARGEST_PORT:
        raise Refusal("port.invalid", f"端口 {port} 不对，应在 1 到 65535 之间。", port=port)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError as error:
            code, what = "port.taken", "已被别的程序占用"
            if error.errno == errno.EACCES:
                code, what = "port.forbidden", "须有管理员权限才能使用"
            raise Refusal(
                code, f"端口 {port} {what}。请用 --port 换一个，例如 --port 8080。", port=port
            ) from None


@dataclass
class _Up:
    """One run of the whole program, from the first check to the last stop."""

    program: Program
    port: int
    data: Path
    demo: bool
    environment: Mapping[str, str]
    server: Server | None
    stopping: Callable[[], bool]
    children: tuple[Child, ...] = ()
    next_look: float = 0.0

    def prepare(self) -> str:
        """Migrate and load the demo city, unless the last start left this very state. The logins to print."""
        path, url = self.data / "warm.json", self.environment["DATABASE_URL"]
        kept, sources = warm.read(path), self.program.sources
        if kept.mark and kept.demo == self.demo and kept.mark == warm.current_mark(url, sources):
            return kept.logins
        self._step("升级数据库", self.program.migrate)
        logins = ""
        if self.demo:
            self._step("装载演示城市", self.program.load_demo)
            logins = subprocess.run(
                self.program.logins, env=self.environment, check=False, capture_output=True, text=True
            ).stdout.strip("\n")
        warm.write(path, warm.Warm(warm.current_mark(url, sources), self.demo, logins))
        return logins

    def _step(self, title: str, argv: tuple[str, ...]) -> None:
        _say(f"{title}……")
        status = run(argv, self.environment, stopping=self.stopping)
        if self.stopping():
            raise _Stopped
        if status:
            raise Refusal("up.step_failed", f"{title}没有成功（状态 {status}），原因见上面。已全部停止。")

    def start(self) -> None:
        """Start web and worker and wait until the health page answers 200."""
        logs = self.data / "logs"
        self.children = (
            Child("网站", self.program.web, self.environment, logs / "web.log"),
            Child("后台任务", self.program.worker, self.environment, logs / "worker.log"),
        )
        for child in self.children:
            child.start()
        deadline = time.monotonic() + READY_SECONDS
        while health := _health(self.port):
            self.look()
            for child in self.children:
                if child.deaths >= DEATHS_AT_START:
                    said = last_lines(child.log)
                    raise Refusal("up.child_failed", f"{child.title}启动不了。它说：\n{said}")
            if time.monotonic() > deadline:
                said = f"等了 {READY_SECONDS:g} 秒，/healthz 仍不正常：{health}"
                raise Refusal("up.not_healthy", said)

    def look(self) -> None:
        """One tick: revive what died. A database that can't be revived now is tried again later."""
        time.sleep(TICK_SECONDS)
        if self.stopping():
            raise _Stopped
        if self.server and time.monotonic() >= self.next_look:
            self._look_at_database(self.server)
        for child in self.children:
            if happened := child.watch():
                _say(happened)

    def _look_at_database(self, server: Server) -> None:
        pause = LOOK_AT_DATABASE_SECONDS
        if not server.listens():
            _say("数据库意外停止，正在重新启动……")
            try:
                server.ensure_running()
                _say("数据库已恢复。")
            except Refusal as refusal:
                _say(refusal.sentence)
                pause *= 10
        self.next_look = time.monotonic() + pause

    def stop(self) -> None:
        """Stop web, then worker; the database follows when its context ends."""
        for child in self.children:
            child.stop()


def _health(port: int) -> str:
    """Empty when /healthz answers 200, else what it said."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        body = answer.read(2000).decode("utf-8", "replace")
        return "" if answer.status == HTTPStatus.OK else f"{answer.status} {body}"
    except (OSError, HTTPException) as error:
        return str(error) or "没有回答"
    finally:
        connection.close()


def _say(sentence: str) -> None:
    with suppress(OSError):  # a closed terminal is no reason to stop without order
        click.echo(sentence)


def up(*, port: int, data: Path, demo: bool, program: Program = GONGZHI) -> None:
    """Start database, web and worker, print address and logins, keep all alive; stop on Ctrl-C or SIGTERM.

    Returns after a clean stop. ``DATABASE_URL`` selects an external server, neither started nor stopped here.

    Raises:
        Refusal: when something stands in the way (``port.*``, ``up.*``, ``data.*``, ``database.*``,
            ``postgres.*``, ``disk.full``, ``secrets.*``); whatever was started has been stopped again.
    """
    data = data_folder(data)
    address = f"http://127.0.0.1:{port}/"
    external = os.environ.get("DATABASE_URL")
    with ExitStack() as stack:
        stopping = stack.enter_context(_stop_signals())
        stack.enter_context(_only_one(data, address))
        check_port(port)
        keys = load_or_create(data)
        server = None
        if external:
            check_external(external)
        else:
            server = stack.enter_context(embedded(data))
        ours = {
            "DATABASE_URL": server.url() if server else external,
            "GONGZHI_DATA": data,
            "GONGZHI_PORT": port,
            "GONGZHI_DEMO": int(demo),
        }
        environment = {**os.environ, **keys, **{name: str(value) for name, value in ours.items()}}
        run_ = _Up(program, port, data, demo, environment, server, stopping)
        stack.callback(run_.stop)
        try:
            logins = run_.prepare()
            run_.start()
            _say("\n".join(filter(None, (f"共治已就绪：{address}", logins, "按 Ctrl-C 停止。"))))
            while True:
                run_.look()
        except _Stopped:
            _say("正在停止……")
    _say("已停止。")
