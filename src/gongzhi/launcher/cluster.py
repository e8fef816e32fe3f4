"""The cluster folder: made by ``initdb`` in a temporary folder and renamed, so it is whole or not there.

Locale: the builtin provider with C.UTF-8 (PostgreSQL 17 and later) sorts and compares the same on every
machine. The character class stays with the C library and must be a UTF-8 one all the same: pg_trgm asks it
whether a character is a letter, and under plain C no Chinese character is one, so that a trigram index would
hold nothing of a Chinese text.
"""

from __future__ import annotations

import hashlib
import locale
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from gongzhi.kernel.errors import Refusal
from gongzhi.launcher.account import Account, shared_place
from gongzhi.launcher.binaries import Binaries
from gongzhi.launcher.folder import last_lines

SUPERUSER = "postgres"
ROLE = "gongzhi"
SETTINGS_FILE = "gongzhi.conf"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100
SEPARATORS = '",'  # of the lists in which server and client are told the folder
BUILTIN_LOCALE_SINCE = 17
UNFINISHED = ".cluster-"
UTF8_CHARACTER_CLASSES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "zh_CN.UTF-8", "UTF-8")

SETTINGS = """\
# Written at every start. Your own settings belong at the end of postgresql.conf, where they win over these.
listen_addresses = ''
port = 5432
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
wal_compression = on
synchronous_commit = on
random_page_cost = 1.1
jit = off
# Many requests share two cores, so no query takes both; it also spares containers with a small /dev/shm.
max_parallel_workers_per_gather = 0
log_line_prefix = '%m [%p] '
log_checkpoints = off
lc_messages = 'C'
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
"""
FAST_SETTINGS = """\
# A database for tests: quick, and lost with the power.
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_connections = 200
"""


def _utf8_character_class() -> str:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in UTF8_CHARACTER_CLASSES:
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise Refusal(
        "postgres.no_utf8_locale",
        "系统里没有 UTF-8 语言环境，数据库将认不出汉字。请安装 C.UTF-8 或 zh_CN.UTF-8"
        "（Debian：apt-get install locales）。",
    )


def environment_for(cluster: Path) -> dict[str, str]:
    """What PostgreSQL's programs see: a HOME that their user can enter, nothing of ours (PGPORT, LC_ALL)."""
    return {"HOME": str(cluster), "PATH": "/usr/bin:/bin", "LC_MESSAGES": "C"}


def socket_folder(cluster: Path, account: Account) -> Path:
    """Where the socket lies: the cluster folder, or a short one in /tmp when that path can't be used.

    Raises:
        Refusal: ``postgres.socket_taken`` when somebody else made the short folder.
    """
    fits = len(os.fsencode(cluster / f"{SOCKET}.lock")) < LONGEST_SOCKET_PATH
    if fits and not set(SEPARATORS) & set(str(cluster)):
        return cluster
    digest = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:12]
    # Not gettempdir(): two commands with different TMPDIR must meet in the same place.
    folder = Path(f"/tmp/gongzhi-{digest}")  # noqa: S108 - its owner is verified below
    if not folder.is_symlink() and not folder.exists():
        folder.mkdir(mode=0o700)
        account.own(folder)
    if folder.is_symlink() or folder.stat().st_uid != account.uid:
        raise Refusal(
            "postgres.socket_taken", f"文件夹 {folder} 被别的用户占用。请删除它后再试。", folder=str(folder)
        )
    return folder


def _write(path: Path, text: str, account: Account) -> None:
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")
        account.own(path)


def write_settings(cluster: Path, account: Account, *, fast: bool) -> None:
    """Settings and access rules: only the folder's owner and root come in, by the socket, with no password."""
    folder = str(socket_folder(cluster, account)).replace("'", "''")
    settings = SETTINGS + f"unix_socket_directories = '\"{folder}\"'\n" + (FAST_SETTINGS if fast else "")
    people = sorted({account.name, "root"})
    entries = [f'gongzhi "{person}" {role}' for person in people for role in (ROLE, SUPERUSER)]
    _write(cluster / SETTINGS_FILE, settings, account)
    _write(cluster / "pg_hba.conf", "local all all peer map=gongzhi\n", account)
    _write(cluster / "pg_ident.conf", "\n".join(entries) + "\n", account)


def check_version(cluster: Path, binaries: Binaries) -> None:
    """Refuse what is no cluster (``data.damaged``) or of another version (``data.other_version``)."""
    mark = cluster / "PG_VERSION"
    if not mark.exists():
        raise Refusal(
            "data.damaged",
            f"{cluster} 不是完整的数据库（缺少 PG_VERSION）。"
            "请从备份恢复，或移走该文件夹后重新启动（将新建空库）。",
            folder=str(cluster),
        )
    found = mark.read_text("utf-8").strip()
    if found != str(binaries.major):
        raise Refusal(
            "data.other_version",
            f"数据文件夹 {cluster} 是 PostgreSQL {found} 版的，本程序自带 {binaries.major} 版，数据原样未动。"
            f"请用 {found} 版的 pg_dump 导出，移走该文件夹，启动后再导入；"
            f"或用 DATABASE_URL 连接 {found} 版的服务器。",
            found=found,
            needed=binaries.major,
        )


def _initialise(folder: Path, account: Account, binaries: Binaries, *, log: Path, fast: bool) -> None:
    command = [str(binaries.folder / "initdb"), "-D", str(folder), "-U", SUPERUSER, "--encoding=UTF8"]
    command += ["--auth=peer", "--no-instructions", "--locale=C", f"--lc-ctype={_utf8_character_class()}"]
    if binaries.major >= BUILTIN_LOCALE_SINCE:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if fast:
        command.append("--no-sync")
    with log.open("ab") as output:
        done = subprocess.run(
            command,
            check=False,
            env=environment_for(folder),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            **account.switch(),
        )
    if done.returncode:
        raise Refusal(
            "postgres.init_failed",
            f"新建数据库没有成功，什么都没有留下。PostgreSQL 说：{last_lines(log)}（全文见 {log}）",
        )
    with (folder / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(f"\ninclude '{SETTINGS_FILE}'\n")


def create_cluster(data: Path, account: Account, binaries: Binaries, *, fast: bool) -> None:
    """Make ``data/postgres``; call it under the lock.

    When the server's user can't enter the data folder (it lies under /root, say), the cluster is made in a
    shared place of the machine and ``data/postgres`` becomes a link to it; no parent's permission is changed.
    """
    home = data if account.reaches(data) else shared_place(account)
    for left_over in data.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left_over)
    fresh = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=home))
    account.own(fresh)
    try:
        _initialise(fresh, account, binaries, log=data / "logs" / "postgres.log", fast=fast)
    except BaseException:
        shutil.rmtree(fresh)
        raise
    if home == data:
        fresh.rename(data / "postgres")
        return
    elsewhere = fresh.rename(home / fresh.name.removeprefix("."))
    (data / "postgres").symlink_to(elsewhere)
