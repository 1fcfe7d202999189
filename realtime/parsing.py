"""The one parser all frames go through: from what came over the wire to a frame, or to why it is none.

Unknown fields are ignored. NUL and lone surrogates are refused here, so that both databases store the
same things.
"""

import json
from typing import Any

import msgspec
from msgspec import Struct

from realtime.errors import Refusal
from realtime.framing import MAX_FRAME_BYTES


class _Envelope(Struct):
    """What can be said about a frame that is not one of ours."""

    type: Any = None
    id: Any = None
    client_id: Any = None


class Parser:
    """Turns what came over the wire into a frame of one role, or says why it is none."""

    def __init__(self, frames: Any) -> None:
        self._decode = msgspec.json.Decoder(frames).decode
        self.types = frozenset(frame.__struct_config__.tag for frame in frames.__args__)

    def parse(self, raw: str | bytes) -> Any:
        """Return the frame; raises :class:`Rejected` with what to answer."""
        if _is_too_long(raw):
            raise Rejected(Refusal("too_large", "A frame has at most 32 KiB."))
        try:
            frame = self._decode(raw)
        except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError) as error:
            raise self._rejected(raw, error) from None
        if holds_nul(raw) and _nul_inside(frame):
            raise Rejected(Refusal("invalid", "NUL is not allowed in text."), frame.id, _client_id(frame))
        return frame

    def _rejected(self, raw: str | bytes, error: Exception) -> "Rejected":
        envelope = _envelope(raw)
        if envelope is None:
            return Rejected(Refusal("malformed", "This is not a JSON object."))
        id, client_id = _echoed(envelope.id), _echoed(envelope.client_id)
        if not isinstance(envelope.type, str):
            return Rejected(Refusal("malformed", "A frame has a type."), id, None)
        if envelope.type not in self.types:
            # Unknown types are ignored by everybody; whoever wants an answer is told.
            return Rejected(
                Refusal("unknown_type", "This type of frame is not known here."), id, None, harmless=True
            )
        return Rejected(Refusal("invalid", _sentence(error)), id, client_id)


class Rejected(Exception):
    """A frame that is none, with what is known of whom to answer."""

    def __init__(
        self, refusal: Refusal, id: str | None = None, client_id: str | None = None, *, harmless: bool = False
    ) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal
        self.id = id
        self.client_id = client_id
        self.harmless = harmless


_decode_envelope = msgspec.json.Decoder(_Envelope).decode


def _envelope(raw: str | bytes) -> _Envelope | None:
    """Return who asked for what in a frame that cannot be read, if it is an object at all.

    Half a character (an emoji cut in two) spoils a frame, but whoever sent it waits for an answer.
    """
    try:
        return _decode_envelope(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
        pass
    try:
        value = json.loads(raw)
    except (RecursionError, ValueError):
        return None
    return msgspec.convert(value, _Envelope) if isinstance(value, dict) else None


def _echoed(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) <= 64 and value.isprintable() else None


def _is_too_long(raw: str | bytes) -> bool:
    if len(raw) * 4 <= MAX_FRAME_BYTES or len(raw) > MAX_FRAME_BYTES:
        return len(raw) > MAX_FRAME_BYTES
    return isinstance(raw, str) and len(raw.encode(errors="replace")) > MAX_FRAME_BYTES


def holds_nul(raw: str | bytes) -> bool:
    """Tell whether a NUL may be inside, cheaply: an escaped one, or the character itself."""
    if isinstance(raw, str):
        return "\\u0000" in raw or "\0" in raw
    return b"\\u0000" in raw or b"\0" in raw


def _nul_inside(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, Struct):
        return any(_nul_inside(getattr(value, name)) for name in value.__struct_fields__)
    if isinstance(value, dict):
        return any(_nul_inside(part) for pair in value.items() for part in pair)
    return isinstance(value, list | tuple) and any(map(_nul_inside, value))


def _client_id(frame: Any) -> str | None:
    return getattr(frame, "client_id", None)


def _sentence(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "The frame is nested too deeply."
    text = str(error).split("\n")[0][:200]
    return text if text.isprintable() else "A field has a wrong value."
