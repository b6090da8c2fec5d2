"""The page that explains the API: read from its OpenAPI description, so that it cannot be out of date."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

PAGING = {"limit", "offset"}  # the same for every list, and told once


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of an answer. Fields within it are told after it, by dotted names."""

    name: str
    type: str  # as OpenAPI names it
    description: str
    values: tuple[str, ...] = ()  # the only ones it can have; empty: any


@dataclass(frozen=True, slots=True)
class Call:
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    fields: tuple[Field, ...]


def api_guide(request: HttpRequest) -> HttpResponse:
    """Every call with its parameters and the fields of its answer. Works without a script."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return render(request, "pages/api.html", {"calls": calls(schema)})


def calls(schema: dict[str, Any]) -> list[Call]:
    """The calls of an OpenAPI description, in its order."""
    components = schema["components"]["schemas"]
    return [
        Call(
            path=path,
            summary=call.get("summary") or call.get("description", ""),
            description=call.get("description", "") if "summary" in call else "",
            parameters=tuple(
                _field(each["name"], each, each["schema"])
                for each in call.get("parameters", ())
                if each["name"] not in PAGING
            ),
            fields=tuple(_fields(_answer(call, components), components)),
        )
        for path, methods in schema["paths"].items()
        for call in methods.values()
    ]


def _answer(call: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """What is asked for: of a list in pages, one of its rows."""
    told = call["responses"]["200"]["content"]["application/json"]["schema"]
    properties = _resolved(told, components).get("properties", {})
    return properties["results"]["items"] if {"next", "results"} <= properties.keys() else told


def _fields(schema: dict[str, Any], components: dict[str, Any], within: str = "") -> list[Field]:
    """The fields of an object, each followed by the fields of the objects in it."""
    found = []
    for name, told in _resolved(schema, components).get("properties", {}).items():
        kind = _resolved(told, components)
        found.append(_field(within + name, told, kind))
        item = _resolved(kind.get("items", kind), components)
        found += _fields(item, components, within=f"{within}{name}.")
    return found


def _field(name: str, told: dict[str, Any], kind: dict[str, Any]) -> Field:
    """The first line of its description: a list of its values, which may follow, is told apart."""
    description = told.get("description") or kind.get("description", "")
    return Field(
        name=name,
        type=kind.get("type", "object"),
        description=description.split("\n")[0],
        values=tuple(str(value) for value in kind.get("enum", ())),
    )


def _resolved(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for; of several, the first that is not merely empty."""
    first = next(iter(schema.get("allOf") or schema.get("oneOf") or ()), schema)
    return components[first["$ref"].rsplit("/", 1)[1]] if "$ref" in first else first
