"""Places, bodies and people from tables: the good rows are taken, the others come back with a reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gongzhi.kernel.crypto import unseal
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import Body, City, Person, Place, Post
from gongzhi.orgs.operations.import_bodies import import_bodies
from gongzhi.orgs.operations.import_people import import_people
from gongzhi.orgs.operations.import_places import import_places
from gongzhi.orgs.operations.rows import ImportReport
from gongzhi.orgs.vocabulary import Level, OrgsCapability
from gongzhi.sheets.cells import Raw
from gongzhi.sheets.tables import read_table
from gongzhi.sheets.workbooks import write_xlsx

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
PLACES = """代码,名称,别名,经度,纬度,常住人口
110101001001-002,第二网格,,116.41,39.92,
110101001001,多福巷社区,多福巷、多福,116.41,39.92,4000
110101001,东华门街道,,,,
110101,东城区,,,,
"""
BODIES = """代码,名称,类别,上级机构,所在地点,统一社会信用代码,覆盖地点
S,东华门街道办事处,街道办事处,东城区人民政府,东华门街道,,
G,东城区人民政府,政府,,110101000000,,
O,城市管理办公室,街道内设办公室,S,东华门街道,,
P,第二网格党支部,党组织,,,,第二网格
"""
PEOPLE = """工号,姓名,电话,机构,岗位,职务,负责地点,兼任,角色标签,任职日期
1,王宁,010-6400 0000,S,负责人,街道办主任,,否,,2024-01-01
1,王宁,010-6400 0000,城市管理办公室,承办人,,,是,,
2,李静,,S,社区专员,,多福巷社区,,两委、党员中心户,2025年3月1日
3,张凯,,,,,,,,
"""


@pytest.fixture
def viewer() -> Viewer:
    """Somebody who may manage a city without anything in it."""
    city = City.objects.create(code="110101", name="东城区", scope="110101")
    return Viewer(city.id, public=frozenset({OrgsCapability.MANAGE}))


def places(viewer: Viewer, text: str, *, dry_run: bool = False) -> ImportReport:
    return import_places(viewer, table=read_table(text.encode(), "地点.csv"), dry_run=dry_run)


def bodies(viewer: Viewer, text: str) -> ImportReport:
    return import_bodies(viewer, table=read_table(text.encode(), "机构.csv"))


def people(viewer: Viewer, text: str, on: date = TODAY) -> ImportReport:
    return import_people(viewer, table=read_table(text.encode(), "人员.csv"), on=on)


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.read, report.created, report.changed, report.unchanged, len(report.rejected)


def reasons(report: ImportReport) -> list[tuple[int, str]]:
    return [(rejected.number, rejected.code) for rejected in report.rejected]


def test_places_find_level_and_parent_by_code_in_any_order(viewer: Viewer) -> None:
    assert counts(places(viewer, PLACES)) == (4, 4, 0, 0, 0)
    rows = Place.objects.order_by("code").values_list("code", "level", "parent__code", "residents")
    assert list(rows) == [
        ("110101000000", Level.DISTRICT, None, None),
        ("110101001000", Level.STREET, "110101000000", None),
        ("110101001001", Level.COMMUNITY, "110101001000", 4000),
        ("110101001001-002", Level.GRID, "110101001001", None),
    ]
    assert Place.objects.get(name="多福巷社区").aliases == ["多福巷", "多福"]


def test_a_community_called_by_its_committee_gets_its_own_name(viewer: Viewer) -> None:
    text = """代码,名称
