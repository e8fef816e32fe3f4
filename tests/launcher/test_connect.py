"""A database for any command, and external servers that are no good."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from gongzhi.kernel.errors import Refusal
from gongzhi.launcher import open_database
from gongzhi.launcher.external import check_external
from gongzhi.launcher.postgres import database
from gongzhi.launcher.secrets import NAMES


def refusal(url: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        check_external(url)
    return caught.value


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


@contextmanager
def old_server(version: str, encoding: str) -> Iterator[str]:
    """A server that speaks just enough of the protocol to be greeted; yields its address."""
    settings = {"server_version": version, "server_encoding": encoding, "client_encoding": "UTF8"}
    greeting = _message(b"R", struct.pack("!i", 0))
    for name, value in settings.items():
        greeting += _message(b"S", f"{name}\0{value}\0".encode())
    greeting += _message(b"Z", b"I")

    def greet(listener: socket.socket) -> None:
        line, _ = listener.accept()
        with line:
            line.recv(1024)
            line.sendall(greeting)
            while line.recv(1024):
                line.sendall(_message(b"C", b"COMMIT\0") + _message(b"Z", b"I"))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=greet, args=(listener,))
        thread.start()
        options = "sslmode=disable&gssencmode=disable"
        yield f"postgresql://someone@127.0.0.1:{listener.getsockname()[1]}/city?{options}"
        thread.join()


@pytest.mark.parametrize("url", ["mysql://localhost/city", "city", "postgresql://localhost:port/city"])
def test_no_postgresql_address(url: str) -> None:
    assert refusal(url).code == "database.address"


def test_nobody_there_and_the_password_is_not_repeated() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = refusal(f"postgresql://clerk:geheim@127.0.0.1:{taken.getsockname()[1]}/city")
    assert (answer.code, answer.sentence.count("主机没有在该端口提供服务")) == ("database.unreachable", 1)
    assert "geheim" not in answer.sentence + str(answer.details)


def test_no_such_database(settled: Path) -> None:
    with database(settled) as url:
        answer = refusal(url.replace("///gongzhi?", "///elsewhere?"))
    assert (answer.code, answer.sentence.count("库名或用户名不存在")) == ("database.unreachable", 1)


@pytest.mark.parametrize(
    ("version", "encoding", "code", "found"),
    [("14.9", "UTF8", "database.too_old", 14), ("16.1", "SQL_ASCII", "database.encoding", "SQL_ASCII")],
)
def test_an_old_server_and_one_of_another_encoding(
    version: str, encoding: str, code: str, found: object
) -> None:
    with old_server(version, encoding) as url:
        answer = refusal(url)
    assert (answer.code, answer.details["found"]) == (code, found)


def test_a_command_gets_its_environment_and_gives_the_address_back(settled: Path) -> None:
    with open_database(settled) as url:
        assert os.environ["DATABASE_URL"] == url
        assert os.environ["GONGZHI_DATA"] == str(settled)
        assert all(os.environ[name] for name in NAMES)
    assert "DATABASE_URL" not in os.environ


def test_an_external_server_is_used_and_nothing_is_started(
    settled: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database(settled) as external:
        monkeypatch.setenv("DATABASE_URL", external)
        with open_database(data) as url:
            assert url == external
    assert not (data / "postgres").exists()
    assert os.environ["DATABASE_URL"] == external
