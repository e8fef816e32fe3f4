"""A city as a folder: ``city.toml`` and tables. A second city is another folder, never other code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongzhi.kernel.errors import Refusal
from gongzhi.orgs.vocabulary import BodyKind, Level, PostKind

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LevelPlan:
    """A level of party organisations; ``body`` is the pattern of their names, empty when there are none."""

    depth: int
    name: str
    place_level: Level
    body: str = ""


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """A body of the city or, when ``name`` is a pattern with ``{street}``, of every street."""

    key: str
    kind: BodyKind
    name: str


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """A login for the first holder of such a post in the body of that name."""

    login: str
    kind: PostKind
    body: str


@dataclass(frozen=True, slots=True)
class CityPlan:
    """What ``city.toml`` says. ``outline`` bounds the invented polygons; without it there are none."""

    folder: Path
    code: str
    name: str
    scope: str
    party_levels: tuple[LevelPlan, ...]
    bodies: tuple[BodyPlan, ...]
    street_units: tuple[BodyPlan, ...]
    accounts: tuple[AccountPlan, ...]
    outline: tuple[Point, ...]


def read_city(folder: Path) -> CityPlan:
    """The plan in the folder.

    Raises:
        Refusal: ``city.folder`` when ``city.toml`` or ``places.csv`` is missing or can't be understood.
    """
    try:
        told = tomllib.loads((folder / "city.toml").read_text("utf-8"))
        plan = _plan(folder, told)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise Refusal(
            "city.folder", f"城市数据目录“{folder}”里的 city.toml 不能读取：{error}。请对照说明文档检查。"
        ) from error
    if not (folder / "places.csv").is_file():
        raise Refusal("city.folder", f"城市数据目录“{folder}”里没有 places.csv。")
    return plan


def _plan(folder: Path, told: Mapping[str, Any]) -> CityPlan:
    departments = [
        BodyPlan(key, BodyKind.DEPARTMENT, name) for key, name in told.get("departments", {}).items()
    ]
    return CityPlan(
        folder=folder,
        code=str(told["code"]),
        name=told["name"],
        scope=str(told["scope"]),
        party_levels=tuple(
            LevelPlan(level["depth"], level["name"], Level(level["place_level"]), level.get("body", ""))
            for level in told.get("party_levels", [])
        ),
        bodies=(*(_body(body) for body in told.get("bodies", [])), *departments),
        street_units=tuple(_body(body) for body in told.get("street_units", [])),
        accounts=tuple(
            AccountPlan(account["login"], PostKind(account["kind"]), account["body"])
            for account in told.get("accounts", [])
        ),
        outline=tuple((float(lon), float(lat)) for lon, lat in told.get("outline", [])),
    )


def _body(told: Mapping[str, Any]) -> BodyPlan:
    return BodyPlan(told["key"], BodyKind(told["kind"]), told["name"])
