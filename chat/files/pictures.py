"""Pictures are painted anew: what comes out has only pixels in common with what came in."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from chat.files.kinds import Kind
from realtime.errors import Refusal

MAX_PIXELS = 40_000_000
"""Of all frames of a picture together: what a good telephone takes, and no bomb."""
MAX_FRAMES = 1000
"""Each takes its room, however small: a minute of the usual film has fewer."""
THUMBNAIL = (480, 320)
"""Twice what the desk shows, for screens with two pixels to one."""

_SAVED: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88, "optimize": True},
    "PNG": {},
    "GIF": {},
    "WEBP": {"quality": 85},
}
# Others have further frames that are not meant to be seen one after the other.
_MOVING = ("GIF", "WEBP")
_REDUCIBLE = ("L", "RGB", "RGBA")
_MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture painted anew, with its small likeness."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int


def repaint(content: bytes, kind: Kind) -> Picture:
    """Return the picture without anything but its pixels; a bomb or a broken one is refused."""
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(content), formats=[kind.picture]) as source:
            # Pillow warns of what is counted below anyway.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            moves = kind.picture in _MOVING
            _measure(source, getattr(source, "n_frames", 1) if moves else 1)
            timing = {"duration": source.info.get("duration", 100), "loop": source.info.get("loop", 0)}
            # Unpacked once: a copy of what one may send is more memory than a small server has to spare.
            frames: list[Image.Image] = (
                [frame.copy() for frame in ImageSequence.Iterator(source)] if moves else [source]
            )
            for frame in frames:
                _lay_bare(frame)
            return _painted(frames, kind.picture, timing)
    except Refusal:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except Exception:  # whatever a decoder stumbles over, the picture is broken
        raise Refusal("invalid", "This picture is broken.", fields={"file": "broken"}) from None


def _measure(source: Image.Image, frames: int) -> None:
    """Count before anything is unpacked."""
    if source.width * source.height * frames > MAX_PIXELS:
        raise _too_many_pixels()
    if frames > MAX_FRAMES:
        raise Refusal("too_large", f"A picture has at most {MAX_FRAMES} frames.", fields={"file": "frames"})


def _too_many_pixels() -> Refusal:
    return Refusal(
        "too_large", f"A picture has at most {MAX_PIXELS // 1_000_000} megapixels.", fields={"file": "pixels"}
    )


def _lay_bare(frame: Image.Image) -> None:
    """Turn the frame as it is meant to be seen, and leave nothing but its pixels."""
    ImageOps.exif_transpose(frame, in_place=True)
    frame.info = {key: value for key, value in frame.info.items() if key == "transparency"}


def _painted(frames: list[Image.Image], format: str, timing: dict[str, Any]) -> Picture:
    first = _in_mode(frames[0], format)
    options = dict(_SAVED[format])
    if len(frames) > 1:
        options |= timing | {"save_all": True, "append_images": frames[1:]}
    small = _with_alpha(_reduced(first))
    small.thumbnail(THUMBNAIL)
    return Picture(
        _saved(first, format, options),
        _saved(small, "WEBP", _SAVED["WEBP"]),
        first.width,
        first.height,
    )


def _in_mode(frame: Image.Image, format: str) -> Image.Image:
    modes = _MODES.get(format)
    return frame.convert("RGB") if modes and frame.mode not in modes else frame


def _reduced(frame: Image.Image) -> Image.Image:
    """Return the frame not much larger than its likeness will be, if that takes no further unpacking."""
    factor = min(side // (2 * most) for side, most in zip(frame.size, THUMBNAIL, strict=True))
    return frame.reduce(factor) if factor > 1 and frame.mode in _REDUCIBLE else frame


def _with_alpha(frame: Image.Image) -> Image.Image:
    see_through = frame.has_transparency_data
    return frame.convert("RGBA" if see_through else "RGB")


def _saved(picture: Image.Image, format: str, options: dict[str, Any]) -> bytes:
    out = BytesIO()
    picture.save(out, format, **options)
    return out.getvalue()
