"""What every frame is made of: its base, and the kinds of fields all of them share."""

from typing import Annotated

from msgspec import Meta, Struct

MAX_FRAME_BYTES = 32 * 1024

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Short = Annotated[str, Meta(max_length=120)]
Long = Annotated[str, Meta(max_length=8000)]


class Frame(Struct, tag_field="type"):
    """Any frame; ``id`` asks for an answer that echoes it."""

    id: Id | None = None
