"""The fields of a form inside a conversation, and what may be filled in."""

import math
from typing import Annotated, Literal

from msgspec import Meta, Struct

from chat import moments
from chat.framing import Line, Value
from realtime.errors import Refusal
from visitors.forms import is_written_as


class Field(Struct):
    """One question of a form."""

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z")]
    label: Line
    kind: Literal["text", "email", "phone", "number", "select", "checkbox", "date"] = "text"
    required: bool = True
    options: Annotated[list[Line], Meta(max_length=30)] = []

    def __post_init__(self) -> None:
        """Refuse something to select from without anything to select, and the other way round."""
        if (self.kind == "select") != bool(self.options) or len(set(self.options)) < len(self.options):
            raise ValueError("Expected `options` of a `select`, and of nothing else")

    def accepts(self, value: Value) -> bool:
        """Tell whether a value that was filled in is one of its kind."""
        if self.kind in ("checkbox", "number"):
            return isinstance(value, bool) if self.kind == "checkbox" else _is_number(value)
        return isinstance(value, str) and self._accepts(value)

    def _accepts(self, text: str) -> bool:
        match self.kind:
            case "select":
                return text in self.options
            case "date":
                return moments.is_day(text)
            case kind:
                return is_written_as(kind, text)


class Checks:
    """Goes through what was filled in, field by field, and keeps what is wrong with which."""

    def __init__(self, values: dict[str, Value]) -> None:
        self._values = values
        self._wrong: dict[str, str] = {}

    def line(self, field: Field) -> str:
        """Return a field with its value in words; nothing where nothing was filled in."""
        ticks = field.kind == "checkbox"
        value = self._values.get(field.name, False if ticks else "")
        if (value is False and ticks) or (isinstance(value, str) and not value.strip()):
            if field.required:
                self._wrong[field.name] = "required"
            return f"☐ {field.label}" if ticks else ""
        if not field.accepts(value):
            self._wrong[field.name] = "invalid"
            return ""
        return f"☑ {field.label}" if ticks else f"{field.label}: {_in_words(field, value)}"

    def finish(self, known: set[str]) -> None:
        """Raise a refusal that names all that is wrong."""
        wrong = self._wrong | dict.fromkeys(set(self._values) - known, "unknown")
        if wrong:
            raise Refusal("invalid", "The form is not filled in as it asks.", fields=wrong)


def _in_words(field: Field, value: Value) -> str:
    if field.kind == "date":
        return moments.said(str(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())  # one line, so that no value can pass for another field


def _is_number(value: Value) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < 10**15
        and math.isfinite(value)
    )
