"""The OpenAPI document and a page that shows it; both open, as they hold nothing of the installation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.generic import TemplateView, View

from agents.api.schema import document
from realtime.errors import Refusal

Shape = dict[str, Any]

LIMITS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "maxLength": "at most {} characters",
    "maxItems": "at most {} of them",
    "default": "otherwise {}",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is sent or answered."""

    name: str
    kind: str
    needed: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    parameters: list[Field]
    body: list[Field]
    answers: list[tuple[str, str, bool]]


class Schema(View):
    """``/api/schema/``."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return the OpenAPI document."""
        return JsonResponse(document())


class Reference(TemplateView):
    """``/api/docs/``: the document as a page, without a script."""

    template_name = "agents/reference.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add operations by noun, and the shapes they speak of."""
        nouns: dict[str, list[Operation]] = {}
        for path, methods in document()["paths"].items():
            for method, described in methods.items():
                nouns.setdefault(described["tags"][0], []).append(_operation(path, method, described))
        schemas = document()["components"]["schemas"]
        # Pages and bodies are told with the operations themselves.
        shapes = {
            name: list(_fields(shape))
            for name, shape in schemas.items()
            if "properties" in shape and not name.startswith("Paginated") and not name.endswith("Request")
        }
        return super().get_context_data(**kwargs) | {"nouns": nouns, "shapes": shapes}


class Nowhere(View):
    """Every other address below ``/api/``: refused in the one shape of errors."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say that there is nothing."""
        refusal = Refusal("not_found", "There is no such address.")
        return JsonResponse(refusal.as_http(), status=refusal.status, headers={"Cache-Control": "no-store"})


def _operation(path: str, method: str, described: Shape) -> Operation:
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    parameters = [
        Field(one["name"], _kind(one["schema"]), one.get("required", False), _about(one))
        for one in described.get("parameters", ())
        if one["in"] == "query"
    ]
    return Operation(
        id=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described.get("summary", ""),
        about=described.get("description", ""),
        scope=described["x-scope"],
        parameters=parameters,
        body=list(_fields(_resolved(body))),
        answers=[(status, *_answer(one)) for status, one in described["responses"].items()],
    )


def _answer(response: Shape) -> tuple[str, bool]:
    """Return the name of the shape an answer has, none for an empty one, and whether it is a page of them."""
    if "content" not in response:
        return "", False
    schema = response["content"]["application/json"]["schema"]
    resolved = _resolved(schema)
    pages = resolved.get("properties", {}).get("results")
    return _name(pages["items"] if pages else schema), pages is not None


def _fields(shape: Shape) -> Iterator[Field]:
    needed = shape.get("required", ())
    for name, schema in shape.get("properties", {}).items():
        yield Field(name, _kind(schema), name in needed, _about(schema))


def _kind(schema: Shape) -> str:
    """Return in a word or two what a value is."""
    wrapped = schema.get("allOf") or schema.get("oneOf") or schema.get("anyOf")
    nullable = " or null" if schema.get("nullable") else ""
    if wrapped:
        return " or ".join(_kind(one) for one in wrapped if one) + nullable
    if "$ref" in schema:
        resolved = _resolved(schema)
        return (_kind(resolved) if "enum" in resolved else _name(schema)) + nullable
    if "enum" in schema:
        return " | ".join("null" if one is None else str(one) or '""' for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("format") or schema.get("type", "anything")) + nullable


def _about(schema: Shape) -> str:
    """Return what is said of a value, its limits included."""
    inner = schema.get("schema", schema)
    limits = [
        words.format(inner[name]) for name, words in LIMITS.items() if inner.get(name) not in (None, "")
    ]
    described = schema.get("description") or inner.get("description", "")
    return " · ".join(part for part in (described, *limits) if part)


def _resolved(schema: Shape) -> Shape:
    if "$ref" not in schema:
        return schema
    found: Shape = document()["components"]["schemas"][_name(schema)]
    return found


def _name(schema: Shape) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