110101,东城区
110101001,东华门街道
110101001001,多福巷社区居委会
110101001200,李村村民委员会
"""
    places(viewer, text)
    assert counts(places(viewer, text)) == (4, 0, 0, 4, 0)
    rows = Place.objects.filter(level=Level.COMMUNITY).order_by("code").values_list("name", "aliases")
    assert list(rows) == [("多福巷社区", ["多福巷社区居委会"]), ("李村", ["李村村民委员会"])]


def test_a_retry_changes_nothing_and_a_narrow_table_clears_nothing(viewer: Viewer) -> None:
    places(viewer, PLACES)
    assert counts(places(viewer, PLACES)) == (4, 0, 0, 4, 0)
    assert counts(places(viewer, "代码,名称\n110101001001,多福社区\n110101001,东华门街道\n")) == (
        2,
        0,
        1,
        1,
        0,
    )
    community = Place.objects.get(code="110101001001")
    assert (community.name, community.residents, community.lon) == ("多福社区", 4000, 116.41)


def test_rows_with_faults_come_back_and_the_rest_is_taken(viewer: Viewer, tmp_path: Path) -> None:
    table = read_table(
        "代码,名称,经度\n110101,东城区,\n110102001,西长安街街道,\n110101001,,\n110101002001,某社区,\n11x,乱码,\n"
        "110101,重复,\n110101003,街道,东经116\n110101004,多,1,2\n".encode()
    )
    report = import_places(viewer, table=table, rejects_path=tmp_path / "退回.csv")
    assert counts(report) == (8, 1, 0, 0, 7)
    assert reasons(report) == [
        (3, "place.elsewhere"),
        (4, "row.missing"),
        (5, "place.parent"),
        (6, "place.code"),
        (7, "place.repeated"),
        (8, "row.number"),
        (9, "row.extra"),
    ]
    assert report.rejects_file == tmp_path / "退回.csv"
    rows = [row for _, row in read_table(tmp_path / "退回.csv").rows]
    assert (rows[0]["代码"], rows[0]["行号"]) == ("place.elsewhere", "3")
    assert [row["名称"] for row in rows] == ["西长安街街道", "", "某社区", "乱码", "重复", "街道", "多"]


def test_a_dry_run_reports_and_writes_nothing(viewer: Viewer) -> None:
    assert counts(places(viewer, PLACES, dry_run=True)) == (4, 4, 0, 0, 0)
    assert (Place.objects.count(), City.objects.get().revision) == (0, 1)


def test_each_import_counts_the_revision_on(viewer: Viewer) -> None:
    places(viewer, PLACES)
    bodies(viewer, BODIES)
    assert City.objects.get().revision == 3


def test_nobody_without_the_capability_imports(viewer: Viewer) -> None:
    for imported in (places, bodies, people):
        with pytest.raises(Refusal, match="not_allowed"):
            imported(Viewer(viewer.city_id), PLACES)


def test_bodies_name_places_and_superiors_by_code_or_name(viewer: Viewer) -> None:
    places(viewer, PLACES)
    assert counts(bodies(viewer, BODIES)) == (4, 4, 0, 0, 0)
    assert list(
        Body.objects.order_by("code").values_list("code", "superior__code", "place__code", "covers__code")
    ) == [
        ("G", None, "110101000000", None),
        ("O", "S", "110101001000", None),
        ("P", None, None, "110101001001-002"),
        ("S", "G", "110101001000", None),
    ]
    assert counts(bodies(viewer, BODIES)) == (4, 0, 0, 4, 0)
    assert counts(bodies(viewer, BODIES.replace(",第二网格\n", ",多福巷社区\n"))) == (4, 0, 1, 3, 0)
    assert [place.name for place in Body.objects.get(code="P").covers.all()] == ["多福巷社区"]


def test_bodies_in_a_circle_or_below_what_was_rejected_come_back(viewer: Viewer) -> None:
    text = """代码,名称,类别,上级机构,统一社会信用代码
