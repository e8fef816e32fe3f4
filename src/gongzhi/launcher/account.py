"""The system user that PostgreSQL runs as: ourselves, or its own when we are root (it refuses root)."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongzhi.kernel.errors import Refusal

SYSTEM_USER = "gongzhi-postgres"
SHARED_PLACES = (Path("/var/lib"), Path("/opt"), Path("/srv"))


@dataclass(frozen=True)
class Account:
    """A system user by number and name."""

    uid: int
    gid: int
    name: str

    @property
    def is_other(self) -> bool:
        """True when starting a program as this user means to drop from root."""
        return self.uid != os.geteuid()

    def switch(self) -> dict[str, Any]:
        """Arguments for ``subprocess`` that run a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}

    def reaches(self, folder: Path) -> bool:
        """Whether this user can enter the folder, found by trying: a parent folder may be closed to it."""
        if not self.is_other:
            return os.access(folder, os.X_OK)
        question = ["/bin/sh", "-c", 'test -x "$0"', str(folder)]
        return subprocess.run(question, check=False, **self.switch()).returncode == 0

    def own(self, path: Path) -> None:
        """Give one file or folder to this user; nothing to do when we are that user."""
        if self.is_other:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def _by_uid(uid: int) -> Account:
    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        raise Refusal(
            "postgres.no_account",
            f"系统里没有编号为 {uid} 的用户，PostgreSQL 无法以它运行。请换一个有登记的用户运行。",
            uid=uid,
        ) from None
    return Account(found.pw_uid, found.pw_gid, found.pw_name)


def _system_account() -> Account:
    try:
        found = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = shutil.which("useradd", path="/usr/sbin:/usr/bin:/sbin:/bin")
        command = [useradd or "useradd", "--system", "--user-group", "--no-create-home"]
        command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        try:
            subprocess.run(command, check=True, capture_output=True)
            found = pwd.getpwnam(SYSTEM_USER)
        except (OSError, subprocess.CalledProcessError, KeyError):
            raise Refusal(
                "postgres.no_account",
                f"PostgreSQL 不能以 root 运行，而系统用户 {SYSTEM_USER} 无法自动建立。"
                "请先建立该用户，或改用普通用户运行。",
                name=SYSTEM_USER,
            ) from None
    return Account(found.pw_uid, found.pw_gid, found.pw_name)


def account_for(cluster: Path) -> Account:
    """Who runs the server of this cluster folder: its owner, or for a new one ourselves or the system user.

    Raises:
        Refusal: ``data.foreign`` when the folder belongs to somebody whom we can't become;
            ``postgres.no_account`` when no user can be had.
    """
    us = os.geteuid()
    try:
        owner = cluster.stat().st_uid
    except FileNotFoundError:
        return _by_uid(us) if us else _system_account()
    except PermissionError:
        owner = -1
    if us in (owner, 0) and owner > 0:
        return _by_uid(owner)
    advice = f"请执行 chown -R {SYSTEM_USER} {cluster}" if us == 0 else "请用当初启动它的用户（或 root）运行"
    sentence = f"数据库文件夹 {cluster} 不属于能运行它的用户。{advice}。"
    raise Refusal("data.foreign", sentence, folder=str(cluster))


def shared_place(account: Account) -> Path:
    """A folder of ours outside closed homes that root may fill and ``account`` can read, found by trying.

    Raises:
        Refusal: ``data.unreachable`` when there is none.
    """
    for base in SHARED_PLACES:
        place = base / "gongzhi"
        try:
            place.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            continue
        if os.access(place, os.W_OK) and account.reaches(place):
            return place
    raise Refusal(
        "data.unreachable",
        f"系统用户 {account.name} 进不了数据文件夹，也没有可用的公共位置。"
        "请用 --data 指定一个所有人可进入的位置。",
    )
