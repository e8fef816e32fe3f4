"""An external server named by ``DATABASE_URL``: looked at once before anything else starts."""

from __future__ import annotations

from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from gongzhi.kernel.errors import Refusal
from gongzhi.launcher.binaries import OLDEST_MAJOR

CONNECT_SECONDS = 5
REASONS = (
    ("password authentication failed", "用户名或密码不对"),
    ("no password supplied", "地址里没有密码"),
    ("no pg_hba.conf entry", "服务器不允许从这台机器连接"),
    ("does not exist", "库名或用户名不存在"),
    ("resolve", "主机名无法解析"),
    ("refused", "主机没有在该端口提供服务"),
    ("No such file", "该位置没有运行中的服务器"),
    ("timeout", "连接超时"),
    ("starting up", "服务器正在启动，请稍后再试"),
    ("too many clients", "服务器的连接数已满"),
)


def _place(url: str) -> str:
    """Where the address leads, without user and password; a ValueError when it is no such address."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(parts.scheme)
    known = conninfo_to_dict(url)
    return f"{known.get('host', '本机')}:{parts.port or known.get('port', 5432)}/{known.get('dbname', '')}"


def check_external(url: str) -> None:
    """Connect once.

    Raises:
        Refusal: ``database.address`` when it is no PostgreSQL address, ``database.unreachable`` with the
            reason, ``database.too_old`` below version 15, ``database.encoding`` when it is not UTF-8.
    """
    try:
        place = _place(url)
    except (ValueError, psycopg.ProgrammingError):
        raise Refusal(
            "database.address",
            "DATABASE_URL 不是 PostgreSQL 地址。应写成 postgresql://用户:密码@主机:端口/库名；"
            "不设它则使用自带的数据库。",
        ) from None
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as connection:
            version = connection.info.server_version
            encoding = connection.info.parameter_status("server_encoding")
    except psycopg.Error as error:
        said = str(error).strip().splitlines()[-1]
        reason = next((meaning for sign, meaning in REASONS if sign in str(error)), said)
        raise Refusal(
            "database.unreachable",
            f"连不上 DATABASE_URL 指定的数据库（{place}）：{reason}。"
            "请核对地址，或取消该变量改用自带的数据库。",
            place=place,
            reason=said,
        ) from None
    if version < OLDEST_MAJOR * 10_000:
        raise Refusal(
            "database.too_old",
            f"数据库（{place}）是 PostgreSQL {version // 10_000} 版，需要 {OLDEST_MAJOR} 版以上。"
            "请先升级服务器。",
            found=version // 10_000,
        )
    if encoding != "UTF8":
        raise Refusal(
            "database.encoding",
            f"数据库（{place}）的编码是 {encoding}，存不下全部汉字。请新建编码为 UTF8 的库。",
            found=encoding,
        )
