"""What an uploaded file is called: as its owner called it, without what could deceive or do harm."""

import re

from chat.files.kinds import PICTURES, Kind
from chat.plain import one_line
from realtime.errors import Refusal

LONGEST = 120

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def clean_name(name: str, kind: Kind) -> str:
    """Return the name to keep: one line, no folder, no turned text, and an ending that fits what is inside."""
    name = one_line(re.split(r"[/\\]", name)[-1]).strip(". ")
    stem, suffix = _split(name or "file")
    if suffix.lower() not in kind.suffixes:
        stem, suffix = (f"{stem}.{suffix}" if suffix else stem), kind.suffixes[0]
    stem = stem[: LONGEST - len(suffix) - 1].rstrip(". ")
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{stem}.{suffix}"


def check_claim(name: str, kind: Kind) -> None:
    """Refuse what calls itself a picture and is none: whoever sent it is deceived or deceives."""
    _stem, suffix = _split(name.rstrip(". \0"))
    if suffix.lower() in PICTURES and not kind.picture:
        raise Refusal(
            "unsupported_type", "The name says picture, the content does not.", fields={"file": "kind"}
        )


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, suffix) if dot and stem and 0 < len(suffix) <= 10 else (name.lstrip("."), "")
