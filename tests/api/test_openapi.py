"""The description of the API: valid in its own terms, fresh in the documents, and true of what is answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gongzhi.config.api import api
from tests.api.calling import Caller, road
from tests.town import Town

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/openapi.json"
SCHEMA: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
OPERATIONS = [
    (path, method, operation) for path, item in SCHEMA["paths"].items() for method, operation in item.items()
]
TYPES = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
    "null": type(None),
}  # fmt: skip


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference."""
    found: Any = SCHEMA
    for name in schema["$ref"].removeprefix("#/").split("/") if "$ref" in schema else ():
        found = found[name]
    return schema if "$ref" not in schema else resolved(found)


OPEN = {"/api/v1/seals"}
"""What needs no token."""


def complaints(value: Any, schema: dict[str, Any], where: str = "$") -> list[str]:
    """What of a value is not as the schema says; a property that it does not name is a complaint too."""
    schema = resolved(schema)
    if "anyOf" in schema:
        found = [complaints(value, one, where) for one in schema["anyOf"]]
        return [] if [] in found else found[0]
    wanted: Any = TYPES.get(schema.get("type", ""), object)
    if not isinstance(value, wanted) or (
        isinstance(value, bool) and wanted is not bool and wanted is not object
    ):
        return [f"{where}: {value!r} is no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: {value!r} is not one of {schema['enum']}"]
    if isinstance(value, list):
        return [
            c
            for i, one in enumerate(value)
            for c in complaints(one, schema.get("items", {}), f"{where}[{i}]")
        ]
    if isinstance(value, dict):
        return _of_object(value, schema, where)
    return []


def _of_object(value: dict[str, Any], schema: dict[str, Any], where: str) -> list[str]:
    named, others = (
        schema.get("properties", {}),
        schema.get("additionalProperties", not schema.get("properties")),
    )
    found = [f"{where}.{name}: missing" for name in schema.get("required", ()) if name not in value]
    found += [f"{where}.{name}: undescribed" for name in value if name not in named and not others]
    rest = others if isinstance(others, dict) else {}
    return found + [
        c for name, one in value.items() for c in complaints(one, named.get(name, rest), f"{where}.{name}")
    ]


def answer_schema(path: str, method: str, status: int) -> dict[str, Any]:
    answer = SCHEMA["paths"][path][method]["responses"][str(status)]
    found: dict[str, Any] = answer["content"]["application/json"]["schema"]
    return found


def test_the_document_is_fresh() -> None:
    assert json.loads(DOCUMENT.read_text("utf-8")) == SCHEMA


def test_it_is_openapi_3_1() -> None:
    assert SCHEMA["openapi"] == "3.1.0"
    assert {"title", "version"} <= set(SCHEMA["info"])
    assert set(SCHEMA) <= {"openapi", "info", "paths", "components", "servers", "security", "tags"}
    assert not [node for node in nodes(SCHEMA) if "nullable" in node], "3.1 says it with a type"


def test_every_reference_leads_somewhere() -> None:
    references = {node["$ref"] for node in nodes(SCHEMA) if "$ref" in node}
    assert references
    for reference in references:
        assert reference.startswith("#/components/schemas/")
        assert isinstance(resolved({"$ref": reference}), dict)
    named = {reference.rpartition("/")[2] for reference in references}
    assert named == set(SCHEMA["components"]["schemas"]), "no schema without use"


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=lambda value: str(value)[:30])
def test_every_operation_says_what_it_takes_and_gives(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    assert method in {"get", "post"}
    assert operation["summary"]
    if path in OPEN:
        assert "security" not in operation
    else:
        (security,) = operation["security"]
        assert set(security) <= set(SCHEMA["components"]["securitySchemes"])
    in_path = {name.strip("{}") for name in path.split("/") if name.startswith("{")}
    parameters = operation.get("parameters", [])
    assert {one["name"] for one in parameters if one["in"] == "path"} == in_path
    assert all(one["required"] for one in parameters if one["in"] == "path")
    assert {"in", "name", "schema"} <= set.intersection(*map(set, parameters)) if parameters else True
    assert ("requestBody" in operation) == (method == "post")
    statuses = set(operation["responses"])
    refused = {"422", "429"} if path in OPEN else {"400", "401", "403", "404", "409", "413", "422", "429"}
    assert refused < statuses
    assert statuses & {"200", "201"}
    for status in statuses:
        schema = answer_schema(path, method, int(status))
        assert resolved(schema)["type"] == "object"
        assert (schema["$ref"].rpartition("/")[2] == "Problem") == (status >= "400")


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(set(names)) == len(names)


def test_what_is_answered_is_what_is_described(town: Town) -> None:
    one = road(town, lon=116.4, lat=39.9).to("handling")
    road(town, text="办结的").to("closed")
    caller, path = Caller("street"), f"/cases/{one.id}"
    moves, filing = f"{path}/moves", {"text": "路灯坏了", "external_id": "1"}
    for described, method, answer in (
        ("/api/v1/cases", "post", caller.post("/cases", filing)),
        ("/api/v1/cases", "post", caller.post("/cases", filing)),
        ("/api/v1/cases", "post", caller.post("/cases", {"text": 7})),
        ("/api/v1/cases", "get", Caller("leader").get("/cases")),
        ("/api/v1/cases/{case_id}", "get", caller.get(path)),
        ("/api/v1/cases/{case_id}", "get", Caller("leader").get(path)),
        ("/api/v1/cases/{case_id}", "get", Caller("other_street").get(path)),
        ("/api/v1/cases/{case_id}/moves", "post", caller.post(moves, {"move": "contact"})),
        ("/api/v1/cases/{case_id}/moves", "post", caller.post(moves, {"move": "accept"})),
        ("/api/v1/figures", "get", Caller("leader").get("/figures")),
        ("/api/v1/figures", "get", Caller().get("/figures")),
    ):
        assert complaints(answer.body, answer_schema(described, method, answer.status)) == []


def test_a_wrong_answer_would_be_complained_about() -> None:
    receipt = {"$ref": "#/components/schemas/Receipt"}
    assert complaints({"id": "1", "number": 2, "code": "3", "more": 4}, receipt) == [
        "$.repeated: missing",
        "$.more: undescribed",
        "$.number: 2 is no string",
    ]
