"""Whatever colour a site has, everything written on it or in it can be read."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from visitors.brand import Brand, contrast, mix

STATIC = Path(__file__).resolve().parents[2] / "static"
SHEETS = [path.read_text() for path in sorted((STATIC / "widget").glob("*.css"))]
TEXT, UI = 4.5, 3.0
# What is written on each ground, where the rule that gives the ground does not say so itself.
WRITTEN = {
    "surface": ["text", "secondary", "danger", "link"],
    "sunken": ["text", "secondary"],
    "hover": ["text", "secondary", "danger"],
    "visitor-bubble": ["text"],
    "brand": ["on-brand", "on-brand-quiet"],
    "brand-hover": ["on-brand"],
    "fill": ["on-fill"],
    "fill-hover": ["on-fill"],
    "tint": ["on-tint"],
    "waiting-tint": ["on-waiting-tint"],
}
# What is drawn there: outlines of fields, the ring around what has the focus, ticks, the sign of being here.
DRAWN = {
    "surface": ["faint", "link", "danger", "secondary", "online"],
    "danger-tint": ["danger"],
    "hover": ["link", "danger"],
    "sunken": ["text"],
    "tint": ["link"],
    "brand": ["on-brand", "brand-online"],
    "under a pointer in the header": ["on-brand"],
}
KNOWN = ["#2F4A3C", "#f2c12e", "#ff8800", "#fff", "#000", "#808080", "#e01b84", None, "red"]
DICE = random.Random(20)
COLOURS = [*KNOWN, *(f"#{DICE.randrange(1 << 24):06x}" for _ in range(500))]


def values(brand: Brand) -> Iterator[dict[str, str]]:
    """Return what every token is for a brand: in light, then in dark."""
    sheet = (STATIC / "shared/tokens.css").read_text()
    tokens = dict(re.findall(r"--([\w-]+): ([^;]+);", sheet)) | brand.tokens()
    for side in (1, 2):
        sides = {
            name: re.sub(r"^light-dark\((#\w+), ?(#\w+)\)$", rf"\{side}", value)
            for name, value in tokens.items()
        }
        sides["under a pointer in the header"] = mix(sides["brand"], "#808080", 0.25)
        yield {name: full(value) for name, value in sides.items()}


def full(colour: str) -> str:
    """Write three digits as six."""
    return re.sub(r"^#(\w)(\w)(\w)$", r"#\1\1\2\2\3\3", colour)


def rules() -> Iterator[tuple[str, str]]:
    """Return every rule of the widget's sheets that somebody is to read: what is switched off is not."""
    for sheet in SHEETS:
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
            if ":disabled" not in selector:
                yield selector.strip(), body


def pairs() -> set[tuple[str, str, float]]:
    """Return what stands on what, and how well it has to be seen."""
    found = {(ground, word, TEXT) for ground, words in WRITTEN.items() for word in words}
    found |= {(ground, sign, UI) for ground, signs in DRAWN.items() for sign in signs}
    for _, body in rules():
        ground, word = used("background", body), used("color", body)
        if ground and word:
            found.add((ground, word, TEXT))
    return found


def used(property: str, body: str) -> str:
    """Return the token a rule takes for a property."""
    token = re.search(rf"(?<![\w-]){property}: var\(--([\w-]+)\)", body)
    return token[1] if token else ""


def test_text_and_signs_are_seen_on_any_brand_colour() -> None:
    wanted = sorted(pairs())
    hidden = [
        f"{colour}: {word} {there[word]} on {ground} {there[ground]} has {ratio:.2f}"
        for colour in COLOURS
        for there in values(Brand.of(colour))
        for ground, word, least in wanted
        if (ratio := contrast(there[word], there[ground])) < least
    ]
    assert hidden == [], f"{len(hidden)} of {2 * len(COLOURS) * len(wanted)}"


def test_every_ground_and_every_ink_of_the_sheets_is_looked_at() -> None:
    looked_at = {name for ground, word, _ in pairs() for name in (ground, word)}
    in_use = {used(property, body) for _, body in rules() for property in ("background", "color")} - {""}
    assert in_use - looked_at == set()


@pytest.mark.parametrize(
    ("colour", "brand"),
    [
        ("#2F4A3C", Brand(ground="#2f4a3c", text="#ffffff")),
        ("#f2c12e", Brand(ground="#f2c12e", text="#1f1d1a")),
    ],
)
def test_a_readable_brand_colour_is_left_alone(colour: str, brand: Brand) -> None:
    assert Brand.of(colour) == brand
