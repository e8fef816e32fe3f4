"""``python -m bench.drill``: kill -9 of web, worker, database and replay in the middle of work; then look for losses.

Starts the whole program on a folder of its own, plays a replay while demands are filed over the API, kills one
after the other, and afterwards every receipt that was given must be found and ``gongzhi doctor`` must be clean.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bench.messages import rare_words, sender, stories
from bench.processes import command_of, postmaster_pid, tree

MESSAGES = 3000
READY_SECONDS, BACK_SECONDS, REPLAY_SECONDS = 120.0, 60.0, 150.0
GONGZHI = str(Path(sys.executable).with_name("gongzhi"))
TRIES = 4
SIGNS = {"web": "granian", "worker": "gongzhi worker"}
Receipt = dict[str, str]


@dataclass
class Drill:
    """The program under drill, what it has acknowledged, and what was found wrong."""

    data: Path
    port: int
    token: str = ""
    receipts: list[Receipt] = field(default_factory=list)
    refused: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return {**kept, "GONGZHI_DATA": str(self.data)}

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of the program, to its end."""
        return subprocess.run(
            [GONGZHI, *words],
            env=self.environment(),
            check=False,
            capture_output=True,
            text=True,
            timeout=REPLAY_SECONDS,
        )

    def request(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, object]]:
        """Status and answer; status 0 when nobody answers."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        try:
            line.request(method, path, json.dumps(body) if body else None, headers)
            answer = line.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if answer.status < 300 else {}
        except (OSError, HTTPException):
            return 0, {}
        finally:
            line.close()

    def wait_healthy(self, seconds: float) -> float:
        """Seconds until /healthz says that all parts are up."""
        began = time.monotonic()
        while self.request("GET", "/healthz")[0] != 200:
            if time.monotonic() - began > seconds:
                raise SystemExit(f"not healthy after {seconds:.0f} s")
            time.sleep(0.2)
        return time.monotonic() - began

    def file_without_end(self) -> None:
        """File demand after demand; remember each receipt. What was not acknowledged is sent again with its key."""
        dice, told = random.Random(), stories(11, ["东四街道南门仓社区"], rare_words(500))
        for serial, (_, _, text) in enumerate(told):
            reporter, contact = sender(dice)
            filing = {
                "text": text,
                "reporter": reporter,
                "contact": contact,
                "external_id": f"drill-{serial}",
            }
            while not self.stopping.is_set():
                status, receipt = self.request("POST", "/api/v1/cases", filing)
                if status in (200, 201):
                    self.receipts.append({name: str(receipt[name]) for name in ("id", "number")})
                    break
                self.refused += 1
                time.sleep(0.1)
            if self.stopping.is_set():
                return
            time.sleep(0.02)

    def lost(self) -> list[str]:
        """Numbers that were acknowledged and are not there."""
        missing = []
        for receipt in self.receipts:
            status, found = self.request("GET", f"/api/v1/cases/{receipt['id']}")
            if status != 200 or found["number"] != receipt["number"]:
                missing.append(receipt["number"])
        return missing


@contextmanager
def up(drill: Drill) -> Iterator[subprocess.Popen[bytes]]:
    """The whole program with the demo city, until the end."""
    log = (drill.data / "up.log").open("ab")
    child = subprocess.Popen(
        [GONGZHI, "up", "--port", str(drill.port), "--data", str(drill.data)], env=drill.environment(),
        stdin=subprocess.DEVNULL, stdout=log, stderr=log,
    )  # fmt: skip
    try:
        yield child
    finally:
        child.terminate()
        child.wait(60)
        log.close()


def write_messages(path: Path) -> None:
    """The messages of the replay."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "external_id"])
        told = stories(12, ["东华门街道南池子社区", "景山街道汪芝麻社区"], rare_words(500))
        writer.writerows(
            [text, f"replay-{n}"] for n, (_, _, text) in zip(range(MESSAGES), told, strict=False)
        )


def start_replay(drill: Drill, path: Path) -> subprocess.Popen[str]:
    """The replay as a child of its own."""
    return subprocess.Popen(
        [GONGZHI, "replay", str(path), "--seed", "3", "--json"], env=drill.environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def kill_in_turn(drill: Drill, parent: int, path: Path) -> None:
    """Kill web, worker, database and replay, each in the middle of work, and wait each time until all is up again."""
    replay = start_replay(drill, path)
    for name in ("web", "worker", "postmaster", "replay", "postmaster"):
        replay = playing(drill, path, replay)
        before = len(drill.receipts)
        if name == "replay":
            replay.kill()
        else:
            os.kill(
                postmaster_pid(drill.data) if name == "postmaster" else child_of(parent, SIGNS[name]),
                signal.SIGKILL,
            )
        time.sleep(1)
        back = 1 + drill.wait_healthy(BACK_SECONDS)
        print(
            f"killed {name} during a replay: healthy after {back:.1f} s; {before} receipts before", flush=True
        )
    replay.kill()
    replay.wait()


def playing(drill: Drill, path: Path, replay: subprocess.Popen[str]) -> subprocess.Popen[str]:
    """The replay, started again when it has ended, some seconds later and still at work."""
    for _ in range(TRIES):
        if replay.poll() is not None:
            replay = start_replay(drill, path)
        time.sleep(4)
        if replay.poll() is None:
            return replay
    raise SystemExit("the replay does not go on, or is over too soon")


def child_of(parent: int, sign: str) -> int:
    """The first process below ``parent`` whose command holds ``sign``."""
    found = next((pid for pid in tree(parent) if pid != parent and sign in command_of(pid)), None)
    if found is None:
        raise SystemExit(f"no process of {sign}")
    return found


def finish_replay(drill: Drill, path: Path) -> list[str]:
    """Start the replay once more and let it end; what is wrong with its report."""
    done = drill.command("replay", str(path), "--seed", "3", "--json")
    if done.returncode:
        return [f"replay: {done.stdout}{done.stderr}"]
    report = json.loads(done.stdout)["import"]
    print(f"replay to its end: {json.dumps(json.loads(done.stdout), ensure_ascii=False)}")
    counted = report["filed"] + report["repeated"]
    return [] if counted == report["read"] == MESSAGES else [f"replay: {report}"]


def judge(drill: Drill, path: Path) -> list[str]:
    """Everything that is wrong."""
    faults = finish_replay(drill, path)
    lost = drill.lost()
    print(
        f"{len(drill.receipts)} acknowledged, {drill.refused} not acknowledged and sent again, {len(lost)} lost"
    )
    doctor = drill.command("doctor", "--json")
    print(f"doctor: {doctor.stdout.strip()[:500]}")
    faults += [f"lost: {number}" for number in lost]
    return faults + ([f"doctor: {doctor.stdout}{doctor.stderr}"] if doctor.returncode else [])


def main() -> int:
    """0 when nothing was lost."""
    data = Path(tempfile.mkdtemp(prefix="gongzhi-drill-"))
    data.chmod(0o711)
    path = data / "messages.csv"
    write_messages(path)
    drill = Drill(data, free_port())
    filing = threading.Thread(target=drill.file_without_end)
    try:
        with up(drill) as parent:
            print(f"up after {drill.wait_healthy(READY_SECONDS):.1f} s", flush=True)
            drill.token = drill.command("token", "create", "--login", "dispatcher").stdout.strip()
            filing.start()
            try:
                kill_in_turn(drill, parent.pid, path)
            finally:
                drill.stopping.set()
                filing.join()
            faults = judge(drill, path)
    finally:
        shutil.rmtree((data / "postgres").resolve(), ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)
    print("\n".join(faults) or "nothing was lost")
    return 1 if faults else 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
