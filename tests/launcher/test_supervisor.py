"""``up``: everything starts, comes back when it dies, and is gone afterwards."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Timer

import psycopg
import pytest

from .programs import LOGINS, command
from .watching import is_alive, is_left_alone

READY = "按 Ctrl-C 停止。"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Run:
    """One ``up`` in a process of its own."""

    def __init__(self, data: Path, *, port: int = 0, demo: bool = True, broken: str = "") -> None:
        self.data = data
        self.port = port or free_port()
        words = command("up", str(self.port), str(data), "demo" if demo else "bare", broken)
        self.said: list[str] = []
        self.sources = data.parent / "sources"
        environment = os.environ | {"SOURCES": str(self.sources)}
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)
        self._last_resort = Timer(120, self.process.kill)
        self._last_resort.daemon = True
        self._last_resort.start()

    def read_until(self, sign: str) -> list[str]:
        """The lines said, up to the one that holds the sign; all of them when it never comes."""
        assert self.process.stdout
        said = []
        for line in self.process.stdout:
            said.append(line.strip())
            if sign in line:
                break
        return said

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Its exit status."""
        self.process.send_signal(how)
        self.process.communicate()
        self._last_resort.cancel()
        return self.process.returncode

    def calls(self) -> list[str]:
        """The programs that were started in this folder so far, in order."""
        return [line.split()[0] for line in self._lines()]

    def pids(self) -> list[int]:
        """Their numbers."""
        return [int(line.split()[1]) for line in self._lines()]

    def pid(self, name: str) -> int:
        """The number of the latest one of this name."""
        return [int(line.split()[1]) for line in self._lines() if line.startswith(f"{name} ")][-1]

    def was_replaced(self, name: str, dead: int) -> bool:
        """Whether another one of this name was started after the dead one."""
        return self.pid(name) != dead

    def postmaster(self) -> int:
        """The number of the database's first process."""
        return int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])

    def address(self) -> str:
        """Where the database is."""
        return f"postgresql:///gongzhi?host={(self.data / 'postgres').resolve()}&port=5432&user=gongzhi"

    def _lines(self) -> list[str]:
        return (self.data / "calls.txt").read_text().splitlines()


@contextmanager
def running(data: Path, *, port: int = 0, demo: bool = True) -> Iterator[Run]:
    """An ``up`` that is ready, with what it said until then; stopped at the end if the test did not."""
    run = Run(data, port=port, demo=demo)
    try:
        run.said = run.read_until(READY)
        yield run
    finally:
        if run.process.poll() is None:
            run.stop()


def eventually(question: Callable[[], bool]) -> bool:
    """Whether it becomes true within ten seconds."""
    deadline = time.monotonic() + 10
    while not question() and time.monotonic() < deadline:
        time.sleep(0.05)
    return question()


def everything_is_gone(run: Run) -> bool:
    return eventually(lambda: not any(map(is_alive, run.pids()))) and is_left_alone(
        (run.data / "postgres").resolve()
    )


def forget_earlier_starts(data: Path) -> None:
    for name in ("calls.txt", "warm.json"):
        (data / name).unlink(missing_ok=True)


def test_cold_then_warm_then_nothing_left(settled: Path) -> None:
    forget_earlier_starts(settled)
    with running(settled) as cold:
        address = f"共治已就绪：http://127.0.0.1:{cold.port}/"
        assert cold.said == ["升级数据库……", "装载演示城市……", address, LOGINS, READY]
        assert cold.stop(signal.SIGINT) == 0
        assert everything_is_gone(cold)
    with running(settled, port=cold.port) as warm:
        assert warm.said == [address, LOGINS, READY]
        everything = ["load_demo", "logins", "migrate", "web", "web", "worker", "worker"]
        assert eventually(lambda: sorted(warm.calls()) == everything)
        assert warm.stop(signal.SIGTERM) == 0
        assert everything_is_gone(warm)


def test_a_changed_database_and_a_changed_program_are_looked_at_again(settled: Path) -> None:
    with running(settled) as run, psycopg.connect(run.address()) as connection:
        connection.execute("DELETE FROM django_migrations")
    with running(settled) as run:
        assert run.said[0] == "升级数据库……"
        run.sources.mkdir()
        (run.sources / "new.py").touch()
    with running(settled) as run:
        assert run.said[0] == "升级数据库……"


def test_without_the_demo_city_nobody_is_offered_a_login(settled: Path) -> None:
    forget_earlier_starts(settled)
    with running(settled, demo=False) as run:
        assert run.said == ["升级数据库……", f"共治已就绪：http://127.0.0.1:{run.port}/", READY]
        assert sorted(run.calls()) == ["migrate", "web", "worker"]


def test_what_dies_comes_back(settled: Path) -> None:
    with running(settled) as run:
        for name, title in (("web", "网站意外退出"), ("worker", "后台任务意外退出")):
            dead = run.pid(name)
            os.kill(dead, signal.SIGKILL)
            assert title in run.read_until(title)[-1]
            assert eventually(partial(run.was_replaced, name, dead))
        os.kill(run.postmaster(), signal.SIGKILL)
        assert run.read_until("已恢复")[-2:] == ["数据库意外停止，正在重新启动……", "数据库已恢复。"]
        psycopg.connect(run.address()).close()
    assert everything_is_gone(run)


def test_children_follow_a_killed_parent_and_the_next_start_takes_over(settled: Path) -> None:
    with running(settled) as killed:
        database = killed.postmaster()
        killed.process.kill()
        killed.process.communicate()
        assert eventually(lambda: not any(map(is_alive, killed.pids())))
    with running(settled) as run:
        assert run.postmaster() == database
    assert everything_is_gone(run)


def test_a_second_up_on_the_same_folder_is_told_the_address(settled: Path) -> None:
    with running(settled) as run:
        second = Run(settled)
        assert f"http://127.0.0.1:{run.port}/" in second.read_until("up.already_running")[-1]
        assert second.process.wait() == 2


def test_a_taken_port_is_refused_before_anything_starts(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = Run(data, port=taken.getsockname()[1])
        assert run.read_until("port.taken")[-1].startswith("port.taken")
        assert run.process.wait() == 2
    assert not (data / "postgres").exists()


@pytest.mark.parametrize(
    ("broken", "code", "said"), [("migrate", "up.step_failed", ""), ("web", "up.child_failed", "缺少配置")]
)
def test_a_part_that_fails_stops_everything(settled: Path, broken: str, code: str, said: str) -> None:
    forget_earlier_starts(settled)
    run = Run(settled, broken=broken)
    lines = run.read_until("never said")
    assert any(line.startswith(code) for line in lines)
    assert said in lines[-1]
    assert run.process.wait() == 2
    assert everything_is_gone(run)
