"""What a request of a host page says: its body, its frames, and what its headers say of the browser."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import msgspec
from django.conf import settings
from django.utils.timezone import now

from realtime.allowance import Allowances
from realtime.edge import Request, network_of
from realtime.errors import Refusal
from realtime.parsing import Rejected
from visitors.devices import user_agent_in
from visitors.identity import Claim, claim_in
from visitors.languages import accepted
from visitors.models import Site
from visitors.tracking import drops
from visitors.tracking.bots import is_prefetch
from visitors.tracking.drops import Reason
from visitors.tracking.frames import HostFrame, host_parser
from visitors.tracking.hit import Browser, Hit
from visitors.tracking.modes import Purpose

MAX_FRAMES = 50
# An office or a school shares one address.
SHARED = 10
LONGEST_ZONE = 64
LONGEST_LOCALE = 20
LONGEST_HEADER = 200

# What the host page may say; anything else belongs to the chat frame and its own token.
HOST_PAGE_FRAMES = (
    "page.",
    "event.track",
    "invitation.",
    "consent.set",
    "preference.set",
    "visitor.identify",
    "visitor.forget",
)

Frames = list[dict[str, Any]]


class Body(msgspec.Struct):
    """What a host page sends: its tracking token, what it was allowed, and frames about itself."""

    frames: list[msgspec.Raw]
    token: str | None = None
    consent: dict[str, str] = {}
    timezone: str = ""
    locale: str = ""
    webdriver: bool = False
    poll: bool = False


_decode = msgspec.json.Decoder(Body).decode
_decode_frame = msgspec.json.Decoder(dict[str, Any]).decode


def body_of(request: Request) -> Body:
    """Return the body of a hit; raises a refusal for one that is none, or more than one page has to say."""
    wait = _allowances().of(network_of(request.address)).take()
    if wait:
        drops.count(Reason.TOO_MANY)
        raise Refusal("too_many", "Too many hits. Slow down.", retry=True, retry_after_ms=wait)
    try:
        body = _decode(request.body)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
        raise _no_frames() from None
    if len(body.frames) > MAX_FRAMES:
        raise Refusal("too_large", f"At most {MAX_FRAMES} frames at once.")
    return body


def hit_of(site: Site, request: Request, body: Body) -> tuple[Hit, Frames]:
    """Return what is told, and the answers to frames that are none, or not for a host page to send."""
    claim = _claim(site, body.token)
    frames: list[HostFrame] = []
    answers: Frames = []
    for raw in body.frames:
        try:
            frames.append(host_parser.parse(bytes(raw)))
        except Rejected as rejected:
            answers += _answer(bytes(raw), rejected)
    browser = browser_of(site, request.headers, address=request.address)
    describe(browser, locale=body.locale, timezone=body.timezone, webdriver=body.webdriver)
    hit = Hit(browser, now(), frames, claim=claim, consent=consents(body.consent))
    return hit, answers


def describe(browser: Browser, *, locale: str, timezone: str, webdriver: bool) -> None:
    """Take in what a page says of its browser beyond what its headers do."""
    browser.webdriver = webdriver
    browser.timezone = timezone[:LONGEST_ZONE] if timezone.isprintable() else ""
    if locale and locale.isprintable():
        browser.locale = locale[:LONGEST_LOCALE]


def consents(said: Mapping[str, str]) -> dict[str, str]:
    """Return what was allowed and what refused, without what is neither."""
    if not said:
        return {}
    return {purpose: said[purpose] for purpose in Purpose if said.get(purpose) in ("granted", "refused")}


def browser_of(site: Site, headers: Mapping[bytes, bytes], *, address: str) -> Browser:
    """Return what the headers of a request say of the browser."""
    return Browser(
        site,
        address=address,
        user_agent=user_agent_in(headers),
        gpc=headers.get(b"sec-gpc") == b"1",
        dnt=headers.get(b"dnt") == b"1",
        prefetch=is_prefetch(headers),
        locale=_language(headers.get(b"accept-language", b"")[:LONGEST_HEADER]),
    )


@lru_cache(maxsize=500)
def _language(header: bytes) -> str:
    found = accepted(header.decode("latin-1"))
    return found[0][:LONGEST_LOCALE] if found else ""


def _claim(site: Site, token: str | None) -> Claim | None:
    if token is None:
        return None
    claim = claim_in(site, token)
    if claim is None:
        raise Refusal("forbidden", "This token is not valid here.")
    return claim


def _answer(raw: bytes, rejected: Rejected) -> Frames:
    try:
        frame = _decode_frame(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
        raise _no_frames() from None
    if not str(frame.get("type", "")).startswith(HOST_PAGE_FRAMES):
        refusal = Refusal("forbidden", "The host page may not do that.")
        return [refusal.as_nack(client_id=_text(frame.get("client_id")), id=_text(frame.get("id")))]
    drops.count(Reason.NOT_COLLECTED if rejected.harmless else Reason.MALFORMED)
    if rejected.harmless or rejected.id is None:
        return []
    return [rejected.refusal.as_nack(id=rejected.id)]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _no_frames() -> Refusal:
    return Refusal("malformed", "This is not a list of frames.")


@cache
def _allowances() -> Allowances:
    rate = settings.VISITOR_FRAMES_PER_SECOND * SHARED
    return Allowances(rate, burst=4.0 * rate)
