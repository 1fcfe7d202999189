"""What a site's pages load, before the site has its say: joined, shortened, read once."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.staticfiles import finders

from visitors import bundle
from visitors.brand import Brand
from visitors.widget_texts import PARTS

# A name no scope declares, so that it stays what it is: here a site's configuration goes.
CONFIG = "VISAVIS_CONFIG"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part before a site words it."""

    script: str
    style: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What is the same for every site, minified."""

    loader: str
    loader_style: str
    tracker: str
    present: str
    invite: str
    invite_style: str
    frame: str
    asking: str
    page: str
    style: str
    asking_style: str
    alone_style: str
    html: str
    parts: dict[str, Piece]


def sources() -> Sources:
    """Return the pieces: read once, or anew each time while somebody works on them."""
    return _read_sources.__wrapped__() if settings.DEBUG else _read_sources()


@cache
def _read_sources() -> Sources:
    pieces = {name: bundle.part(f"widget/{name}.js", of="widget/frame.js") for name in PARTS}
    hands = set().union(*(handed for _, handed in pieces.values()))
    loader, tracker, present, invite, frame, asking, page, *later = bundle.shortened(
        f"(()=>{{{bundle.script('widget/loader.js')};boot({CONFIG})}})()",
        f"export const track=(()=>{{{bundle.script('widget/track.js')};return tracking({CONFIG})}})();",
        f"export const{{present}}=(()=>{{{bundle.script('widget/present.js')};return{{present}}}})();",
        f"export const invite=(()=>{{{bundle.script('widget/invite.js')};return inviting({CONFIG})}})();",
        f"(()=>{{{bundle.script('widget/frame.js', hands=hands)};boot()}})()",
        f"(()=>{{{bundle.script('widget/consenting.js', hands=hands)};begin()}})()",
        f"(()=>{{{bundle.script('widget/page.js', hands=hands)};arrive()}})()",
        *(script for script, _ in pieces.values()),
    )
    tokens = "shared/tokens.css"
    style = bundle.style("widget/frame.css", tokens=tokens)
    brand = "".join(f"--{name}:;" for name in Brand.of(None).tokens())
    return Sources(
        loader=loader,
        loader_style=bundle.style("widget/loader.css"),
        tracker=tracker,
        present=present,
        invite=invite,
        invite_style=bundle.style("widget/invite.css"),
        frame=frame,
        asking=asking,
        page=page,
        style=style,
        asking_style=bundle.style("widget/frame.css", "widget/consenting.css", tokens=tokens),
        alone_style=bundle.style("widget/frame.css", "widget/page.css", tokens=tokens),
        html=_with_icons(re.sub(r">\n<", "><", bundle.source("widget/frame.html").strip())),
        parts={
            name: Piece(script, _sheet(name, tokens, style + brand))
            for name, script in zip(PARTS, later, strict=True)
        },
    )


def _sheet(name: str, tokens: str, known: str) -> str:
    """Return the style of a part; one that only sounds has none."""
    found = finders.find(f"widget/{name}.css")
    return bundle.style(f"widget/{name}.css", tokens=tokens, known=known) if found else ""


def _with_icons(html: str) -> str:
    """Draw the icons a document names."""
    return re.sub(r"\{icon_(\w+)\}", lambda name: _icon(bundle.constant("shared/icons.js", name[1])), html)


def _icon(path: str) -> str:
    return f'<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="{path}"/></svg>'
