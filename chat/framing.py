"""What the frames of a chat are made of: the kinds of their fields."""

from typing import Annotated

from msgspec import Meta, Struct

from realtime.framing import MAX_FRAME_BYTES, Frame, Id, Long, Short

__all__ = [
    "MAX_FRAME_BYTES",
    "MAX_MESSAGE_CHARACTERS",
    "Attributes",
    "Day",
    "Email",
    "Frame",
    "Id",
    "Introduction",
    "Label",
    "Line",
    "Long",
    "Moment",
    "Phone",
    "Seq",
    "Short",
    "Text",
    "Uuid",
    "Value",
]

MAX_MESSAGE_CHARACTERS = 4000

Text = Annotated[str, Meta(min_length=1, max_length=MAX_MESSAGE_CHARACTERS)]
Seq = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Attribute = (
    Annotated[str, Meta(max_length=500)] | Annotated[int, Meta(ge=-(2**53), le=2**53)] | float | bool | None
)
Attributes = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=40)], Attribute], Meta(max_length=20)
]
Uuid = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[47][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}\Z"
    ),
]
Email = Annotated[str, Meta(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+\Z")]
Phone = Annotated[str, Meta(max_length=40)]
# What stands on a button, what stands on a line, what is filled in and chosen: see chat/content.py.
Label = Annotated[str, Meta(max_length=28, pattern=r"^[^\r\n]*\S[^\r\n]*\Z")]
Line = Annotated[str, Meta(max_length=80, pattern=r"^[^\r\n]*\S[^\r\n]*\Z")]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
Moment = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?\Z")]
Value = Annotated[str, Meta(max_length=500)] | int | float | bool


class Introduction(Struct):
    """What somebody answers who is asked before the first words: a claim."""

    name: Short = ""
    email: Email = ""
    phone: Phone = ""
    attributes: Attributes = {}
