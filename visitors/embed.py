"""What a site's pages load: the launcher's script and the chat's document, built once a configuration."""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.html import escape

from visitors.assets import HOST, Asset
from visitors.brand import Brand
from visitors.emoji import named
from visitors.languages import tag
from visitors.models import Site
from visitors.pieces import CONFIG, sources
from visitors.widget_texts import (
    CONSENT,
    FRAME,
    INVITATION,
    LAUNCHER,
    PAGE,
    PARTS,
    REFUSED,
    SHELL,
)
from visitors.wording import worded

_SHELF_LIMIT = 256
_ABOVE_MOST = 2147483000
_GAP = re.compile(r"\{(\w+)\}")
_UNSAFE_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
# Where a site wants no launcher on phones; the chat itself may still be opened there.
NO_PHONES = "@media (max-width:480px){button{display:none!important}}"
# There is no room for an offer, either, which nobody could answer.
NO_OFFERS = NO_PHONES.replace("button", ".offer")
# The command before which a launcher asks nothing of us; where nothing is collected it is none that exists.
_WAITS: dict[str, str] = {Site.Mode.ASK: "consent", Site.Mode.OFF: "never"}
_ON_HOST_PAGES = {
    "Content-Type": "text/javascript; charset=utf-8",
    "Access-Control-Allow-Origin": "*",
}
_shelf: dict[tuple[object, ...], Asset] = {}


def loader(site: Site) -> Asset:
    """Return the launcher's script with the site's public configuration inside."""
    return _once(("loader", site.pk, site.version), lambda: Asset.of(launcher_script(site), _ON_HOST_PAGES))


def tracker(site: Site) -> Asset:
    """Return the module that tells of pages, with what this site lets it."""
    return _once(("tracker", site.pk, site.version), lambda: _tracker(site))


def present(site: Site) -> Asset:
    """Return the module that keeps a page's socket, which the one that tells of pages loads."""
    return _once(("present", site.pk, site.version), lambda: Asset.of(sources().present, _ON_HOST_PAGES))


def invite(site: Site) -> Asset:
    """Return the module that shows an invitation, which comes with the first one."""
    return _once(("invite", site.pk, site.version), lambda: _invite(site))


def frame(site: Site, *, standalone: bool = False, locale: str = "") -> Asset:
    """Return the chat's document, for a frame on the site's pages or to stand alone."""
    known = site.languages
    spoken = locale if locale in known else known[0]
    name = ("frame", site.pk, site.version, standalone, spoken)
    return _once(name, lambda: _frame(site, standalone=standalone, locale=spoken))


def refusal(site: Site, *, locale: str) -> str:
    """Return what stands in place of the chat for somebody who is banned."""
    return _texts(REFUSED, site, locale if locale in site.languages else site.languages[0])["refused"]


def part(site: Site, name: str, *, locale: str = "") -> Asset:
    """Return the module of a part of the chat, which the document loads on use."""
    known = site.languages
    spoken = locale if locale in known else known[0]
    return _once(("part", name, site.pk, site.version, spoken), lambda: _part(site, name, locale=spoken))


def _once(name: tuple[object, ...], build: Callable[[], Asset]) -> Asset:
    if settings.DEBUG:
        return build()
    if name not in _shelf:
        for oldest in list(_shelf)[: len(_shelf) + 1 - _SHELF_LIMIT]:
            _shelf.pop(oldest, None)
        _shelf[name] = build()
    return _shelf[name]


def _tracker(site: Site) -> Asset:
    config = {"key": site.key, "mode": site.mode} | ({"dnt": True} if site.honours_dnt else {})
    return Asset.of(sources().tracker.replace(CONFIG, as_json(config)), _ON_HOST_PAGES)


def _invite(site: Site) -> Asset:
    values = Brand.of(site.appearance.get("brand")).tokens() | {"inset": _inset(site)}
    config = {
        "key": site.key,
        "name": site.name,
        "css": _filled(sources().invite_style, values) + ("" if site.lets("phones") else NO_OFFERS),
        "theme": _theme(site),
        "texts": {tag(locale): list(_texts(INVITATION, site, locale).values()) for locale in site.languages},
    }
    return Asset.of(sources().invite.replace(CONFIG, as_json(config)), _ON_HOST_PAGES)


