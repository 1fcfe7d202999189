"""A site's brand colour, corrected until everything written on it or in it can be read."""

import colorsys
import re
from dataclasses import dataclass

ACCENT = "#0f6e66"
WHITE, INK, SURFACE, DARK_SURFACE = "#ffffff", "#1f1d1a", "#ffffff", "#1c1b18"
READABLE = 4.5
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@dataclass(frozen=True, slots=True)
class Brand:
    """A ground and the colour of text on it, which reads at least 4.5:1."""

    ground: str
    text: str

    @classmethod
    def of(cls, colour: object) -> "Brand":
        """Take the colour as given, or our accent, and move it as little as reading needs."""
        given = _plain(colour) if isinstance(colour, str) and _HEX.fullmatch(colour) else ACCENT
        darker = _shifted(given, against=WHITE, ratio=READABLE, step=-0.01)
        lighter = _shifted(given, against=INK, ratio=READABLE, step=0.01)
        if abs(_lightness(darker) - _lightness(given)) <= abs(_lightness(lighter) - _lightness(given)):
            return cls(ground=darker, text=WHITE)
        return cls(ground=lighter, text=INK)

    @property
    def hover(self) -> str:
        """The ground under a pointer, on which the text reads as well."""
        darker = mix(self.ground, "#000000", 0.18)
        return darker if contrast(darker, self.text) >= READABLE else mix(self.ground, WHITE, 0.18)

    @property
    def link(self) -> str:
        """The brand as it is read on white."""
        return _shifted(self.ground, against=SURFACE, ratio=READABLE, step=-0.01)

    def tokens(self) -> dict[str, str]:
        """Return what the widget's style sheet uses in place of the accent."""
        fill_dark = _shifted(self.ground, against=DARK_SURFACE, ratio=8, step=0.01)
        tint = mix(WHITE, self.ground, 0.1)
        tint_dark = mix(DARK_SURFACE, fill_dark, 0.16)
        link = self.link
        link_dark = _shifted(self.ground, against=DARK_SURFACE, ratio=9, step=0.01)
        on_tint = _shifted(self.ground, against=tint, ratio=7, step=-0.01)
        on_tint_dark = _shifted(self.ground, against=tint_dark, ratio=9, step=0.01)
        return {
            "brand": self.ground,
            "brand-hover": self.hover,
            "on-brand": self.text,
            "on-brand-quiet": self._quiet(),
            "brand-online": self._online(),
            "fill": _both(self.ground, fill_dark),
            "fill-hover": _both(self.hover, mix(fill_dark, WHITE, 0.15)),
            "on-fill": _both(self.text, mix(self.ground, "#000000", 0.7)),
            "link": _both(link, link_dark),
            "tint": _both(tint, tint_dark),
            "on-tint": _both(on_tint, on_tint_dark),
        }

    def _quiet(self) -> str:
        quiet = mix(self.text, self.ground, 0.23)
        return quiet if contrast(quiet, self.ground) >= READABLE else self.text

    def _online(self) -> str:
        greens = ("#5fcb8a", "#1f7a44", "#0d4a26")
        return next((green for green in greens if contrast(green, self.ground) >= 3), self.text)


def mix(colour: str, other: str, share: float) -> str:
    """Return a colour with a share of another one in it."""
    return _hex([a + (b - a) * share for a, b in zip(_rgb(colour), _rgb(other), strict=True)])


def _both(light: str, dark: str) -> str:
    return f"light-dark({light},{dark})"


def _shifted(colour: str, *, against: str, ratio: float, step: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    while contrast(colour, against) < ratio and 0 < lightness + step < 1:
        lightness += step
        colour = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def _lightness(colour: str) -> float:
    return colorsys.rgb_to_hls(*_rgb(colour))[1]


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _plain(colour: str) -> str:
    digits = colour[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(rgb: list[float] | tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(min(1.0, max(0.0, part)) * 255):02x}" for part in rgb)
