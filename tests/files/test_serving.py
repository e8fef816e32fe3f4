"""Files over HTTP: to whom, with which headers, and never as a page of ours (ASVS 5.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from gongzhi.cases.operations import attach_files
from gongzhi.files.queries import ticket_for
from gongzhi.files.vocabulary import Audience, Role
from gongzhi.kernel import clock
from tests.files import samples
from tests.files.samples import document, named, telling
from tests.road import Road, rows
from tests.town import Town


def attached(road: Road, name: str, content: bytes, audience: Audience = Audience.REPORTER) -> UUID:
    """One attachment of the street's."""
    street = road.town.viewer("street")
    done = attach_files(
        street,
        subject_id=road.id,
        files=[named(name, content)],
        role=Role.AFTER,
        audience=audience,
        now=clock.now(),
    )
    return done.kept[0]


def road_of(town: Town) -> Road:
    return Road(town, now=clock.now() - timedelta(days=1)).file().to("handling")


def staff(town: Town, login: str) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(town.accounts[login])
    return client


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_picture_is_shown_and_nothing_in_it_may_run(town: Town) -> None:
    road = road_of(town)
    identity = attached(road, "后.png", telling())
    client = staff(town, "street")
    for path in (f"/files/{identity}", f"/files/{identity}/thumb"):
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert answer["Content-Disposition"].startswith("inline")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cache-Control"] == "private, no-cache"
        assert body(answer)[:3] == b"\xff\xd8\xff"
        again = client.get(path, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])


@pytest.mark.parametrize(
    ("name", "content", "media", "suffix"),
    [
        ("报告.pdf", samples.PDF, "application/pdf", "pdf"),
        ("<script>.docx", document(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        ("说明.txt", "一\n二".encode(), "text/plain; charset=utf-8", "txt"),
        ("声.mp3", samples.MP3, "audio/mpeg", "mp3"),
        ("影.mp4", samples.MP4, "video/mp4", "mp4"),
    ],
)  # fmt: skip
def test_everything_else_is_only_downloaded(
    town: Town, name: str, content: bytes, media: str, suffix: str
) -> None:
    road = road_of(town)
    answer = staff(town, "street").get(f"/files/{attached(road, name, content)}")
    assert (answer.status_code, answer["Content-Type"], body(answer)) == (200, media, content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Disposition"].endswith(suffix) or suffix in answer["Content-Disposition"]
    assert not set("<>\r\n") & set(answer["Content-Disposition"])


def test_what_is_not_a_picture_has_no_small_one(town: Town) -> None:
    identity = attached(road_of(town), "a.pdf", samples.PDF)
    assert staff(town, "street").get(f"/files/{identity}/thumb").status_code == 404


def test_what_is_not_there_and_what_is_somebody_elses_sound_the_same(town: Town) -> None:
    identity = attached(road_of(town), "a.jpg", telling())
    heard = []
    for client, path in (
        (Client(), f"/files/{identity}"),
        (staff(town, "other_street"), f"/files/{identity}"),
        (staff(town, "member"), f"/files/{identity}/thumb"),
        (staff(town, "street"), f"/files/{UUID(int=1)}"),
        (Client(), f"/files/{identity}?t=nonsense"),
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        heard.append("没有找到这个文件" in answer.content.decode())
    assert heard == [True] * 5


def test_a_ticket_opens_its_one_file_for_an_hour(town: Town) -> None:
    road = road_of(town)
    one, other = attached(road, "a.jpg", telling()), attached(road, "a.pdf", samples.PDF)
    ticket = ticket_for(one)
    assert Client().get(f"/files/{one}?t={ticket}").status_code == 200
    assert Client().get(f"/files/{one}/thumb?t={ticket}").status_code == 200
    assert Client().get(f"/files/{other}?t={ticket}").status_code == 404
    with override_settings(SECRET_KEY="another"):
        assert Client().get(f"/files/{one}?t={ticket}").status_code == 404


def test_files_are_read_only(town: Town) -> None:
    identity = attached(road_of(town), "a.jpg", telling())
    assert staff(town, "street").post(f"/files/{identity}").status_code == 405


def test_removing_goes_back_to_the_page_and_nowhere_else(town: Town) -> None:
    road = road_of(town)
    identity = UUID(int=0)
    for back, leads_to in (
        ("/cases/1/", "/cases/1/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
    ):
        identity = attached(road, "a.jpg", telling())
        answer = staff(town, "street").post(f"/files/{identity}/remove", {"back": back})
        assert (answer.status_code, answer["Location"]) == (302, leads_to)
    assert rows("SELECT count(*) FROM files_attachment WHERE removed_at IS NULL") == [(0,)]
    assert Client().post(f"/files/{identity}/remove").status_code == 302


def test_a_body_beyond_all_measure_is_not_read(town: Town) -> None:
    for path, code in (("/", "一次合计最多 64 MB"), ("/api/v1/cases", "request.too_large")):
        answer = Client().generic("POST", path, b"x", CONTENT_LENGTH=str(65 * 1024 * 1024))
        assert answer.status_code == 413
        assert code in answer.content.decode()


def test_where_a_photo_was_taken_is_told_and_forgotten(town: Town) -> None:
    before = rows("SELECT count(*) FROM cases_case"), rows("SELECT count(*) FROM files_attachment")
    answer = Client().post("/files/place/", {"head": SimpleUploadedFile("head", telling()[:8192])})
    assert answer.json() == {"said": "照片里的位置不在本地，没有采用。写几个字也可以。"}
    answer = Client().post("/files/place/", {"head": SimpleUploadedFile("head", samples.HTML)})
    assert answer.json() == {"said": "照片里没有位置，写几个字也可以。"}
    assert (rows("SELECT count(*) FROM cases_case"), rows("SELECT count(*) FROM files_attachment")) == before