def launcher_script(site: Site) -> str:
    """Return the launcher's code, which draws itself as this site looks."""
    look = site.appearance
    brand = Brand.of(look.get("brand"))
    values = {
        "brand": brand.ground,
        "brand-hover": brand.hover,
        "on-brand": brand.text,
        "link": brand.link,
        "layer": str(_layer(site) or _ABOVE_MOST),
        "inset": _inset(site),
        "padding": "11px 20px" if look.get("title") else "15px",
    }
    config = {
        "key": site.key,
        "css": _filled(sources().loader_style, values) + ("" if site.lets("phones") else NO_PHONES),
        "texts": {tag(locale): _button_text(site, locale) for locale in site.languages},
    }
    few = {
        "title": bool(look.get("title")),
        "theme": _theme(site),
        "top": look.get("layer") == "top",
        "rtl": [tag(locale) for locale in site.languages if _direction(locale) == "rtl"],
        "waits": _WAITS.get(site.mode),
    }
    config |= {name: value for name, value in few.items() if value}
    return sources().loader.replace(CONFIG, as_json(config))


def _part(site: Site, name: str, *, locale: str) -> Asset:
    return Asset.of(_part_text(site, name, locale), {"Content-Type": "text/javascript; charset=utf-8"})


def _part_text(site: Site, name: str, locale: str) -> str:
    piece = sources().parts[name]
    said = as_json(_texts(PARTS[name], site, locale))
    script = named(piece.script, locale) if name == "emoji" else piece.script
    return f"{script};export const texts={said},style={as_json(piece.style)}"


def _parts_version(site: Site, locale: str) -> str:
    """Return what changes with any of the parts, for their addresses."""
    text = "".join(_part_text(site, name, locale) for name in PARTS)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _frame(site: Site, *, standalone: bool, locale: str) -> Asset:
    origins = [] if standalone else site.allowed_origins
    asks = site.mode == Site.Mode.ASK and not standalone
    page = chat_page(
        site,
        locale=locale,
        script=sources().page if standalone else sources().asking if asks else sources().frame,
        standalone=standalone,
        asks=asks,
        dnt=asks and site.honours_dnt,
        origins=origins,
        parts=_parts_version(site, locale),
    )
    ancestors = " ".join(origins) or "'none'"
    return Asset.of(
        page.html,
        {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": page.policy(
                ancestors=ancestors, connect="'self'", later=f"{HOST}/w/{site.key}/part/"
            ),
            "Referrer-Policy": "same-origin",
            "Vary": "Accept-Encoding, Accept-Language",
        },
    )


# Arabic script is read one step larger.
_LARGER = "body{font-size:16px;line-height:24px}"
_SCRIPTS_IN_NEED_OF_SIZE = dict.fromkeys(("ar", "fa", "ur"), _LARGER)


# Which colour of a brand is seen outside the chat alone.
_LAUNCHERS_OWN = "brand-hover"
# What a frame takes from the page around it.
_OF_A_PAGE = (
    '<meta name="viewport" content="width=device-width, initial-scale=1,'
    ' interactive-widget=resizes-content, viewport-fit=cover">'
    '<link rel="icon" href="data:,">'
)


@dataclass(frozen=True, slots=True)
class ChatPage:
    """The chat's document, with the policy that lets exactly its own code and style in."""

    html: str
    script: str
    style: str

    def policy(self, *, ancestors: str, connect: str, later: str = "") -> str:
        """Return the policy for a document that these origins may frame and that loads ``later`` on use."""
        return "; ".join(
            [
                "default-src 'none'",
                f"script-src '{digest(self.script)}' {later}".rstrip(),
                f"style-src '{digest(self.style)}'",
                f"connect-src {connect}",
                f"img-src 'self' blob: data: {settings.FILES_ORIGIN}".rstrip(),
                "base-uri 'none'",
                "form-action 'none'",
                f"frame-ancestors {ancestors}",
                "require-trusted-types-for 'script'",
                "trusted-types 'none'",
            ]
        )


