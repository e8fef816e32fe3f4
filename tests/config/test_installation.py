"""Commands on an installation that isn't there yet, and on the documents that the program writes itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongzhi.config.lazily import COMMANDS
from tests.config.running import PROJECT, gongzhi


@pytest.mark.parametrize("args", [("doctor", "--json"), ("import", "cases", "FILE")])
def test_a_database_without_tables_is_said_so(
    empty_database: str, tmp_path: Path, args: tuple[str, ...]
) -> None:
    (tmp_path / "a.csv").write_text("内容\n路灯坏了\n", "utf-8")
    given = [str(tmp_path / "a.csv") if arg == "FILE" else arg for arg in args]
    ran = gongzhi(tmp_path, *given, url=empty_database)
    assert (ran.status, ran.said) == (2, "")
    assert ran.complained.splitlines()[-2:] == [
        "数据库还没有建好，或停在旧版本。请先运行 gongzhi up 或 gongzhi migrate。",
        "（database.not_migrated）",
    ]
    assert "Traceback" not in ran.complained


def test_after_migrating_only_the_city_is_missing(empty_database: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("内容\n路灯坏了\n", "utf-8")
    assert gongzhi(tmp_path, "migrate", url=empty_database).status == 0
    assert gongzhi(tmp_path, "doctor", "--json", url=empty_database).json["subjects"] == 0
    ran = gongzhi(tmp_path, "import", "cases", tmp_path / "a.csv", url=empty_database)
    assert (ran.status, ran.complained.splitlines()[-1]) == (2, "（city.missing）")


def test_a_wrong_address_is_said_so(tmp_path: Path) -> None:
    for url, code in (
        ("postgresql://nobody:geheim@127.0.0.1:1/x", "database.unreachable"),
        ("mysql://x/y", "database.address"),
    ):
        ran = gongzhi(tmp_path, "doctor", url=url)
        assert (ran.status, ran.complained.rstrip().splitlines()[-1]) == (2, f"（{code}）")
        assert "geheim" not in ran.complained


@pytest.mark.usefixtures("django_db_setup")
class TestDocuments:
    """What is generated is fresh, and the check would notice."""

    def test_flows(self, tmp_path: Path) -> None:
        assert gongzhi(tmp_path, "flows", "--check").status == 0
        assert sorted(path.name for path in (PROJECT / "docs/flows").iterdir()) == [
            "application.md",
            "case.md",
            "part.md",
        ]
        other = gongzhi(tmp_path, "flows", "--check", "--folder", tmp_path / "flows")
        assert (other.status, other.said.strip()) == (1, "已过期：case.md、part.md、application.md")

    def test_openapi(self, tmp_path: Path) -> None:
        assert gongzhi(tmp_path, "openapi", "--check").status == 0

    def test_migrations(self, tmp_path: Path) -> None:
        ran = gongzhi(tmp_path, "makemigrations", "--check")
        assert (ran.status, ran.said.strip()) == (0, "No changes detected")


def test_help_lists_every_command_and_needs_no_database(tmp_path: Path) -> None:
    ran = gongzhi(tmp_path, "--help", url="postgresql://nobody@127.0.0.1:1/x")
    assert ran.status == 0
    assert {line.split()[0] for line in ran.said.split("命令:")[1].splitlines() if line.strip()} == {
        "up",
        *COMMANDS,
    }
