"""What every frame is made of: its base and the kinds of fields."""

from typing import Annotated, Any

from msgspec import Meta, Struct

MAX_FRAME_BYTES = 32 * 1024
MAX_MESSAGE_CHARACTERS = 4000

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Text = Annotated[str, Meta(min_length=1, max_length=MAX_MESSAGE_CHARACTERS)]
Short = Annotated[str, Meta(max_length=120)]
Long = Annotated[str, Meta(max_length=8000)]
Seq = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Uuid = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[47][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}\Z"
    ),
]
Email = Annotated[str, Meta(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+\Z")]
Phone = Annotated[str, Meta(max_length=40)]


class Introduction(Struct):
    """What somebody says about themselves where nobody is there to ask: a claim."""

    name: Short = ""
    email: Email = ""
    phone: Phone = ""


class Frame(Struct, tag_field="type"):
    """Any frame; ``id`` asks for an answer that echoes it."""

    id: Id | None = None


def is_too_long(raw: str | bytes) -> bool:
    """Tell whether a frame is larger than any may be, without counting the bytes of small ones."""
    if len(raw) * 4 <= MAX_FRAME_BYTES or len(raw) > MAX_FRAME_BYTES:
        return len(raw) > MAX_FRAME_BYTES
    return isinstance(raw, str) and len(raw.encode(errors="replace")) > MAX_FRAME_BYTES


def holds_nul(raw: str | bytes) -> bool:
    """Tell whether a NUL may be inside, cheaply: an escaped one, or the character itself."""
    if isinstance(raw, str):
        return "\\u0000" in raw or "\0" in raw
    return b"\\u0000" in raw or b"\0" in raw


def nul_inside(value: Any) -> bool:
    """Tell whether a NUL stands anywhere in a decoded frame."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, Struct):
        return any(nul_inside(getattr(value, name)) for name in value.__struct_fields__)
    if isinstance(value, dict):
        return any(nul_inside(part) for pair in value.items() for part in pair)
    return False