A,甲,政府部门,B,
B,乙,政府部门,A,
C,丙,政府部门,B,
D,丁,政府部门,没有,
E,戊,政府部门,D,
F,己,大队,,
H,庚,驻区单位,,910000001234567890
I,同名,政府部门,,
J,同名,政府部门,,
K,辛,政府部门,同名,
"""
    report = bodies(viewer, text)
    assert reasons(report) == [
        (2, "body.circle"),
        (3, "body.circle"),
        (4, "body.unknown"),
        (5, "body.unknown"),
        (6, "body.unknown"),
        (7, "row.word"),
        (8, "body.credit_code"),
        (11, "body.ambiguous"),
    ]
    assert list(Body.objects.order_by("code").values_list("code", flat=True)) == ["I", "J"]


def test_one_row_is_one_post_and_several_are_concurrent(viewer: Viewer) -> None:
    places(viewer, PLACES)
    bodies(viewer, BODIES)
    assert counts(people(viewer, PEOPLE)) == (4, 4, 0, 0, 0)
    rows = Post.objects.order_by("id").values_list(
        "person__name", "body__code", "title", "concurrent", "starts_on"
    )
    assert list(rows) == [
        ("王宁", "S", "街道办主任", False, date(2024, 1, 1)),
        ("王宁", "O", "承办人", True, TODAY),
        ("李静", "S", "社区专员", False, date(2025, 3, 1)),
    ]
    post = Post.objects.get(kind="community_commissioner")
    assert ([place.name for place in post.places.all()], post.tags) == (
        ["多福巷社区"],
        ["两委", "party_center_household"],
    )


def test_people_imported_again_on_another_day_are_not_doubled(viewer: Viewer) -> None:
    places(viewer, PLACES)
    bodies(viewer, BODIES)
    people(viewer, PEOPLE)
    assert counts(people(viewer, PEOPLE, date(2026, 5, 1))) == (4, 0, 0, 4, 0)
    assert counts(people(viewer, PEOPLE.replace("两委、党员中心户", "两委"), date(2026, 5, 1))) == (
        4,
        0,
        1,
        3,
        0,
    )
    assert (Person.objects.count(), Post.objects.count()) == (3, 3)


def test_phones_are_sealed(viewer: Viewer) -> None:
    places(viewer, PLACES)
    bodies(viewer, BODIES)
    people(viewer, PEOPLE)
    person = Person.objects.get(code="1")
    assert b"64000000" not in bytes(person.phone_sealed)
    assert unseal(bytes(person.phone_sealed), bound_to=person.phone_bond) == "01064000000"


def test_people_with_faults_come_back(viewer: Viewer) -> None:
    places(viewer, PLACES)
    bodies(viewer, BODIES)
    header = "工号,姓名,电话,机构,岗位,负责地点,任职日期,离任日期\n"
    text = (
        header
        + "1,王宁,,S,网格员,,,\n1,王凝,,S,网格长,,,\n1,王宁,,S,网格员,,,\n2,李静,12,,,,,\n3,张,,S,,,,\n"
        "4,赵,,没有,网格员,,,\n5,钱,,S,网格员,某地,,\n6,孙,,S,网格员,,2025-02-01,2025-01-01\n7,周,,S,网格员,,上月,\n"
    )
    report = people(viewer, text)
    assert reasons(report) == [
        (3, "person.contradiction"),
        (4, "post.repeated"),
        (5, "person.phone"),
        (6, "post.incomplete"),
        (7, "body.unknown"),
        (8, "place.unknown"),
        (9, "post.dates"),
        (10, "moment.shape"),
    ]
    assert list(Person.objects.values_list("name", flat=True)) == ["王宁"]


def test_a_workbook_is_taken_like_a_csv(viewer: Viewer, tmp_path: Path) -> None:
    rows: list[list[Raw]] = [[110101, "东城区", 708829], [110101001, "东华门街道", None]]
    write_xlsx(rows, ["代码", "名称", "常住人口"], tmp_path / "地点.xlsx")
    report = import_places(viewer, table=read_table(tmp_path / "地点.xlsx"))
    assert counts(report) == (2, 2, 0, 0, 0)
    assert Place.objects.get(code="110101000000").residents == 708829
