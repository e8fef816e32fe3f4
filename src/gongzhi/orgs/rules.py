"""What must hold of places, bodies and posts (R13, R14, R16, R17): pure, each rule gives findings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from stdnum.cn import uscc as credit_code

from gongzhi.kernel.errors import Refusal
from gongzhi.orgs.vocabulary import Level

COMMUNITIES_PER_COMMISSIONER = 3
WORKERS_PER_10_000 = 18
_SHAPES = {
    Level.CITY: re.compile(r"\d{4}0{8}"),
    Level.DISTRICT: re.compile(r"\d{4}(?!00)\d{2}0{6}"),
    Level.STREET: re.compile(r"\d{6}(?!000)\d{3}0{3}"),
    Level.COMMUNITY: re.compile(r"\d{6}(?!000)\d{3}(?!000)\d{3}"),
    Level.COMPOUND: re.compile(r"\d{9}(?!000)\d{3}-C\d{2}"),
    Level.GRID: re.compile(r"\d{9}(?!000)\d{3}-\d{3}"),
    Level.BUILDING: re.compile(r"\d{9}(?!000)\d{3}-\d{3}-\d{3}"),
}
_EXAMPLES = {
    Level.CITY: "110100000000",
    Level.DISTRICT: "110101000000",
    Level.STREET: "110101001000",
    Level.COMMUNITY: "110101001001",
    Level.COMPOUND: "110101001001-C02",
    Level.GRID: "110101001001-003",
    Level.BUILDING: "110101001001-003-012",
}
_WIDTHS = {Level.CITY: 4, Level.DISTRICT: 6, Level.STREET: 9}
_STATISTICAL_DIGITS = 12
_COMMITTEE = re.compile(r"(.+?)(居民委员会|居委会|村民委员会|村委会)")


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that doesn't hold: a stable code, a sentence for people, and the code of what it is about."""

    code: str
    sentence: str
    subject: str