def chat_page(site: Site, *, locale: str, script: str, along: Sequence[str] = (), **more: Any) -> ChatPage:
    """Return the chat's document as a site looks and speaks; ``more`` is what the script wants to know.

    A script that brings parts ``along`` needs their words and their style from the beginning.
    """
    standalone, asks = bool(more.get("standalone")), bool(more.pop("asks", False))
    said = FRAME | (PAGE if standalone else {}) | (CONSENT if asks else {})
    for name in along:
        said |= PARTS[name]
    shell = _texts(SHELL, site, locale)
    brand = Brand.of(site.appearance.get("brand")).tokens()
    tokens = "".join(f"--{name}:{value};" for name, value in brand.items() if name != _LAUNCHERS_OWN)
    pieces = sources()
    sheet = pieces.alone_style if standalone else pieces.asking_style if asks else pieces.style
    sheet += "".join(sources().parts[name].style for name in along)
    style = f"{sheet}:root{{{tokens}}}{_SCRIPTS_IN_NEED_OF_SIZE.get(locale[:2], '')}"
    config = {
        "key": site.key,
        "name": site.name,
        "greeting": _of_look(site, "greeting", locale),
        "theme": _theme(site),
        "texts": _texts(said, site, locale),
    } | more
    if not site.is_live:
        config["contact"] = True
    if off := [what for what in ("end", "transcript") if not site.lets(what)]:
        config["off"] = off
    config = {key: value for key, value in config.items() if value or value == []}
    gaps = {
        "lang": escape(locale),
        "dir": _direction(locale),
        "alone": " data-alone" if standalone else "",
        "page": _OF_A_PAGE if standalone else "",
        "dialog": "" if standalone else f' role="dialog" aria-label="{escape(shell["title"])}"',
        "name": escape(site.name),
        "style": style,
        "config": as_json(config),
        "script": script,
    }
    gaps |= {f"say_{key}": escape(text) for key, text in shell.items()}
    return ChatPage(_GAP.sub(lambda gap: gaps[gap[1]], sources().html), script, style)


def digest(text: str) -> str:
    """Return how a policy names a piece of code or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _filled(css: str, values: dict[str, str]) -> str:
    """Write the values into a sheet: custom properties could be changed by the host page."""
    for name, value in values.items():
        css = css.replace(f"var(--{name})", value)
    return css


def _texts(table: dict[str, str], site: Site, locale: str) -> dict[str, str]:
    texts = worded(table, locale, site.texts.get(locale))
    return {key: text.replace("{site}", site.name) for key, text in texts.items()}


def _button_text(site: Site, locale: str) -> str:
    """Return what the button says; words of its own are its name as well, so that it can be called by them."""
    return _of_look(site, "title", locale) or _texts(LAUNCHER, site, locale)["open"]


def _of_look(site: Site, name: str, locale: str) -> str:
    """Return words of the look: they are in the site's own language, others have theirs in its texts."""
    return str(site.appearance.get(name) or "") if locale == site.languages[0] else ""


def _direction(locale: str) -> str:
    try:
        return "rtl" if translation.get_language_info(locale)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def _inset(site: Site) -> str:
    """Return at which edge of the page a site wants its widget."""
    return "24px auto" if site.appearance.get("position") == "start" else "auto 24px"


def _layer(site: Site) -> int:
    """Return where between the layers of a page a site wants its widget, 0 for no wish."""
    layer = site.appearance.get("layer")
    return layer if isinstance(layer, int) and not isinstance(layer, bool) else 0


def _theme(site: Site) -> str:
    theme = site.appearance.get("theme")
    return theme if theme in ("light", "dark") else ""


def as_json(value: object) -> str:
    """Write data that no script or markup around it can be ended by."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE_IN_SCRIPT)
