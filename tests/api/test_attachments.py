"""Attachments through the API: sent, listed, opened; each refused one by its code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.kernel import clock
from gongzhi.orgs.operations.tokens import create_token
from tests.api.calling import API, Answer, Caller, road
from tests.api.test_openapi import answer_schema, complaints
from tests.api.test_statements import counted
from tests.files import samples
from tests.files.samples import named, scene, telling
from tests.road import rows, written
from tests.town import Town

PATH = "/api/v1/cases/{case_id}/attachments"


@dataclass(frozen=True)
class Sender:
    """Sends files as the person of this login."""

    login: str

    def send(self, case_id: UUID, *files: SimpleUploadedFile, **fields: str) -> Answer:
        token = create_token(login=self.login, name="test", valid_for=timedelta(days=1), now=clock.now())
        found = Client().post(
            f"{API}/cases/{case_id}/attachments",
            {"files": list(files), "role": "after", **fields},
            headers={"Authorization": f"Bearer {token}"},
        )
        return Answer(found.status_code, orjson.loads(found.content))


def test_files_are_attached_listed_and_opened(town: Town) -> None:
    one = road(town).to("handling")
    street = Sender("street")
    answer = street.send(
        one.id, named("后.jpg", telling()), named("坏.jpg", samples.HTML), audience="reporter"
    )
    assert (answer.status, len(answer.body["kept"]), answer.body["repeated"]) == (201, 1, [])
    assert [(left["name"], left["code"]) for left in answer.body["left"]] == [("坏.jpg", "file.lies")]
    assert complaints(answer.body, answer_schema(PATH, "post", 201)) == []
    again = street.send(one.id, named("后.jpg", telling()))
    assert (again.status, again.body) == (200, {"kept": [], "repeated": answer.body["kept"], "left": []})
    detail = Caller("leader").get(f"/cases/{one.id}")
    assert complaints(detail.body, answer_schema("/api/v1/cases/{case_id}", "get", 200)) == []
    (listed,) = detail.body["attachments"]
    assert listed | {"id": "", "sha256": "", "size": 0, "added_at": "", "url": "", "thumb_url": ""} == {
        "id": "", "role": "after", "role_label": "办理后", "kind": "picture", "name": "后.jpg", "size": 0,
        "sha256": "", "width": 320, "height": 240, "audience": "reporter", "added_at": "",
        "added_by": "东四街道办", "used_in": [], "url": "", "thumb_url": "",
    }  # fmt: skip
    assert detail.body["journal"][-1]["facts"]["files"] == [listed["sha256"]]
    opened: Any = Client().get(listed["url"])
    assert samples.hashed(b"".join(opened.streaming_content)) == listed["sha256"]
    assert Client().get(listed["thumb_url"]).status_code == 200
    assert Client().get(urlsplit(listed["url"]).path).status_code == 404


def test_without_a_word_they_are_for_the_staff(town: Town) -> None:
    one = road(town).to("handling")
    Sender("street").send(one.id, named("a.jpg", telling()))
    assert rows("SELECT audience FROM files_attachment") == [("staff",)]


@pytest.mark.parametrize(
    ("login", "files", "fields", "status", "code"),
    [
        ("street", [("a.jpg", samples.HTML)], {}, 422, "file.lies"),
        ("street", [("a.docx", samples.zip_bomb())], {}, 413, "file.bomb"),
        ("street", [], {}, 422, "request.invalid"),
        ("street", [("a.jpg", telling())], {"role": "proof"}, 422, "request.invalid"),
        ("street", [("a.jpg", telling())], {"audience": "all"}, 422, "request.invalid"),
        ("street", [(f"{n}.txt", b"a") for n in range(51)], {}, 413, "file.count"),
        ("other_street", [("a.jpg", telling())], {}, 404, "not_found"),
        ("leader", [("a.jpg", telling())], {}, 403, "not_allowed"),
    ],
)
def test_what_cannot_be_attached_is_refused(
    town: Town, login: str, files: list[tuple[str, bytes]], fields: dict[str, str], status: int, code: str
) -> None:
    one = road(town).to("handling")
    before = written()
    answer = Sender(login).send(one.id, *(named(*file) for file in files), **fields)
    assert (answer.status, answer.code) == (status, code)
    assert complaints(answer.body, answer_schema(PATH, "post", status)) == []
    assert written() == before


def test_many_files_cost_as_many_statements_as_one(town: Town) -> None:
    one = road(town).to("handling")
    sender = Sender("street")
    sender.send(one.id, named("a.txt", b"warm"))

    def cost(*files: Any) -> int:
        return counted(lambda: sender.send(one.id, *files), 201)

    first = cost(named("a.jpg", samples.encoded(scene())))
    assert cost(*(named(f"{n}.jpg", samples.encoded(scene(shift=n))) for n in range(1, 6))) == first
    reader = Caller("leader")
    reader.get(f"/cases/{one.id}")
    assert counted(lambda: reader.get(f"/cases/{one.id}"), 200) == 3