@dataclass(frozen=True, slots=True)
class Named:
    """Anything with a code and a name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class JointGroup:
    """A party group with its buildings and the member households that are contact points, counted."""

    code: str
    name: str
    buildings: int
    households: int


@dataclass(frozen=True, slots=True)
class Staffing:
    """An area with its community workers and its residents."""

    code: str
    name: str
    workers: int
    residents: int


def is_in_force(starts_on: date | None, ends_on: date | None, on: date) -> bool:
    """True from the first day to the last, both included; without a date it is open on that side."""
    return (starts_on is None or starts_on <= on) and (ends_on is None or on <= ends_on)


def scope_of(code: str, level: str) -> str:
    """``110100000000`` city → ``1101``; district → 6 digits; street → 9; community and below → the code."""
    return code[: _WIDTHS.get(Level(level))]


def full_code(written: str) -> str:
    """A division code as tables write it, on 12 digits: ``110101001`` → ``110101001000``."""
    short = written.isdigit() and len(written) in _WIDTHS.values()
    return written.ljust(_STATISTICAL_DIGITS, "0") if short else written


def level_of(code: str) -> Level | None:
    """The level whose shape the code has (facts 2.19); None when it has none."""
    return next((level for level, shape in _SHAPES.items() if shape.fullmatch(code)), None)


def parent_code(code: str, level: str) -> str | None:
    """The code of the place around; None above a city."""
    match Level(level):
        case Level.CITY:
            return None
        case Level.DISTRICT:
            return full_code(code[:4])
        case Level.STREET:
            return full_code(code[:6])
        case Level.COMMUNITY:
            return full_code(code[:9])
    return code.rpartition("-")[0]


def community_name(official: str) -> str:
    """The place behind the name of its committee: ``桥南居委会`` → ``桥南社区``, ``李村村民委员会`` → ``李村``."""
    match = _COMMITTEE.fullmatch(official)
    if match is None:
        return official
    stem, kind = match.groups()
    suffix = "村" if kind.startswith("村") else "社区"
    return stem if stem.endswith(suffix) else stem + suffix


def place_code_findings(code: str, level: str, parent: str | None) -> list[Finding]:
    """The code has the shape of its level and lies under the code of its parent (facts 2.19)."""
    level = Level(level)
    if not _SHAPES[level].fullmatch(code):
        sentence = f"{level.label}代码“{code}”的写法不对，应类似 {_EXAMPLES[level]}。"
        return [Finding("place.code", sentence, code)]
    above = parent_code(code, level)
    if parent not in (None, above):
        return [Finding("place.parent", f"“{code}”的上级不应是“{parent}”，应是“{above}”。", code)]
    return []


def commissioner_findings(communities: Mapping[Named, Collection[str]]) -> list[Finding]:
    """R13: a community commissioner covers one to three communities (DC-12)."""
    return [
        Finding(
            "commissioner.communities",
            f"社区专员{person.name}负责 {len(codes)} 个社区，应为 1 至 {COMMUNITIES_PER_COMMISSIONER} 个。",
            person.code,
        )
        for person, codes in communities.items()
        if not 1 <= len(codes) <= COMMUNITIES_PER_COMMISSIONER
    ]


def grid_branch_findings(grids: Iterable[Named], branches: Mapping[Named, Collection[str]]) -> list[Finding]:
    """R14: each grid has exactly one party branch, and each branch exactly one grid (DC-03).

    Args:
        grids: the grids in force.
        branches: the branches in force with the codes of the grids that they cover.
    """
    covered = Counter(code for codes in branches.values() for code in codes)
    of_grids = [
        Finding("grid.branch", f"网格“{grid.name}”有 {covered[grid.code]} 个党支部，应恰有 1 个。", grid.code)
        for grid in grids
        if covered[grid.code] != 1
    ]
    of_branches = [
        Finding("branch.grid", f"“{branch.name}”覆盖 {len(codes)} 个网格，应恰有 1 个。", branch.code)
        for branch, codes in branches.items()
        if len(codes) != 1
    ]
    return of_grids + of_branches


def grid_set_findings(grids: Iterable[Named]) -> list[Finding]:
    """R14: no second set of grids: within a community no name comes twice (one grid for all departments)."""
    by_community: dict[str, Counter[str]] = defaultdict(Counter)
    for grid in grids:
        by_community[grid.code[:_STATISTICAL_DIGITS]][grid.name] += 1
    return [
        Finding("grid.second_set", f"社区 {community} 有 {count} 个网格叫“{name}”，不应另设网格。", community)
        for community, names in by_community.items()
        for name, count in names.items()
        if count > 1
    ]


def household_findings(groups: Iterable[JointGroup]) -> list[Finding]:
    """R16: a party group over several buildings has at least one contact household (DG-21)."""
    return [
        Finding(
            "group.household", f"联合楼栋党小组“{group.name}”还没有党员中心户，至少要有 1 户。", group.code
        )
        for group in groups
        if group.buildings > 1 and group.households < 1
    ]


def staffing_findings(areas: Iterable[Staffing]) -> list[Finding]:
    """R17: at least 18 community workers for 10,000 residents (NC-23)."""
    return [
        Finding(
            "staffing.low",
            f"{area.name}每万名常住人口有社区工作者 {area.workers * 10_000 / area.residents:.1f} 名，"
            f"低于 {WORKERS_PER_10_000} 名。",
            area.code,
        )
        for area in areas
        if area.residents and area.workers * 10_000 < WORKERS_PER_10_000 * area.residents
    ]


def credit_code_findings(bodies: Iterable[tuple[Named, str]]) -> list[Finding]:
    """A unified social credit code, where there is one, has its shape and its check digit (GB 32100-2015)."""
    return [
        Finding("body.credit_code", f"“{body.name}”的统一社会信用代码“{code}”有误，请核对。", body.code)
        for body, code in bodies
        if code and not is_credit_code(code)
    ]


def is_credit_code(code: str) -> bool:
    """True for a right code in its plain form: 18 characters, no blanks, capitals."""
    return credit_code.is_valid(code) and credit_code.compact(code) == code


def successor(body: int, merged_into: Mapping[int, int]) -> int:
    """The body in which ``body`` lives on after all mergers; itself when it was never merged.

    Raises:
        Refusal: ``body.circle`` when bodies are merged into each other in a circle.
    """
    seen = {body}
    while body in merged_into:
        body = merged_into[body]
        if body in seen:
            raise Refusal("body.circle", "机构的合并关系绕成了圈，请先更正其中一项合并。", status=409)
        seen.add(body)
    return body


def merger_findings(
    bodies: Mapping[int, Named], merged_into: Mapping[int, int], ended: Collection[int]
) -> list[Finding]:
    """A merged body lives on in one that is in force, and no chain of mergers is a circle."""
    found = []
    for body in merged_into:
        subject = bodies[body]
        try:
            if successor(body, merged_into) in ended:
                sentence = f"“{subject.name}”并入的机构已经撤销，没有承接单位。"
                found.append(Finding("body.without_successor", sentence, subject.code))
        except Refusal as refusal:
            found.append(Finding(refusal.code, f"“{subject.name}”：{refusal.sentence}", subject.code))
    return found
