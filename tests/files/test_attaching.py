"""Attaching to a case: once, recorded in the sealed journal, by who works on it or has reported it (NC-10, 1.7)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.conf import settings as installed
from django.core.files.storage import storages
from PIL import Image

from gongzhi.cases.operations import attach_files
from gongzhi.files.operations import remove, remove_of, verify_files
from gongzhi.files.queries import attached_to, sendable, ticket_for
from gongzhi.files.vocabulary import Audience, Role
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.workflow.operations.doctor import doctor
from tests.files import samples
from tests.files.samples import encoded, named, scene, telling
from tests.parallel import at_once
from tests.road import Road, head_of, journal_of, refusal, rows, written
from tests.town import MONDAY, Town

KEPT = "SELECT id, role, audience, encode(sha256, 'hex') FROM files_attachment ORDER BY id"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """A folder for the bytes of one test."""
    options = {**settings.STORAGES["files"]["OPTIONS"], "location": tmp_path}
    settings.STORAGES = {
        **settings.STORAGES,
        "files": {**settings.STORAGES["files"], "OPTIONS": options},
    }
    return tmp_path


def photo(shift: int = 0) -> bytes:
    return encoded(scene(shift=shift))


def attach(road: Road, who: str, *contents: bytes, **changes: Any) -> Any:
    """Attach as the person of this login, or as the reporter."""
    viewer = road.reporter if who == "reporter" else road.town.viewer(who)
    given: dict[str, Any] = {"role": Role.AFTER, "now": road.now + timedelta(minutes=1), **changes}
    files = [named(f"{n}.jpg", content) for n, content in enumerate(contents)]
    return attach_files(viewer, subject_id=road.id, files=files, **given)


def on_disk(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def faults() -> list[tuple[str, str]]:
    return [(fault.code, fault.number) for fault in verify_files()]


def test_what_the_reporter_attaches_is_evidence_in_the_journal(town: Town, folder: Path) -> None:
    road = Road(town).file()
    done = attach(road, "reporter", telling(), role=Role.AFTER, audience=Audience.STAFF)
    ((identity, role, audience, sha256),) = rows(KEPT)
    assert (done.kept, done.repeated, done.left) == ([identity], [], [])
    assert (role, audience) == ("evidence", "reporter")
    (small, large) = sorted(on_disk(folder), key=lambda path: path.stat().st_size)
    assert large.name == sha256
    assert oct(large.stat().st_mode)[-3:] == "600"
    assert journal_of(road.id)[1:] == [(2, "move", "attach", "filed", "filed")]
    ((facts, post),) = rows("SELECT facts::text, actor_post_id FROM workflow_entry WHERE sequence = 2")
    assert (orjson.loads(facts), post) == (
        {"role": "evidence", "audience": "reporter", "files": [sha256], "thumbs": [small.name]},
        None,
    )


def test_the_stage_and_its_clock_stay_as_they_were(transactional_town: Town) -> None:
    road = Road(transactional_town).file().to("closed")
    before = head_of(road.id)
    attach(road, "street", photo())
    after = head_of(road.id)
    assert (after.stage, after.holder_body_id, after.closed_at, after.due_at) == (
        before.stage, before.holder_body_id, before.closed_at, before.due_at,
    )  # fmt: skip
    assert after.sequence == before.sequence + 1
    assert doctor().differences == []
    assert faults() == []


def test_a_file_that_is_sent_again_is_the_same_attachment(town: Town, folder: Path) -> None:
    road = Road(town).file()
    first = attach(road, "reporter", photo(), photo())
    before, files = written(), on_disk(folder)
    again = attach(road, "reporter", photo())
    assert (len(first.kept), again.kept, again.repeated) == (1, [], first.kept)
    assert (written(), on_disk(folder)) == (before, files)
    other = Road(town).file(text="另一件")
    assert len(attach(other, "reporter", photo()).kept) == 1


def test_sent_twice_at_once_it_is_kept_once(transactional_town: Town, folder: Path) -> None:
    road = Road(transactional_town).file()
    results = at_once([partial(attach, road, "reporter", photo()) for _ in range(4)])
    assert sorted(len(one.kept) for one in results if not isinstance(one, str)) == [0, 0, 0, 1]
    assert (len(rows(KEPT)), len(on_disk(folder))) == (1, 2)
    assert faults() == []


@pytest.mark.parametrize(
    ("who", "stage", "expected"),
    [
        ("reporter", "filed", ""),
        ("reporter", "closed", ""),
        ("clerk", "filed", ""),
        ("dispatcher", "filed", ""),
        ("callback", "answered", ""),
        ("community", "filed", ""),
        ("street", "handling", ""),
        ("street_head", "handling", ""),
        ("department", "handling", "not_found"),
        ("other_street", "handling", "not_found"),
        ("leader", "handling", "not_allowed"),
        ("member", "handling", "not_found"),
    ],
)
def test_who_works_on_a_case_may_attach(
    town: Town, folder: Path, who: str, stage: str, expected: str
) -> None:
    road = Road(town).file().to(stage)
    before = written()
    assert refusal(lambda: attach(road, who, photo())) == expected
    assert (written() == before) == bool(expected)
    assert bool(on_disk(folder)) != bool(expected)


def test_a_unit_that_had_the_case_before_another_sees_it_and_adds_nothing(town: Town) -> None:
    road = Road(town, "城管委").file().to("dispatched")
    road.handed_over("department", "住建委")
    assert refusal(lambda: attach(road, "department", photo())) == "not_allowed"


def test_nobody_else_and_no_other_city_attaches(town: Town) -> None:
    road = Road(town).file()
    stranger = Road(town).file(text="别人的事").reporter
    for viewer in (town.nobody, stranger):
        call = partial(
            attach_files,
            viewer,
            subject_id=road.id,
            files=[named("a.jpg", photo())],
            role=Role.EVIDENCE,
            now=MONDAY,
        )
        assert refusal(call) == "not_found"
    assert (
        refusal(
            partial(
                attach_files, road.reporter, subject_id=UUID(int=0), files=[], role=Role.AFTER, now=MONDAY
            )
        )
        == "not_found"
    )
    assert rows(KEPT) == []


def test_bad_files_do_not_keep_the_good_ones_out(town: Town) -> None:
    road = Road(town).file()
    done = attach(road, "reporter", photo(), samples.HTML, b"")
    assert (len(done.kept), [one.refusal.code for one in done.left]) == (1, ["file.lies", "file.empty"])
    assert len(rows(KEPT)) == 1


def test_only_bad_files_leave_no_line(town: Town, folder: Path) -> None:
    road = Road(town).file()
    before = written()
    assert attach(road, "reporter", samples.HTML).kept == []
    assert (written(), on_disk(folder)) == (before, [])


def test_a_case_has_room_for_sixty(town: Town) -> None:
    road = Road(town).file()
    texts = [f"第 {n} 份".encode() for n in range(61)]
    for start in range(0, 60, 12):
        files = [named("a.txt", text) for text in texts[start : start + 12]]
        attach_files(road.reporter, subject_id=road.id, files=files, role=Role.EVIDENCE, now=road.now)
    last = attach_files(
        road.reporter, subject_id=road.id, files=[named("a.txt", texts[60])], role=Role.EVIDENCE, now=road.now
    )
    assert (last.kept, [one.refusal.code for one in last.left]) == ([], ["file.count"])
    assert len(rows(KEPT)) == 60


def test_bytes_that_cannot_be_written_leave_no_row_and_no_line(town: Town, folder: Path) -> None:
    road = Road(town).file()
    before = written()
    (folder / road.id.hex[-2:]).write_text("a file where the folder should be")
    assert refusal(lambda: attach(road, "reporter", photo())) == "file.storage"
    assert written() == before
    assert len(on_disk(folder)) == 1


def test_the_reporter_does_not_see_what_is_for_the_staff(town: Town) -> None:
    road = Road(town).file().to("handling")
    (shown,) = attach(road, "street", photo()).kept
    (hidden,) = attach(road, "street", photo(9), role=Role.PAPER, audience=Audience.STAFF).kept
    assert [one.id for one in attached_to(town.viewer("street"), road.id)] == [shown, hidden]
    assert [one.id for one in attached_to(road.reporter, road.id)] == [shown]
    assert [one.id for one in attached_to(town.viewer("other_street"), road.id)] == []
    assert refusal(lambda: sendable(road.reporter, hidden)) == "not_found"
    sendable(road.reporter, shown).content.close()
    sendable(town.viewer("leader"), hidden).content.close()
    assert refusal(lambda: sendable(town.viewer("other_street"), shown)) == "not_found"
    assert refusal(lambda: sendable(town.nobody, shown, ticket=ticket_for(hidden))) == "not_found"
    assert refusal(lambda: sendable(town.nobody, shown, ticket=ticket_for(shown)[:-1])) == "not_found"
    sendable(town.nobody, shown, ticket=ticket_for(shown)).content.close()


def test_a_photo_that_was_used_before_is_pointed_out_to_who_may_see_both(town: Town) -> None:
    """Peers D4: an after-photo taken from another case; made smaller and saved again it is still the same."""
    first, second = Road(town).file(), Road(town).file(text="另一件")
    large = scene(1200, 900)
    attach(first, "community", encoded(large))
    attach(second, "community", encoded(large.resize((600, 450)), quality=60))
    attach(second, "community", encoded(large.transpose(Image.Transpose.ROTATE_180)))
    assert [one.used_in for one in attached_to(town.viewer("community"), second.id)] == [
        (first.filed.number,),
        (),
    ]
    assert [one.used_in for one in attached_to(second.reporter, second.id)] == [(), ()]
    far = Road(town).file(text="第三件", place=(town.places["苏州社区"].id, "990102001001"))
    attach(far, "reporter", encoded(large))
    assert [one.used_in for one in attached_to(town.viewer("community"), second.id)] == [
        (first.filed.number,),
        (),
    ]


def test_removing_takes_the_bytes_and_leaves_the_line(transactional_town: Town, folder: Path) -> None:
    road = Road(transactional_town).file().to("handling")
    (mine,) = attach(road, "street", photo()).kept
    (theirs,) = attach(road, "reporter", photo(9)).kept
    street, now = transactional_town.viewer("street"), MONDAY + timedelta(days=1)
    assert refusal(lambda: remove(street, attachment_id=theirs, now=now)) == "not_allowed"
    assert refusal(lambda: remove(road.reporter, attachment_id=mine, now=now)) == "not_allowed"
    assert (
        refusal(lambda: remove(transactional_town.viewer("other_street"), attachment_id=mine, now=now))
        == "not_found"
    )
    remove(street, attachment_id=mine, now=now)
    remove(transactional_town.viewer("dispatcher"), attachment_id=theirs, now=now)
    assert on_disk(folder) == []
    assert rows("SELECT name, bands, removed_at = %s FROM files_attachment", now) == [("", [], True)] * 2
    assert attached_to(street, road.id) == ()
    assert refusal(lambda: remove(street, attachment_id=mine, now=now)) == "not_found"
    assert (doctor().differences, faults()) == ([], [])
    assert len(attach(road, "street", photo()).kept) == 1


def test_what_has_been_kept_long_enough_goes_together(town: Town, folder: Path) -> None:
    old, new = Road(town).file(), Road(town).file(text="另一件")
    attach(old, "reporter", photo(), photo(9))
    attach(new, "reporter", photo())
    assert (
        refusal(lambda: remove_of(town.viewer("street"), subject_ids=[old.id], now=MONDAY)) == "not_allowed"
    )
    assert remove_of(system_viewer(), subject_ids=[old.id], now=MONDAY) == 2
    assert remove_of(system_viewer(), subject_ids=[old.id], now=MONDAY) == 0
    assert len(on_disk(folder)) == 2
    assert faults() == []


def test_the_doctor_names_every_file_that_is_not_what_the_journal_says(town: Town, folder: Path) -> None:
    road = Road(town).file()
    attach(road, "reporter", photo(), photo(9))
    number = road.filed.number
    (first, second) = rows(
        "SELECT encode(sha256, 'hex'), encode(thumb_sha256, 'hex') FROM files_attachment ORDER BY id"
    )
    where = folder / road.id.hex[-2:] / road.id.hex
    (where / first[0]).write_bytes(photo(30))
    assert faults() == [("file.changed", number)]
    (where / second[1]).unlink()
    assert faults() == [("file.changed", number), ("file.missing", number)]
    rows("UPDATE files_attachment SET role = 'after' WHERE encode(sha256, 'hex') = %s", first[0])
    assert faults()[0] == ("file.unrecorded", number)
    rows("DELETE FROM files_attachment WHERE encode(sha256, 'hex') = %s", second[0])
    assert faults()[-1] == ("file.row", number)


def test_a_swapped_photo_is_found_even_when_its_row_is_swapped_too(town: Town, folder: Path) -> None:
    road = Road(town).file()
    attach(road, "reporter", photo())
    storage = storages["files"]
    ((old,),) = rows("SELECT encode(sha256, 'hex') FROM files_attachment")
    name = f"{road.id.hex[-2:]}/{road.id.hex}/"
    with storage.open(name + old) as content:
        swapped = content.read() + b"x"
    new = samples.hashed(swapped)
    (folder / name / new).write_bytes(swapped)
    rows("UPDATE files_attachment SET sha256 = decode(%s, 'hex')", new)
    assert faults() == [("file.unrecorded", road.filed.number), ("file.row", road.filed.number)]


def test_the_bytes_lie_where_no_page_is_served_from() -> None:
    assert installed.ROOM not in (installed.DATA_FOLDER / "files").resolve().parents
    assert installed.STORAGES.keys() == {"files", "staticfiles"}
